package weft.verify.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import weft.http.FieldList;
import weft.http.Http2Options;
import weft.http.h2.Http2ClientMachine;
import weft.http.h2.Http2Hub;
import weft.http.protocol.ClientLink;
import weft.http.protocol.ConnectionMachine;
import weft.http.protocol.OutgoingRequest;

/// The client's HTTP/2 machine with calls under way.
final class CallMachine extends MachineWire implements ClientLink {
  private final List<MachineCall> calls = new ArrayList<>();
  private final Http2ClientMachine machine =
      new Http2ClientMachine(
          new Http2Hub(Http2Options.DEFAULTS, 16_384, 100, 65_536, Duration.ofSeconds(30), pool),
          this,
          NOW);

  /// Begins a call.
  MachineCall begin(String method, long bodyLength) {
    MachineCall call = new MachineCall();
    OutgoingRequest request =
        new OutgoingRequest(
            method, "https", "example.com", "/", new FieldList(), bodyLength, false);
    call.begun(machine.begin(request, call, NOW));
    calls.add(call);
    return call;
  }

  @Override
  ConnectionMachine machine() {
    return machine;
  }

  @Override
  boolean proceed() {
    boolean moves = false;
    for (MachineCall call : calls) {
      moves |= call.read();
    }
    return moves;
  }

  /// What the calls were told.
  String told() {
    StringBuilder told = new StringBuilder();
    for (MachineCall call : calls) {
      told.append(call).append('\n');
    }
    return told.toString();
  }

  @Override
  void over() {
    for (MachineCall call : calls) {
      call.finish();
    }
  }

  @Override
  public void availabilityChanged() {}
}
