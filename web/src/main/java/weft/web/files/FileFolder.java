package weft.web.files;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import weft.hub.file.FileStamp;
import weft.hub.file.OpenFile;

/// A folder whose files are served: of the file system, or of the class path.
///
/// Any thread; may wait for a disk, so not for a hub.
public abstract sealed class FileFolder permits DirectoryFolder, ClassPathFolder {
  FileFolder() {}

  /// A folder of the file system. Links in it are followed as long as they lead to files below it;
  /// it may be a link itself, which may be pointed elsewhere while it is served.
  ///
  /// @throws IllegalArgumentException when it is no folder
  public static FileFolder of(Path directory) {
    return new DirectoryFolder(directory);
  }

  /// A folder of the class path, or of a module if it is no package or an open one.
  ///
  /// @param anchor a class that is found where the folder is
  /// @param folder without a slash at either end, such as `static`
  /// @throws IllegalArgumentException when there is none
  public static FileFolder ofClassPath(Class<?> anchor, String folder) {
    return new ClassPathFolder(anchor, folder);
  }

  /// Opens a file.
  ///
  /// @param name a [RequestedPath]'s
  /// @return null when there is no regular file here by that name that we may read
  abstract @Nullable OpenFile open(String name) throws IOException;

  /// Whether a file is still what it was.
  ///
  /// @param known its stamp, null when there was none
  abstract boolean isUnchanged(String name, @Nullable FileStamp known);

  /// Whether there is a folder by that name.
  abstract boolean hasFolder(String name);
}
