package weft.web.forms;

import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import weft.hub.FileWork;

/// Content that is too large for memory, in the system's folder for temporary files.
///
/// It loses its name as soon as it is open, where the system can do that (the JDK does so on Linux
/// and macOS), so that nothing is left of it even when the process is killed. Belongs to one thread
/// at a time.
final class TemporaryFile {
  private final FileChannel channel;
  private long size;

  private TemporaryFile(FileChannel channel) {
    this.channel = channel;
  }

  // On a thread that may block.

  /// A new one, readable by nobody else.
  static TemporaryFile create() throws IOException {
    Path path = Files.createTempFile("weft-", ".part");
    try {
      return new TemporaryFile(FileChannel.open(path, READ, WRITE, DELETE_ON_CLOSE));
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  FileChannel channel() {
    return channel;
  }

  @Nullable Void close() throws IOException {
    channel.close();
    return null;
  }

  // On the request's thread.

  /// Bytes it has.
  long size() {
    return size;
  }

  /// Writes content.
  ///
  /// @param start its first bytes
  /// @param rest what is behind them
  void fill(byte[] start, ReadableByteChannel rest, FileWork work) throws IOException {
    append(ByteBuffer.wrap(start), work);
    FileSaver.copy(ByteBuffer.allocate(0), rest, chunk -> append(chunk, work));
  }

  private void append(ByteBuffer bytes, FileWork work) throws IOException {
    int written = work.call(() -> writeAll(bytes, size));
    size += written;
  }

  private int writeAll(ByteBuffer bytes, long position) throws IOException {
    int written = 0;
    while (bytes.hasRemaining()) {
      written += channel.write(bytes, position + written);
    }
    return written;
  }
}
