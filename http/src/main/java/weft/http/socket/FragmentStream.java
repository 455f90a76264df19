package weft.http.socket;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import weft.hub.Hub;

/// One message as it is written: a fragment whenever 8 KiB have come together, or at a flush.
final class FragmentStream extends OutputStream {
  private static final int FRAGMENT_BYTES = 8192;

  private final Hub hub;
  private final LiveWebSocket socket;
  private final boolean isText;
  private final byte[] gathered = new byte[FRAGMENT_BYTES];
  private int size;
  private boolean closed;

  FragmentStream(Hub hub, LiveWebSocket socket, boolean isText) {
    this.hub = hub;
    this.socket = socket;
    this.isText = isText;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    requireOpen();
    int done = 0;
    while (done < length) {
      if (size == gathered.length) {
        send(false);
      }
      int count = Math.min(length - done, gathered.length - size);
      System.arraycopy(source, offset + done, gathered, size, count);
      size += count;
      done += count;
    }
  }

  @Override
  public void flush() throws IOException {
    requireOpen();
    if (size > 0) {
      send(false);
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      send(true);
    }
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("the message has been ended");
    }
  }

  private void send(boolean last) throws IOException {
    byte[] fragment = Arrays.copyOf(gathered, size);
    size = 0;
    WebSocketSending sending =
        new WebSocketSending(hub, socket, isText, fragment, (Object) this, last);
    socket.invoke(sending);
    sending.await();
  }
}
