package weft.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/// The body of a response as a stream: collects small writes, then hands them to the protocol. The
/// buffer is as large as what is collected between two flushes makes it, since an event stream may
/// stay for days.
final class ResponseStream extends OutputStream {
  /// Bytes that are collected at most.
  static final int BYTES_MAX = 8192;

  private static final int BYTES_MIN = 512;

  private final Response response;
  private byte[] buffer;
  private int count;
  private long written;
  private boolean begun;
  private boolean closed;

  ResponseStream(Response response, byte[] buffer) {
    this.response = response;
    this.buffer = buffer;
  }

  @Override
  public void write(int value) throws IOException {
    claim(1);
    if (!hasRoom(1)) {
      flush();
    }
    buffer[count++] = (byte) value;
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    claim(length);
    if (length >= BYTES_MAX) {
      flush();
      response.exchange().write(source, offset, length);
      return;
    }
    if (!hasRoom(length)) {
      flush();
    }
    System.arraycopy(source, offset, buffer, count, length);
    count += length;
  }

  /// Whether so many bytes more can be collected, fewer than the most.
  private boolean hasRoom(int length) {
    int wanted = count + length;
    if (wanted <= buffer.length) {
      return true;
    }
    int size = Math.clamp(2L * Integer.highestOneBit(wanted - 1), BYTES_MIN, BYTES_MAX);
    if (size > buffer.length) {
      buffer = response.exchange().growStreamBuffer(size);
    }
    return wanted <= buffer.length;
  }

  /// Sends part of a file behind what was written.
  void write(FileRegion region) throws IOException {
    claim(region.length());
    if (region.length() > 0) {
      flush();
      if (hasBody()) {
        response.exchange().write(region);
      }
    }
  }

  @Override
  public void flush() throws IOException {
    if (closed) {
      return;
    }
    begin();
    if (count > 0) {
      int length = count;
      count = 0;
      response.exchange().write(buffer, 0, length);
    }
  }

  /// See [Response#writable].
  int writable() {
    return begun && !closed ? Math.max(0, response.exchange().writable() - count) : 0;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    Exchange exchange = response.exchange();
    long declared = exchange.head().declaredLength();
    if (!begun && (declared == ResponseHead.UNKNOWN || declared == written)) {
      closed = true;
      exchange.commit();
      exchange.respond(buffer, 0, count);
      return;
    }
    flush();
    closed = true;
    if (declared != ResponseHead.UNKNOWN && written < declared && hasBody()) {
      exchange.abort();
      throw new IOException(
          "the body ended after " + written + " of " + declared + " declared bytes");
    }
    exchange.end();
  }

  private boolean hasBody() {
    return !Status.isBodiless(response.status())
        && !response.exchange().message().method().equals("HEAD");
  }

  private void claim(long length) throws IOException {
    if (closed) {
      throw new IOException("the stream is closed");
    }
    long declared = response.exchange().head().declaredLength();
    if (declared != ResponseHead.UNKNOWN && length > declared - written) {
      throw new IOException("the body would pass its declared length of " + declared + " bytes");
    }
    written += length;
  }

  private void begin() throws IOException {
    if (!begun) {
      begun = true;
      Exchange exchange = response.exchange();
      exchange.commit();
      exchange.begin(exchange.head().declaredLength());
    }
  }
}
