package weft.web.forms;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Brings content into files: in chunks large enough that the way to the pool and back does not
/// count.
///
/// @param work where files are touched
record FileSaver(FileWork work) {
  /// A file below this is written in one go.
  static final int SMALL_BYTES = 16_384;

  /// Bytes that are collected before they are written.
  static final int CHUNK_BYTES = 262_144;

  /// Writes a stream to a file; what was there before is replaced when all is written.
  ///
  /// @return bytes written
  long save(InputStream content, Path target) throws IOException {
    byte[] first = new byte[SMALL_BYTES];
    int count = content.readNBytes(first, 0, first.length);
    if (count < first.length) {
      work.call(() -> AtomicFile.write(target, first, count));
      return count;
    }
    AtomicFile file = work.call(() -> AtomicFile.create(target));
    boolean committed = false;
    try {
      long written = append(content, first, file);
      work.call(file::commit);
      committed = true;
      return written;
    } finally {
      if (!committed) {
        work.always(file::abandon);
      }
    }
  }

  /// Writes a file to another.
  void save(FileChannel content, Path target) throws IOException {
    AtomicFile file = work.call(() -> AtomicFile.create(target));
    boolean committed = false;
    try {
      work.call(() -> appendAndCommit(file, content));
      committed = true;
    } finally {
      if (!committed) {
        work.always(file::abandon);
      }
    }
  }

  private static @Nullable Void appendAndCommit(AtomicFile file, FileChannel content)
      throws IOException {
    file.append(content);
    return file.commit();
  }

  private long append(InputStream content, byte[] first, AtomicFile file) throws IOException {
    byte[] chunk = Arrays.copyOf(first, CHUNK_BYTES);
    int kept = first.length;
    long written = 0;
    while (true) {
      int count = kept + content.readNBytes(chunk, kept, chunk.length - kept);
      kept = 0;
      if (count > 0) {
        work.call(() -> file.append(chunk, count));
      }
      written += count;
      if (count < chunk.length) {
        return written;
      }
    }
  }
}
