package weft.web;

import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.ClientGone;
import weft.http.FieldList;
import weft.http.HttpError;
import weft.http.ProtocolError;
import weft.http.Status;
import weft.hub.OffloadRefused;
import weft.web.forms.FormError;

/// Turns what a handler threw into an answer.
///
/// Immutable; shared by all requests of a route.
final class ErrorAnswers {
  private static final System.Logger LOG = System.getLogger("weft.web");

  /// Causes that are looked at; a chain may be a ring.
  private static final int CAUSES_MAX = 16;

  /// Innermost part first.
  private final List<ErrorTable> tables;

  ErrorAnswers(List<ErrorTable> tables) {
    this.tables = List.copyOf(tables);
  }

  /// Answers a failure by the user's handler of its type, or as a problem.
  ///
  /// @throws Exception the failure itself when nothing can be answered any more, because the client
  ///   has gone, broke the protocol, or has part of the response already; or what the user's
  ///   handler throws
  void answer(Throwable thrown, WebRequest request, WebResponse response) throws Exception {
    rethrowIfBeyondAnswer(thrown, response);
    response.reset();
    Throwable failure = told(thrown);
    ErrorHandler<?> handler = handlerOf(failure.getClass());
    if (handler == null) {
      answerProblem(failure, request, response);
    } else {
      handle(handler, failure, request, response);
    }
  }

  /// Answers a failure of the user's error handler.
  ///
  /// @throws Exception like [#answer]
  void answerSecond(Throwable failure, WebRequest request, WebResponse response) throws Exception {
    rethrowIfBeyondAnswer(failure, response);
    response.reset();
    response.problem(problemOf(told(failure), request));
  }

  private static Throwable told(Throwable failure) {
    return failure instanceof OffloadRefused ? overload() : failure;
  }

  /// What clients are told when the pool takes no more.
  static HttpError overload() {
    return new HttpError(Status.SERVICE_UNAVAILABLE, "too many requests wait for the pool")
        .withHeader("Retry-After", "1");
  }

  private static void rethrowIfBeyondAnswer(Throwable failure, WebResponse response)
      throws Exception {
    if (isBeyondAnswer(failure, response)) {
      switch (failure) {
        // What the client is told no more is no bug for the log either.
        case ProblemError refusal ->
            throw new HttpError(refusal.problem().status(), refusal.problem().title());
        case Exception exception -> throw exception;
        case Error error -> throw error;
        default -> throw new IllegalStateException(failure);
      }
    }
  }

  private static boolean isBeyondAnswer(Throwable failure, WebResponse response) {
    if (response.isCommitted() || failure instanceof ProtocolError) {
      return true;
    }
    // A handler is interrupted when its client goes away, and libraries wrap what they make of it.
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      if (cause instanceof ClientGone
          || cause instanceof InterruptedException
          || cause instanceof ClosedByInterruptException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private void answerProblem(Throwable failure, WebRequest request, WebResponse response)
      throws Exception {
    response.problem(problemOf(failure, request));
    if (failure instanceof HttpError error) {
      FieldList fields = error.fields();
      for (int index = 0; index < fields.size(); index++) {
        response.addHeader(fields.name(index), fields.value(index));
      }
    }
    WebHandler handler = handlerOf(response.status());
    if (handler != null) {
      handler.handle(request, response);
    }
  }

  /// What the client is told; what is our fault is logged, under an id that it is told too.
  private static Problem problemOf(Throwable failure, WebRequest request) {
    return switch (failure) {
      case ProblemError error -> error.problem();
      case HttpError error -> Problem.of(error.status(), error.detail());
      case FormError error ->
          Problem.of(error.fault().status(), error.detail()).with("fault", error.fault().name());
      default -> {
        String id = request.http().failureId();
        LOG.log(
            System.Logger.Level.ERROR,
            () -> request.method() + " " + request.path() + " failed, id " + id,
            failure);
        yield Problem.of(Status.INTERNAL_SERVER_ERROR).with("id", id);
      }
    };
  }

  private @Nullable ErrorHandler<?> handlerOf(Class<?> type) {
    for (ErrorTable table : tables) {
      ErrorHandler<?> handler = table.find(type);
      if (handler != null) {
        return handler;
      }
    }
    return null;
  }

  private @Nullable WebHandler handlerOf(int status) {
    for (ErrorTable table : tables) {
      WebHandler handler = table.find(status);
      if (handler != null) {
        return handler;
      }
    }
    return null;
  }

  // The table found the handler by the failure's class or a superclass.
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void handle(
      ErrorHandler<E> handler, Throwable failure, WebRequest request, WebResponse response)
      throws Exception {
    handler.handle((E) failure, request, response);
  }
}
