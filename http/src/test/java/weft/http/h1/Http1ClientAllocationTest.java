package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import weft.http.FieldTable;
import weft.http.protocol.AllocatedBytes;
import weft.http.protocol.CallFailure;
import weft.http.protocol.ClientLink;
import weft.http.protocol.ClientStream;
import weft.http.protocol.ClientStreamOwner;
import weft.http.protocol.EmptiedWire;
import weft.http.protocol.NativeText;
import weft.http.protocol.OutgoingRequest;

/// The wire path of a client makes no garbage: a request with a body, its response, and going on to
/// the next.
class Http1ClientAllocationTest {
  @Test
  void aCallMakesNothing() {
    LoopClient client = new LoopClient();

    assertThat(AllocatedBytes.perStep(client::call)).isZero();
    assertThat(client.bytesRead % 5).isZero();
    assertThat(client.bytesRead).isPositive();
  }

  /// Makes one call after the other, each answered at once.
  private static final class LoopClient extends EmptiedWire
      implements ClientLink, ClientStreamOwner {
    private static final String RESPONSE =
        "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\n\r\nhello";

    private final Http1ClientHub shared =
        new Http1ClientHub(8192, 100, 1000, Duration.ofSeconds(10), pool);
    private final Http1ClientMachine machine = new Http1ClientMachine(shared, this, 0);
    private final OutgoingRequest request = SentRequest.post(3);
    private final byte[] source = "abc".getBytes(ISO_8859_1);
    private final byte[] target = new byte[64];
    private final long address = NativeText.of(RESPONSE);
    private @Nullable ClientStream stream;
    long bytesRead;

    void call() {
      ClientStream begun = machine.begin(request, this, 1);
      stream = begun;
      begun.write(source, 0, source.length, 1);
      takeOutput();
      machine.drained(1);
      machine.received(address, RESPONSE.length(), 1);
    }

    @Override
    public void answered() {
      ClientStream answering = stream;
      if (answering != null && answering.status() == 200) {
        bytesRead += answering.readBody(target, 0, target.length, 1);
        answering.release(1);
      }
    }

    @Override
    public void informed(int status, FieldTable fields) {}

    @Override
    public void ready() {}

    @Override
    public void failed(CallFailure failure) {
      throw new AssertionError(failure.toString());
    }

    @Override
    public void availabilityChanged() {}
  }
}
