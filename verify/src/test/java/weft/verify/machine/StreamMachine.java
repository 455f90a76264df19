package weft.verify.machine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import weft.http.HttpOptions;
import weft.http.h2.Http2Connection;
import weft.http.h2.Http2Hub;
import weft.http.h2.Http2Link;
import weft.http.h2.Http2Stream;
import weft.http.h2.Http2Tally;
import weft.http.protocol.ConnectionMachine;
import weft.http.protocol.DateLine;

/// The server's HTTP/2 machine with echoing handlers behind it.
final class StreamMachine extends MachineWire implements Http2Link {
  private final Http2Hub shared =
      new Http2Hub(HttpOptions.DEFAULTS, pool, new Http2Tally(), DateLine.of(Instant.EPOCH));
  private final List<MachineHandler> handlers = new ArrayList<>();
  private final List<MachineHandler> spare = new ArrayList<>();
  private final Http2Connection connection = new Http2Connection(shared, this, NOW);
  private int lent;

  Http2Connection connection() {
    return connection;
  }

  @Override
  ConnectionMachine machine() {
    return connection;
  }

  @Override
  boolean proceed() {
    boolean moves = false;
    for (MachineHandler handler : List.copyOf(handlers)) {
      moves |= handler.proceed();
    }
    return moves;
  }

  /// Buffers and streams.
  @Override
  int leaks() {
    int buffers = super.leaks();
    long open = handlers.stream().filter(MachineHandler::isOpen).count();
    return buffers + lent + (int) open;
  }

  void released(MachineHandler handler) {
    lent--;
    handlers.remove(handler);
    spare.add(handler);
  }

  @Override
  public Http2Stream acquire() {
    lent++;
    MachineHandler handler =
        spare.isEmpty() ? new MachineHandler(this, shared) : spare.removeLast();
    handlers.add(handler);
    return handler.stream;
  }
}
