package weft.verify.machine;

import org.jspecify.annotations.Nullable;
import weft.http.FieldTable;
import weft.http.protocol.CallFailure;
import weft.http.protocol.ClientStream;
import weft.http.protocol.ClientStreamOwner;
import weft.http.protocol.Outcome;

/// A call on the bare client's machine: reads whatever comes, and checks what it is told.
final class MachineCall implements ClientStreamOwner {
  private final StringBuilder told = new StringBuilder();
  private final byte[] room = new byte[1000];
  private @Nullable ClientStream stream;
  private boolean answered;
  private boolean failed;
  private boolean readable;
  private boolean whole;

  /// It has begun, and is told nothing before.
  void begun(ClientStream stream) {
    check(told.isEmpty(), "told within its beginning");
    this.stream = stream;
  }

  ClientStream stream() {
    ClientStream known = stream;
    if (known == null) {
      throw new AssertionError("not begun");
    }
    return known;
  }

  /// Reads what there is.
  ///
  /// @return whether there was anything
  boolean read() {
    if (!readable) {
      return false;
    }
    readable = false;
    int count = 1;
    while (count > 0) {
      count = stream().readBody(room, 0, room.length, MachineWire.NOW);
    }
    whole |= count == Outcome.END;
    check(count != Outcome.GONE || failed, "gone without a failure");
    return true;
  }

  /// The connection has ended: so has the call.
  void finish() {
    read();
    check(whole || failed, "neither whole nor failed: " + told);
    stream().release(MachineWire.NOW);
  }

  private void tell(String more, FieldTable fields) {
    check(stream != null, "told within its beginning");
    check(!failed, "told of a call that has failed");
    told.append(' ').append(more);
    for (int index = 0; index < fields.size(); index++) {
      told.append(' ').append(fields.name(index)).append('=').append(fields.value(index));
    }
  }

  @Override
  public void informed(int status, FieldTable fields) {
    check(!answered && status >= 100 && status < 200 && status != 101, "informed of " + status);
    tell("" + status, fields);
  }

  @Override
  public void answered() {
    check(!answered && stream().status() >= 200, "answered twice, or not at last");
    answered = true;
    readable = true;
    tell("" + stream().status(), stream().fields());
  }

  @Override
  public void ready() {
    readable = answered;
  }

  @Override
  public void failed(CallFailure failure) {
    tell(failure.kind() + " " + failure.name(), new FieldTable());
    failed = true;
    readable = answered;
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  @Override
  public String toString() {
    return told.toString();
  }
}
