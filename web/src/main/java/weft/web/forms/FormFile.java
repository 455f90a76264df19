package weft.web.forms;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import weft.hub.FileWork;

/// A file of a [MultipartForm], in memory or in a temporary file that is gone when the handler
/// returns.
public final class FormFile {
  private final Part part;
  private final byte[] memory;
  private final @Nullable TemporaryFile disk;
  private final FileWork work;

  /// @param memory all of it, or nothing of importance when it is on disk
  FormFile(Part part, byte[] memory, @Nullable TemporaryFile disk, FileWork work) {
    this.part = part;
    this.memory = disk == null ? memory : new byte[0];
    this.disk = disk;
    this.work = work;
  }

  /// The field's name.
  public String name() {
    return part.name();
  }

  /// The file's name as the client says, whatever is in there: not for paths, see [#safeName].
  public String fileName() {
    String fileName = part.fileName();
    return fileName == null ? "" : fileName;
  }

  /// The file's name made fit for a file in a folder of ours; see [Part#safeName].
  public String safeName() {
    return part.safeName();
  }

  /// The content type as the client says; null when it does not.
  public @Nullable String contentType() {
    return part.contentType();
  }

  /// Bytes of its content.
  public long size() {
    return disk == null ? memory.length : disk.size();
  }

  /// Whether it is in memory.
  public boolean isInMemory() {
    return disk == null;
  }

  /// Its content, from the beginning at each call.
  public InputStream stream() {
    return disk == null ? new ByteArrayInputStream(memory) : new TemporaryFileStream(disk, work);
  }

  /// Writes it to a file, which appears when it is whole, in place of one that is there; see
  /// [Part#saveTo].
  public void saveTo(Path target) throws IOException {
    if (disk == null) {
      new FileSaver(work).save(Channels.newChannel(stream()), target);
    } else {
      new FileSaver(work).save(disk.channel(), target);
    }
  }

  void release() throws IOException {
    TemporaryFile closing = disk;
    if (closing != null) {
      work.always(closing::close);
    }
  }
}
