package weft.hub.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import weft.hub.StreamReceiver;
import weft.hub.memory.Buffer;
import weft.hub.memory.Memory;

/// A client's connection, for a test's thread that waits.
final class Talk implements StreamReceiver, Function<TlsConnection, StreamReceiver>, AutoCloseable {
  private static final long WAIT_SECONDS = 15;
  private static final long AHEAD_MAX = 256 * 1024;
  private static final int PART = 16 * 1024;

  final CompletableFuture<TlsConnection> established = new CompletableFuture<>();
  final CompletableFuture<IOException> failure = new CompletableFuture<>();
  final CompletableFuture<Void> closed = new CompletableFuture<>();

  /// `null` inside for an orderly end.
  final CompletableFuture<IOException> ended = new CompletableFuture<>();

  private final LinkedBlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
  private byte[] rest = new byte[0];

  // On the hub.
  TlsConnection connection;
  private byte[] sending = new byte[0];
  private int sent;

  @Override
  public StreamReceiver apply(TlsConnection connection) {
    established.complete(connection);
    return this;
  }

  @Override
  public void received(long address, int length) {
    byte[] copy = new byte[length];
    Memory.copyOut(address, copy, 0, length);
    arrived.add(copy);
  }

  @Override
  public void receiveEnded(IOException failure) {
    ended.complete(failure);
    arrived.add(new byte[0]);
  }

  @Override
  public void drained() {
    pump();
  }

  @Override
  public void closed() {
    closed.complete(null);
  }

  private void pump() {
    while (sent < sending.length && connection.pendingOutput() < AHEAD_MAX) {
      int count = Math.min(PART, sending.length - sent);
      Buffer room = connection.reserve(count);
      if (room == null) {
        return;
      }
      room.put(sending, sent, count);
      sent += count;
      connection.flushLater();
    }
  }

  // On the test's thread.

  TlsConnection awaitEstablished() throws Exception {
    CompletableFuture.anyOf(established, failure).get(WAIT_SECONDS, TimeUnit.SECONDS);
    if (failure.isDone()) {
      throw failure.get();
    }
    return established.get();
  }

  TlsFailure awaitFailure() throws Exception {
    CompletableFuture.anyOf(established, failure).get(WAIT_SECONDS, TimeUnit.SECONDS);
    if (established.isDone()) {
      throw new AssertionError("the handshake has succeeded");
    }
    return (TlsFailure) failure.get();
  }

  IOException awaitEnd() throws Exception {
    return ended.get(WAIT_SECONDS, TimeUnit.SECONDS);
  }

  void send(byte[] bytes) {
    connection
        .hub()
        .invoke(() -> {
          sending = bytes;
          sent = 0;
          pump();
        });
  }

  void finish() {
    connection.hub().invoke(connection::finish);
  }

  /// Exactly so many bytes, or fewer when the stream ends.
  byte[] read(int count) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (all.size() < count) {
      if (rest.length == 0) {
        rest = arrived.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (rest == null) {
          throw new AssertionError("in vain waited for " + count + " bytes, got " + all.size());
        }
        if (rest.length == 0) {
          break;
        }
      }
      int step = Math.min(rest.length, count - all.size());
      all.write(rest, 0, step);
      rest = Arrays.copyOfRange(rest, step, rest.length);
    }
    return all.toByteArray();
  }

  @Override
  public void close() throws Exception {
    finish();
    closed.get(WAIT_SECONDS, TimeUnit.SECONDS);
  }
}
