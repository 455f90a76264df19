package weft.hub.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import weft.hub.linux.Errno;
import weft.hub.linux.FileCalls;

/// A file by the descriptor of Linux. What was opened is looked at afterwards, through the
/// descriptor, so no link can be changed between look and use.
final class DescriptorFile extends OpenFile {
  /// Where the system shows the descriptors of this process.
  static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private static final int ENOTDIR = 20;
  private static final int ENAMETOOLONG = 36;
  private static final int ELOOP = 40;

  private final int descriptor;

  private DescriptorFile(int descriptor, Path realPath, FileStamp stamp) {
    super(realPath, stamp);
    this.descriptor = descriptor;
  }

  static DescriptorFile opened(Path path) throws IOException {
    int descriptor = FileCalls.open(path.toString());
    if (descriptor < 0) {
      throw failure(-descriptor, path);
    }
    DescriptorFile made = null;
    try {
      Path shown = DESCRIPTORS.resolve(Integer.toString(descriptor));
      FileStamp stamp = FileStamp.read(shown);
      if (stamp == null) {
        throw new FileSystemException(path.toString(), null, "is not a regular file");
      }
      Path real = Files.readSymbolicLink(shown);
      made = new DescriptorFile(descriptor, real, stamp);
      return made;
    } finally {
      if (made == null) {
        FileCalls.close(descriptor);
      }
    }
  }

  private static IOException failure(int errno, Path path) {
    return switch (errno) {
      case Errno.ENOENT, ENOTDIR, ENAMETOOLONG, ELOOP -> new NoSuchFileException(path.toString());
      case Errno.EACCES, Errno.EPERM -> new AccessDeniedException(path.toString());
      default -> new FileSystemException(path.toString(), null, "error " + errno);
    };
  }

  @Override
  public int descriptor() {
    return descriptor;
  }

  @Override
  int readOpen(long position, byte[] target, int offset, int length) throws IOException {
    int count = FileCalls.read(descriptor, position, target, offset, length);
    if (count < 0) {
      throw new FileSystemException(toString(), null, "error " + -count);
    }
    return count == 0 ? -1 : count;
  }

  @Override
  void closeOpen() {
    FileCalls.close(descriptor);
  }
}
