package weft.web.forms;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import weft.hub.FileWork;

/// Brings content into files: in chunks large enough that the way to the pool and back does not
/// count.
///
/// @param work where files are touched
record FileSaver(FileWork work) {
  /// A file below this is written in one go.
  static final int SMALL_BYTES = 16_384;

  /// Writes content to a file; what was there before is replaced when all is written.
  ///
  /// @return bytes written
  long save(ReadableByteChannel content, Path target) throws IOException {
    ByteBuffer first = ByteBuffer.allocate(SMALL_BYTES);
    fill(first, content);
    boolean isWhole = first.hasRemaining();
    first.flip();
    if (isWhole) {
      long size = first.remaining();
      work.call(() -> AtomicFile.write(target, first));
      return size;
    }
    AtomicFile file = work.call(() -> AtomicFile.create(target));
    boolean committed = false;
    try {
      long written = copy(first, content, chunk -> work.call(() -> file.append(chunk)));
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

  /// What becomes of a chunk: it must be empty afterwards.
  interface ChunkSink {
    void write(ByteBuffer chunk) throws IOException;
  }

  /// Copies content in chunks.
  ///
  /// @param start its first bytes, less than a chunk
  /// @return bytes in all
  static long copy(ByteBuffer start, ReadableByteChannel rest, ChunkSink sink) throws IOException {
    ByteBuffer chunk = FileChunks.take();
    try {
      chunk.put(start);
      long copied = 0;
      boolean ended = false;
      while (!ended) {
        fill(chunk, rest);
        ended = chunk.hasRemaining();
        chunk.flip();
        copied += chunk.remaining();
        if (chunk.hasRemaining()) {
          sink.write(chunk);
        }
        chunk.clear();
      }
      return copied;
    } finally {
      FileChunks.giveBack(chunk);
    }
  }

  /// Reads until the buffer is full or the content ends.
  private static void fill(ByteBuffer buffer, ReadableByteChannel content) throws IOException {
    int count = 0;
    while (count >= 0 && buffer.hasRemaining()) {
      count = content.read(buffer);
    }
  }
}
