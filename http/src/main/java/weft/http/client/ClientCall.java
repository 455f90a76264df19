package weft.http.client;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A request whose head has been sent: its body is written here, and its response comes here. One
/// thread may write while another reads. Never made again by itself, whatever happens.
public final class ClientCall implements AutoCloseable {
  private final Call call;
  private final Attempt attempt;
  private final long length;
  private long written;
  private boolean ended;
  private @Nullable ClientResponse response;

  ClientCall(Call call, long length) throws IOException {
    this.call = call;
    this.length = length;
    attempt = call.start(length);
  }

  /// Sends bytes of the body; waits while the server does not take them. What a server that has
  /// answered already does not want is dropped.
  ///
  /// @throws CallFailed when the call has failed
  /// @throws IllegalStateException past the announced length, or behind [#end]
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    if (ended || (this.length >= 0 && written + length > this.length)) {
      throw new IllegalStateException(
          ended ? "the body has ended" : "the body is longer than " + this.length + " bytes");
    }
    written += length;
    attempt.write(source, offset, length);
  }

  /// Sends bytes of the body.
  ///
  /// @throws CallFailed when the call has failed
  public void write(byte[] source) throws IOException {
    write(source, 0, source.length);
  }

  /// The body as a stream, which is buffered nowhere; closing it is [#end].
  public OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        ClientCall.this.write(new byte[] {(byte) value});
      }

      @Override
      public void write(byte[] source, int offset, int count) throws IOException {
        ClientCall.this.write(source, offset, count);
      }

      @Override
      public void close() throws IOException {
        end();
      }
    };
  }

  /// Ends the body.
  ///
  /// @throws IllegalStateException before the announced length
  /// @throws CallFailed when the call has failed
  public void end() throws IOException {
    if (ended) {
      return;
    }
    if (length >= 0 && written < length) {
      throw new IllegalStateException("the body has " + written + " of " + length + " bytes");
    }
    ended = true;
    call.finish(attempt);
  }

  /// Waits for the response's head. The body need not have ended. By one thread at a time.
  ///
  /// @throws CallFailed when there is none
  public ClientResponse response() throws IOException {
    ClientResponse known = response;
    if (known == null) {
      known = call.response(attempt);
      response = known;
    }
    return known;
  }

  /// Gives the call up, unless it is over.
  @Override
  public void close() {
    attempt.release();
  }
}
