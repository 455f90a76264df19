package weft.http.server;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import weft.http.ClientGone;
import weft.http.FieldList;
import weft.http.HttpError;
import weft.http.ProtocolError;
import weft.http.Status;
import weft.http.protocol.ProblemBody;

/// What happens when a handler ends with an exception: the client is told as a problem, or, if its
/// response has begun, sees that it breaks off; our own faults are logged once with an id the
/// client is told too. Runs on the handler's thread.
final class FailureAnswer {
  private static final System.Logger LOGGER = System.getLogger("weft.http");

  private static final FieldList NO_FIELDS = new FieldList();

  private final ServerHub owner;
  private final ServerExchange exchange;
  private final boolean interruptedByClient;

  FailureAnswer(ServerHub owner, ServerExchange exchange, boolean interruptedByClient) {
    this.owner = owner;
    this.exchange = exchange;
    this.interruptedByClient = interruptedByClient;
  }

  void answer(Throwable failure) {
    switch (failure) {
      case HttpError error -> send(error.status(), error.detail(), null, error.fields(), false);
      case ProtocolError error -> send(error.status(), error.getMessage(), null, NO_FIELDS, true);
      case ClientGone _ -> exchange.abort();
      default -> {
        if (interruptedByClient) {
          // Whatever it was doing when its client went away, nobody is left to be told.
          exchange.abort();
        } else {
          ours(failure);
        }
      }
    }
  }

  private void ours(Throwable failure) {
    String id = owner.failureId();
    LOGGER.log(Level.ERROR, "request " + id + " " + exchange.description() + " failed", failure);
    send(Status.INTERNAL_SERVER_ERROR, null, id, NO_FIELDS, false);
  }

  private void send(
      int status, @Nullable String detail, @Nullable String id, FieldList fields, boolean close) {
    if (exchange.hasResponded()) {
      exchange.breakOff();
    } else {
      exchange.answerError(status, ProblemBody.json(status, detail, id), fields, close);
    }
  }
}
