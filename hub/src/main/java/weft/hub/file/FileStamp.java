package weft.hub.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What tells one state of a file from another: equal stamps mean that nobody has changed or
/// replaced it.
///
/// @param size bytes
/// @param modified when its content was changed last, as exactly as the file system knows
/// @param identity which file it is, whatever its name; `null` where the system does not say
public record FileStamp(long size, Instant modified, @Nullable Object identity) {
  /// The stamp of the regular file at a path, at the end of all links; may wait for a disk.
  ///
  /// @return `null` when there is none
  public static @Nullable FileStamp at(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return attributes.isRegularFile() ? of(attributes) : null;
    } catch (IOException | SecurityException absent) {
      // Gone, or not for us: both mean that nothing is there.
      return null;
    }
  }

  static FileStamp of(BasicFileAttributes attributes) {
    return new FileStamp(
        attributes.size(), attributes.lastModifiedTime().toInstant(), attributes.fileKey());
  }
}
