package weft.verify.machine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import weft.http.Exchange;
import weft.http.FieldList;
import weft.http.h2.Http2Connection;
import weft.http.h2.Http2Hub;
import weft.http.h2.Http2Stream;
import weft.http.h2.Http2StreamOwner;
import weft.http.protocol.Outcome;

/// A stream's handler in front of the bare machine: reads its body and sends it back, in pieces,
/// with a trailer; never waits, but goes on when told.
final class MachineHandler extends Exchange implements Http2StreamOwner {
  private static final long NOW = MachineWire.NOW;

  final Http2Stream stream;
  private final StreamMachine machine;
  private final byte[] room = new byte[1000];
  private int held;
  private boolean begun;
  private boolean ends;
  private boolean opened;
  private boolean runnable;

  MachineHandler(StreamMachine machine, Http2Hub shared) {
    this.machine = machine;
    stream = new Http2Stream(shared, this);
  }

  @Override
  public void requested() {
    open(stream);
    opened = true;
    begun = false;
    ends = false;
    held = 0;
    response().trailer("x-trailer", "behind");
    runnable = true;
  }

  @Override
  public void gone() {
    runnable = true;
  }

  @Override
  public void ready() {
    runnable = true;
  }

  @Override
  public void released() {
    if (opened) {
      throw new AssertionError("released before its handler was done");
    }
    clear();
    machine.released(this);
  }

  boolean isOpen() {
    return opened;
  }

  /// Goes on as far as it may.
  ///
  /// @return whether it did anything
  boolean proceed() {
    if (!opened || !runnable) {
      return false;
    }
    runnable = false;
    Http2Connection connection = machine.connection();
    int result = begun ? Outcome.DONE : connection.begin(stream, head(), -1, NOW);
    begun |= result == Outcome.DONE;
    while (result > 0) {
      result = step(connection);
    }
    if (result < 0) {
      opened = false;
      close();
      connection.handled(stream, NOW);
    }
    return true;
  }

  /// @return an [Outcome], negative when it is done
  private int step(Http2Connection connection) {
    if (held > 0) {
      int count = connection.write(stream, room, 0, held, NOW);
      if (count > 0) {
        System.arraycopy(room, count, room, 0, held - count);
        held -= count;
      }
      return count;
    }
    if (!ends) {
      int count = connection.readBody(stream, room, 0, room.length, NOW);
      held = Math.max(0, count);
      ends = count == Outcome.END;
      return ends ? Outcome.DONE : count;
    }
    return connection.end(stream, NOW) == Outcome.WAIT ? Outcome.WAIT : Outcome.END;
  }

  @Override
  protected String scheme() {
    return "http";
  }

  @Override
  protected SocketAddress remoteAddress() {
    return new InetSocketAddress(1);
  }

  @Override
  protected SocketAddress localAddress() {
    return new InetSocketAddress(2);
  }

  @Override
  protected long bodyBytesMax() {
    return Long.MAX_VALUE;
  }

  // The steps above go to the machine directly.

  @Override
  protected int readBody(byte[] target, int offset, int length) throws IOException {
    throw new IOException("not used");
  }

  @Override
  protected void respond(byte[] content, int offset, int length) {}

  @Override
  protected void begin(long length) throws IOException {
    throw new IOException("not used");
  }

  @Override
  protected void write(byte[] source, int offset, int length) throws IOException {
    throw new IOException("not used");
  }

  @Override
  protected void end() throws IOException {
    throw new IOException("not used");
  }

  @Override
  protected void inform(int status, FieldList fields) {}

  @Override
  protected void abort() {}
}
