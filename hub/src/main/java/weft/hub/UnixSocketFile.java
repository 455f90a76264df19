package weft.hub;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The file that a Unix-domain listener makes at its path, and that nobody else removes.
final class UnixSocketFile {
  private final Path path;

  /// Device and inode; `null` where files have no such key.
  private final @Nullable Object key;

  private UnixSocketFile(Path path, @Nullable Object key) {
    this.path = path;
    this.key = key;
  }

  /// Refuses a Unix-domain address without a path. Linux takes it for an abstract name, which no
  /// file's permissions guard (unix(7)).
  static void requirePath(SocketAddress address) {
    if (address instanceof UnixDomainSocketAddress unix && unix.getPath().toString().isEmpty()) {
      throw new IllegalArgumentException("a Unix socket's path is empty; name a file");
    }
  }

  /// The file of a socket that was just bound, `null` when it has none. One short system call.
  static @Nullable UnixSocketFile of(SocketAddress bound) {
    if (!(bound instanceof UnixDomainSocketAddress unix)) {
      return null;
    }
    BasicFileAttributes found = look(unix.getPath());
    return found == null ? null : new UnixSocketFile(unix.getPath(), found.fileKey());
  }

  /// Removes the file unless another one has taken its place. While the socket is open: until then
  /// the system gives its inode to no other file. Two short system calls.
  void remove() {
    BasicFileAttributes found = look(path);
    if (found == null || !Objects.equals(key, found.fileKey())) {
      return;
    }
    try {
      Files.delete(path);
    } catch (IOException leftBehind) {
      // Somebody else removed the folder or took the right to write; nothing is lost.
      return;
    }
  }

  private static @Nullable BasicFileAttributes look(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException gone) {
      return null;
    }
  }
}
