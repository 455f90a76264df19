package weft.http.socket;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.ConnectionMachine;
import weft.hub.Hub;
import weft.hub.StreamConnection;
import weft.hub.StreamReceiver;
import weft.hub.Timer;
import weft.hub.file.OpenFile;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;

/// A connection on a hub: drives a protocol's machine with what the socket delivers, and the socket
/// with what the machine asks for. All of it on the hub's thread.
///
/// One timer for all deadlines, moved lazily: a request costs a comparison, not a timer.
public abstract class DrivenConnection implements StreamReceiver, ConnectionLink, Runnable {
  /// The socket, or TLS over it.
  protected final StreamConnection channel;

  private final Hub hub;
  private final Timer timer;
  private long timerNanos = Long.MAX_VALUE;

  /// Drives nothing before the channel's bytes come here.
  protected DrivenConnection(StreamConnection channel) {
    this.channel = channel;
    hub = channel.hub();
    timer = new Timer(hub, this);
  }

  /// What it drives.
  protected abstract ConnectionMachine machine();

  /// The machine has been told that the connection is gone.
  protected abstract void gone();

  /// The hub's time.
  @HotPath
  protected final long now() {
    return hub.nowNanos();
  }

  // What the socket delivers.

  @Override
  @HotPath
  public void received(long address, int length) {
    machine().received(address, length, now());
    setTimer();
  }

  /// Takes what another protocol had received behind its last message, and empties it.
  protected final void takeOver(BufferQueue rest) {
    while (!rest.isEmpty()) {
      int length = rest.runLength();
      machine().received(rest.address(), length, now());
      rest.consume(hub.buffers(), length);
    }
    setTimer();
  }

  @Override
  public void receiveEnded(@Nullable IOException failure) {
    machine().receiveEnded(failure, now());
    setTimer();
  }

  @Override
  @HotPath
  public final void drained() {
    machine().drained(now());
    setTimer();
  }

  @Override
  public void closed() {
    machine().closed(now());
    cancelTimer();
    gone();
  }

  // Time.

  /// The timer has fired.
  @Override
  public final void run() {
    timerNanos = Long.MAX_VALUE;
    machine().expired(now());
    setTimer();
  }

  /// Makes the timer fire by the machine's deadline; behind whatever may have moved it.
  @HotPath
  protected final void setTimer() {
    long deadline = machine().deadlineNanos();
    if (deadline < timerNanos) {
      timerNanos = deadline;
      timer.set(deadline);
    }
  }

  /// Another object has taken the socket over, or it is gone.
  protected final void cancelTimer() {
    timer.cancel();
  }

  // Endings.

  /// Ends as soon as that harms nobody.
  public final void drain() {
    machine().drain(now());
    setTimer();
  }

  /// Ends at once.
  public final void cut() {
    machine().cut(now());
  }

  // What the machine asks for.

  @Override
  @HotPath
  public final @Nullable Buffer reserve(int size) {
    return channel.reserve(size);
  }

  @Override
  @HotPath
  public final int sendFile(OpenFile file, long position, int length) {
    return channel.sendFile(file, position, length);
  }

  @Override
  @HotPath
  public final int readFile(OpenFile file, long position, long address, int length) {
    return channel.readFile(file, position, address, length);
  }

  @Override
  @HotPath
  public final void flushLater() {
    channel.flushLater();
  }

  @Override
  @HotPath
  public final long pendingOutput() {
    return channel.pendingOutput();
  }

  @Override
  @HotPath
  public final long outputMemory() {
    return channel.outputMemory();
  }

  @Override
  public final void pauseReceiving() {
    channel.pauseReceiving();
  }

  @Override
  public final void resumeReceiving() {
    channel.resumeReceiving();
  }

  @Override
  public final void finish() {
    channel.finish();
  }

  @Override
  public final void reset() {
    channel.reset();
  }
}
