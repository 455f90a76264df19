package weft.http.server;

import java.io.IOException;
import java.io.InterruptedIOException;
import weft.http.FileRegion;
import weft.http.protocol.Outcome;
import weft.hub.FileWork;
import weft.hub.OffloadRefused;
import weft.hub.file.OpenFile;

/// Sends part of a file as body bytes of an exchange, on the handler's thread: what is in memory
/// goes its fastest way, what is not is read by a thread that may wait for a disk.
final class FileSending {
  /// Most bytes read at a time from a disk.
  private static final int READ_BYTES_MAX = 64 * 1024;

  /// Most bytes asked of the hub in one step.
  private static final int STEP_BYTES_MAX = 1 << 30;

  /// Bytes sent in one step behind which others have their turn.
  private static final int YIELD_BYTES = 128 * 1024;

  private final ServerExchange exchange;
  private final FileWork work;
  private final FileRegion region;
  private byte[] piece = new byte[0];
  private long done;

  FileSending(ServerExchange exchange, FileWork work, FileRegion region) {
    this.exchange = exchange;
    this.work = work;
    this.region = region;
  }

  /// Sends all of it.
  ///
  /// @throws IOException when the file cannot be read or has become shorter; [weft.http.ClientGone]
  ///   when the client went away
  void run() throws IOException {
    OpenFile file = region.file();
    if (!file.retain()) {
      throw new IOException("the file " + file + " has been closed");
    }
    try {
      while (done < region.length()) {
        int step = (int) Math.min(region.length() - done, STEP_BYTES_MAX);
        int count = exchange.sendFile(file, region.position() + done, step);
        if (count == Outcome.ABSENT) {
          readAndWrite(file);
        } else {
          done += count;
          if (count >= YIELD_BYTES) {
            letOthersRun();
          }
        }
      }
    } finally {
      file.close();
    }
  }

  // A client that takes all there is must not have the hub to itself; the hub's own order counts.
  @SuppressWarnings("ThreadPriorityCheck")
  private static void letOthersRun() {
    Thread.yield();
  }

  private void readAndWrite(OpenFile file) throws IOException {
    int wanted = (int) Math.min(region.length() - done, READ_BYTES_MAX);
    if (piece.length < wanted) {
      piece = new byte[wanted];
    }
    int count = read(file, region.position() + done, wanted);
    if (count < 0) {
      throw exchange.shrunkFile(region, done);
    }
    exchange.write(piece, 0, count);
    done += count;
  }

  private int read(OpenFile file, long position, int wanted) throws IOException {
    try {
      return work.call(() -> file.read(position, piece, 0, wanted));
    } catch (OffloadRefused crowded) {
      throw new IOException("too many files wait to be read", crowded);
    } catch (InterruptedIOException interrupted) {
      // Whether the mark stands is for the exchange to say.
      Thread.interrupted();
      throw exchange.interrupted(interrupted);
    }
  }
}
