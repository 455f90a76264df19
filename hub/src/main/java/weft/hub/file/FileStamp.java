package weft.hub.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What tells one state of a file from another: equal stamps mean that nobody has changed or
/// replaced it.
///
/// @param size bytes
/// @param modified when its content was changed last, as exactly as the file system knows; tools
///   set it to what they like
/// @param identity which file it is, whatever its name; `null` where the system does not say. The
///   next file may get the number of one that is gone
/// @param changed when the system changed anything of it last, which no tool sets; `null` where the
///   system does not say
public record FileStamp(
    long size, Instant modified, @Nullable Object identity, @Nullable Instant changed) {
  private static final String CHANGED = "unix:ctime";

  /// The stamp of the regular file at a path, at the end of all links; may wait for a disk.
  ///
  /// @return `null` when there is none
  public static @Nullable FileStamp at(Path path) {
    try {
      return read(path);
    } catch (IOException | SecurityException absent) {
      // Gone, or not for us: both mean that nothing is there.
      return null;
    }
  }

  /// As [#at].
  ///
  /// @throws IOException when the file cannot be looked at
  static @Nullable FileStamp read(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      return null;
    }
    boolean tells = path.getFileSystem().supportedFileAttributeViews().contains("unix");
    Instant changed =
        tells && Files.getAttribute(path, CHANGED) instanceof FileTime time
            ? time.toInstant()
            : null;
    return new FileStamp(
        attributes.size(),
        attributes.lastModifiedTime().toInstant(),
        attributes.fileKey(),
        changed);
  }
}
