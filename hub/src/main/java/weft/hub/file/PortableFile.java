package weft.hub.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/// A file by the JDK, for systems whose calls we do not know. Not a `FileChannel`, which an
/// interrupt of one of its users closes for all.
final class PortableFile extends OpenFile {
  private final ReentrantLock lock = new ReentrantLock();
  private final RandomAccessFile file;

  private PortableFile(RandomAccessFile file, Path realPath, FileStamp stamp) {
    super(realPath, stamp);
    this.file = file;
  }

  static PortableFile opened(Path path) throws IOException {
    Path real = path.toRealPath();
    FileStamp stamp = FileStamp.read(real);
    if (stamp == null) {
      throw new FileSystemException(path.toString(), null, "is not a regular file");
    }
    return new PortableFile(new RandomAccessFile(real.toFile(), "r"), real, stamp);
  }

  @Override
  int readOpen(long position, byte[] target, int offset, int length) throws IOException {
    lock.lock();
    try {
      file.seek(position);
      return file.read(target, offset, length);
    } finally {
      lock.unlock();
    }
  }

  @Override
  void closeOpen() {
    try {
      file.close();
    } catch (IOException late) {
      // Nothing was written, so nothing can be lost.
    }
  }
}
