package weft.verify.machine;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.HttpOptions;
import weft.http.h1.Http1Connection;
import weft.http.h1.Http1Hub;
import weft.http.h1.Http1Link;
import weft.http.h1.Http1Message;
import weft.http.h1.Http1Tally;
import weft.http.protocol.ConnectionMachine;
import weft.http.protocol.DateLine;
import weft.hub.memory.BufferQueue;
import weft.verify.wire.WireAnswer;
import weft.verify.wire.WireAnswers;

/// The server's HTTP/1.1 machine with an echoing handler behind it.
final class EchoMachine extends MachineWire implements Http1Link {
  /// When the handler runs.
  enum Handling {
    /// Inside the machine's call that hands it the request.
    INLINE,
    /// After the call that brought the bytes has returned, as on a hub.
    LATER
  }

  private final Http1Hub shared =
      new Http1Hub(HttpOptions.DEFAULTS, pool, new Http1Tally(), DateLine.of(Instant.EPOCH));
  private final Http1Connection connection = new Http1Connection(shared, this, NOW);
  private final Handling handling;
  private final ArrayDeque<Http1Message> spare = new ArrayDeque<>();
  private @Nullable EchoExchange exchange;
  private boolean runnable;
  private int messagesLent;
  private int requestsOver;

  EchoMachine(Handling handling) {
    this.handling = handling;
  }

  @Override
  ConnectionMachine machine() {
    return connection;
  }

  @Override
  boolean proceed() {
    EchoExchange current = exchange;
    boolean runs = runnable && current != null;
    runnable = false;
    if (runs && current.proceed()) {
      exchange = null;
      connection.handled(NOW);
    }
    return runs;
  }

  /// The answers the client got so far, without interim ones.
  List<WireAnswer> answers() {
    WireAnswers reader = new WireAnswers();
    reader.add(sentText());
    List<WireAnswer> answers = new ArrayList<>();
    for (WireAnswer answer = reader.take(true); answer != null; answer = reader.take(true)) {
      if (answer.status() >= 200) {
        answers.add(answer);
      }
    }
    return answers;
  }

  /// Buffers and messages.
  @Override
  int leaks() {
    return super.leaks() + messagesLent;
  }

  @Override
  public Http1Message acquire() {
    messagesLent++;
    return spare.isEmpty() ? new Http1Message(shared) : spare.pop();
  }

  @Override
  public void release(Http1Message message) {
    messagesLent--;
    spare.push(message);
  }

  @Override
  public boolean lendAgain(Http1Message message) {
    // Some of the scenarios, so that both ways are gone.
    return (++requestsOver & 3) != 0;
  }

  @Override
  public void requested(Http1Message message) {
    if (exchange != null) {
      throw new AssertionError("two requests at a time");
    }
    exchange = new EchoExchange(connection, message, NOW);
    runnable = true;
    if (handling == Handling.INLINE) {
      proceed();
    }
  }

  @Override
  public boolean upgrade(Http1Message message, BufferQueue rest) {
    return false;
  }

  @Override
  public void gone(Http1Message message) {
    runnable = true;
  }

  @Override
  public void bodyReady() {
    runnable = true;
  }

  @Override
  public void outputReady() {
    runnable = true;
  }
}
