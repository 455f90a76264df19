package weft.web.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.hub.file.FileStamp;
import weft.hub.file.OpenFile;

/// A folder of the file system.
final class DirectoryFolder extends FileFolder {
  private final Path root;

  DirectoryFolder(Path root) {
    if (!Files.isDirectory(root)) {
      throw new IllegalArgumentException("there is no folder " + root + " to serve files from");
    }
    this.root = root.toAbsolutePath();
  }

  @Override
  @Nullable OpenFile open(String name) throws IOException {
    Path path = resolve(name);
    if (path == null) {
      return null;
    }
    OpenFile file = OpenFile.find(path);
    // Looked at only now: what was opened cannot be changed into something else any more.
    if (file == null || isBelow(file.realPath())) {
      return file;
    }
    file.close();
    return null;
  }

  @Override
  boolean isUnchanged(String name, @Nullable FileStamp known) {
    Path path = resolve(name);
    return Objects.equals(path == null ? null : FileStamp.at(path), known);
  }

  @Override
  boolean hasFolder(String name) {
    Path path = resolve(name);
    try {
      return path != null && Files.isDirectory(path) && isBelow(path.toRealPath());
    } catch (IOException gone) {
      return false;
    }
  }

  private @Nullable Path resolve(String name) {
    try {
      return root.resolve(name);
    } catch (InvalidPathException unknowable) {
      // A name this file system cannot have.
      return null;
    }
  }

  private boolean isBelow(Path real) throws IOException {
    return real.startsWith(root.toRealPath());
  }
}
