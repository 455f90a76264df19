package weft.hub.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Writes secrets of connections to a file in the form of NSS, which debuggers read.
///
/// Lines come from hubs, which do not wait for files: a thread of its own writes them. When it
/// falls behind, lines are dropped.
final class KeyLogFile {
  private static final System.Logger LOG = System.getLogger("weft.hub.tls");
  private static final int WAITING_MAX = 10_000;

  private final OutputStream out;
  private final Thread writer;
  private final ConcurrentLinkedQueue<byte[]> lines = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean closed;

  private KeyLogFile(OutputStream out) {
    this.out = out;
    this.writer = Thread.ofPlatform().daemon().name("weft-tls-keylog").unstarted(this::write);
  }

  static @Nullable KeyLogFile open(@Nullable Path file) throws TlsConfigError {
    if (file == null) {
      return null;
    }
    try {
      PrivateFiles.create(file);
      KeyLogFile log =
          new KeyLogFile(
              Files.newOutputStream(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
      log.writer.start();
      LOG.log(Level.WARNING, "secrets of all TLS connections are written to " + file);
      return log;
    } catch (IOException refused) {
      throw new TlsConfigError(
          file.toString(), "the key log cannot be written", "name a place that can", refused);
    }
  }

  /// Has a line written, in one piece: others may write to the same file. Any thread, without
  /// locks.
  void append(byte[] line) {
    if (!closed && waiting.get() < WAITING_MAX) {
      waiting.incrementAndGet();
      byte[] whole = Arrays.copyOf(line, line.length + 1);
      whole[line.length] = '\n';
      lines.add(whole);
      LockSupport.unpark(writer);
    }
  }

  private void write() {
    try (out) {
      while (true) {
        byte[] line = lines.poll();
        if (line != null) {
          waiting.decrementAndGet();
          out.write(line);
        } else if (closed) {
          return;
        } else {
          out.flush();
          LockSupport.park(this);
        }
      }
    } catch (IOException full) {
      closed = true;
      LOG.log(Level.WARNING, "the key log ends: " + full.getMessage());
    }
  }

  void close() {
    closed = true;
    LockSupport.unpark(writer);
  }
}
