package weft.web.compression;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import weft.http.ClientGone;
import weft.web.WebResponse;

/// A body that is compressed as it is written. Holds the first bytes back until there are enough to
/// be worth it, or somebody flushes.
final class CodedStream extends OutputStream {
  private final ResponseCoding coding;
  private final WebResponse response;
  private final OutputStream target;
  private final Counted counted;
  private final long declared;
  private final byte[] held;
  private final Pieces pieces = new Pieces();
  private int heldCount;
  private boolean decided;
  private boolean closed;
  private long bytesIn;
  private boolean coded;

  CodedStream(
      ResponseCoding coding,
      WebResponse response,
      OutputStream target,
      long declared,
      int minimumBytes) {
    this.coding = coding;
    this.response = response;
    this.target = target;
    this.counted = new Counted(target);
    this.declared = declared;
    // What fewer bytes were declared for is decided by that.
    held = new byte[declared < 0 ? minimumBytes : 0];
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    if (closed) {
      throw new IOException("the stream is closed");
    }
    if (!decided) {
      if (length < held.length - heldCount) {
        System.arraycopy(source, offset, held, heldCount, length);
        heldCount += length;
        return;
      }
      decide(declared);
    }
    code(source, offset, length);
  }

  @Override
  public void flush() throws IOException {
    if (closed) {
      return;
    }
    if (!decided) {
      // Whoever flushes goes on later; how much will come nobody knows.
      decide(declared);
    }
    if (coded) {
      coding.coder().flush(counted);
      pieces.flushed();
    }
    target.flush();
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    if (!decided) {
      decide(heldCount);
    }
    closed = true;
    if (coded) {
      coding.coder().finish(counted);
      coding.count(bytesIn, counted.count);
      coding.release();
    }
    target.close();
  }

  private void decide(long length) throws IOException {
    decided = true;
    coded = coding.beginStream(response, length);
    int count = heldCount;
    heldCount = 0;
    code(held, 0, count);
  }

  private void code(byte[] source, int offset, int length) throws IOException {
    bytesIn += length;
    if (!coded) {
      target.write(source, offset, length);
      return;
    }
    Coder coder = coding.coder();
    int done = 0;
    while (done < length) {
      int count = pieces.next(length - done);
      if (response.isClientGone()) {
        throw new ClientGone("the client went away while its response was compressed", null);
      }
      coder.write(source, offset + done, count, counted);
      done += count;
    }
  }

  /// Counts what comes out.
  private static final class Counted extends OutputStream {
    private final OutputStream target;
    private long count;

    Counted(OutputStream target) {
      this.target = target;
    }

    @Override
    public void write(int value) throws IOException {
      count++;
      target.write(value);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      count += length;
      target.write(source, offset, length);
    }
  }
}
