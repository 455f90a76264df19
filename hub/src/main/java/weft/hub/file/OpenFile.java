package weft.hub.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import weft.hub.linux.FileCalls;

/// A regular file that was opened once, to be read and sent from any position by several users at a
/// time: its name may be given to another file meanwhile, what is sent is still this one.
///
/// Whoever opens it has one use of it and gives that back with [#close]; [#retain] takes another.
/// The file is closed with the last. Any thread; opening and reading may wait for a disk, so they
/// are not for a hub ([weft.hub.Offload]).
public abstract sealed class OpenFile implements AutoCloseable
    permits DescriptorFile, PortableFile {
  /// No descriptor, for [#descriptor].
  public static final int NO_DESCRIPTOR = -1;

  private static final boolean HAS_DESCRIPTORS = hasDescriptors();

  private final Path realPath;
  private final FileStamp stamp;
  private final AtomicInteger uses = new AtomicInteger(1);

  OpenFile(Path realPath, FileStamp stamp) {
    this.realPath = realPath;
    this.stamp = stamp;
  }

  /// Whether the system's own calls are to be had, and can be asked about what they opened.
  private static boolean hasDescriptors() {
    try {
      FileCalls.close(FileCalls.open("/proc/self/fd"));
      return Files.isDirectory(DescriptorFile.DESCRIPTORS);
    } catch (LinkageError otherSystem) {
      return false;
    }
  }

  /// Opens a file, following links.
  ///
  /// @throws IOException when there is none, it is not for us, or it is not a regular file
  public static OpenFile open(Path path) throws IOException {
    return HAS_DESCRIPTORS && path.getFileSystem() == DescriptorFile.DESCRIPTORS.getFileSystem()
        ? DescriptorFile.opened(path)
        : PortableFile.opened(path);
  }

  /// Opens the regular file at a path; may wait for a disk.
  ///
  /// @return `null` when there is none, or it is not for us to read
  /// @throws IOException when there is one that cannot be opened, such as for want of descriptors
  public static @Nullable OpenFile find(Path path) throws IOException {
    try {
      return open(path);
    } catch (NoSuchFileException | AccessDeniedException absent) {
      return null;
    } catch (FileSystemException failure) {
      if (!Files.isRegularFile(path)) {
        return null;
      }
      throw failure;
    }
  }

  /// Copies bytes into a temporary file without a name and opens that.
  ///
  /// @param modified when they were changed last
  public static OpenFile copyOf(InputStream source, Instant modified) throws IOException {
    Path copy = Files.createTempFile("weft-", ".tmp");
    try {
      Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
      Files.setLastModifiedTime(copy, FileTime.from(modified));
      return open(copy);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /// Where it was when it was opened, at the end of all links.
  public final Path realPath() {
    return realPath;
  }

  /// Its state when it was opened.
  public final FileStamp stamp() {
    return stamp;
  }

  /// Bytes it had when it was opened.
  public final long size() {
    return stamp.size();
  }

  /// The system's number for it while it is open, or [#NO_DESCRIPTOR] where there are none.
  public int descriptor() {
    return NO_DESCRIPTOR;
  }

  /// Reads bytes at a position; may wait for a disk.
  ///
  /// @return how many, at least 1; -1 at the end of the file
  public final int read(long position, byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (position < 0 || length == 0) {
      throw new IllegalArgumentException("nothing can be read at " + position);
    }
    if (!retain()) {
      throw new IOException("the file " + realPath + " has been closed");
    }
    try {
      return readOpen(position, target, offset, length);
    } finally {
      close();
    }
  }

  abstract int readOpen(long position, byte[] target, int offset, int length) throws IOException;

  /// Takes another use.
  ///
  /// @return false when it has been closed
  public final boolean retain() {
    int before = uses.get();
    while (before > 0) {
      if (uses.compareAndSet(before, before + 1)) {
        return true;
      }
      before = uses.get();
    }
    return false;
  }

  /// Gives one use back, once for each.
  @Override
  public final void close() {
    int left = uses.decrementAndGet();
    if (left == 0) {
      closeOpen();
    } else if (left < 0) {
      uses.incrementAndGet();
      throw new IllegalStateException("the file " + realPath + " was given back too often");
    }
  }

  abstract void closeOpen();

  @Override
  public final String toString() {
    return realPath.toString();
  }
}
