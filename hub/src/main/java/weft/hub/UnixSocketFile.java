package weft.hub;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The file that a Unix-domain listener makes at its path.
///
/// Its listener removes it when it closes, and nobody else does while that listener lives. What one
/// that was killed has left behind is removed by the next that wants the path.
final class UnixSocketFile {
  /// The file type's bits in a Unix mode, and a socket among them (inode(7)).
  private static final int TYPE_MASK = 0170000;

  private static final int SOCKET_TYPE = 0140000;

  /// Between two looks whether somebody listens: who has bound a path listens a moment later.
  private static final long LISTEN_NANOS = 20_000_000L;

  private final Path path;

  /// Device and inode; `null` where files have no such key.
  private final @Nullable Object key;

  /// When it was bound, unless somebody has touched it since.
  private final FileTime made;

  private final boolean isOther;

  private UnixSocketFile(Path path, BasicFileAttributes found) {
    this.path = path;
    this.key = found.fileKey();
    this.made = found.lastModifiedTime();
    this.isOther = found.isOther();
  }

  /// Refuses a Unix-domain address without a path. Linux takes it for an abstract name, which no
  /// file's permissions guard (unix(7)).
  static void requirePath(SocketAddress address) {
    if (address instanceof UnixDomainSocketAddress unix && unix.getPath().toString().isEmpty()) {
      throw new IllegalArgumentException("a Unix socket's path is empty; name a file");
    }
  }

  /// Refuses a path whose folder is not there, which the systems tell in many words, none of them
  /// the folder's.
  static void requireFolder(SocketAddress address) throws BindException {
    if (address instanceof UnixDomainSocketAddress unix) {
      Path folder = unix.getPath().toAbsolutePath().getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        throw new BindException("there is no folder " + folder + "; make it or name another path");
      }
    }
  }

  /// The file of a socket that was just bound, `null` when it has none. One short system call.
  static @Nullable UnixSocketFile of(SocketAddress bound) {
    return bound instanceof UnixDomainSocketAddress unix ? at(unix.getPath()) : null;
  }

  /// What is at a path, itself also when it is a link.
  private static @Nullable UnixSocketFile at(Path path) {
    try {
      return new UnixSocketFile(
          path, Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException gone) {
      return null;
    }
  }

  /// Removes the file unless another one has taken its place. While the socket is open: until then
  /// the system gives its inode to no other file. Two short system calls.
  void remove() {
    UnixSocketFile present = at(path);
    if (present == null || !Objects.equals(key, present.key)) {
      return;
    }
    try {
      Files.delete(path);
    } catch (IOException leftBehind) {
      // Somebody else removed the folder or took the right to write; nothing is lost.
      return;
    }
  }

  /// Removes the socket at an address that is occupied, if nobody listens there any more: who was
  /// killed has left it. Waits for a moment; not on a bare hub thread.
  ///
  /// @return whether the address may be free now; false when it is not one of a Unix socket, or
  ///   nothing is there
  /// @throws BindException when it stays occupied, and why
  static boolean removeAbandoned(SocketAddress address) throws BindException {
    UnixSocketFile file = of(address);
    if (file == null) {
      return false;
    }
    if (!file.isSocket()) {
      throw file.occupied("there is something else than a socket; remove it or name another path");
    }
    if (file.answers()) {
      throw file.occupied("somebody listens there already");
    }
    LockSupport.parkNanos(LISTEN_NANOS);
    if (file.answers()) {
      throw file.occupied("somebody listens there already");
    }
    UnixSocketFile present = at(file.path);
    // Of two that start together the later one finds the other's socket, which may have the number
    // of the one before, but not its time.
    if (present != null
        && Objects.equals(file.key, present.key)
        && file.made.equals(present.made)) {
      file.removeLeftBehind();
    }
    return true;
  }

  private void removeLeftBehind() throws BindException {
    try {
      Files.deleteIfExists(path);
    } catch (IOException refused) {
      throw occupied("nobody listens there, but the socket cannot be removed: " + refused);
    }
  }

  private BindException occupied(String reason) {
    return new BindException("bind " + path + ": " + reason);
  }

  private boolean isSocket() {
    try {
      return Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS)
              instanceof Integer mode
          && (mode & TYPE_MASK) == SOCKET_TYPE;
    } catch (UnsupportedOperationException unknown) {
      // Not a Unix; what is neither file, folder nor link can be nothing else there.
      return isOther;
    } catch (IOException gone) {
      // Then nobody listens there either.
      return true;
    }
  }

  /// Whether somebody listens, or may do so: only a refusal says that nobody does (connect(2)).
  private boolean answers() {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // Not to wait at a listener that has no room.
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException refused) {
      return false;
    } catch (IOException unclear) {
      return at(path) != null;
    }
  }
}
