package weft.web;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;

/// What happens to a request: filters and handler, the error answer, after-handlers, sending; and
/// where.
///
/// Shared by all requests of a route; only where it runs can change.
final class RouteAction {
  private static final System.Logger LOG = System.getLogger("weft.web");

  private final String name;
  private final WebHandler chain;
  private final WebHandler[] afters;
  private final AppPart part;
  private volatile Execution execution;

  /// Done when it holds up a hub.
  final Runnable moveToPool = this::moveToPool;

  /// Makes an action.
  ///
  /// @param name what log lines call it
  /// @param part whose filters, after-handlers and error answers count, too
  /// @param filters its own, outermost first
  /// @param afters its own, in order of execution
  RouteAction(
      String name,
      Execution execution,
      AppPart part,
      List<Filter> filters,
      WebHandler handler,
      List<WebHandler> afters) {
    this.name = name;
    this.execution = execution;
    WebHandler rest =
        (request, response) -> {
          handler.handle(request, response);
          response.endStream();
        };
    for (Filter filter : part.filters(filters).reversed()) {
      WebHandler next = rest;
      rest = (request, response) -> filter.filter(request, response, next);
    }
    this.chain = rest;
    this.afters = part.afters(afters).toArray(WebHandler[]::new);
    this.part = part;
  }

  /// The innermost part it belongs to.
  AppPart part() {
    return part;
  }

  /// Where it runs now.
  Execution execution() {
    return execution;
  }

  /// Has it run on the pool from the next request on, since it holds up hubs.
  private void moveToPool() {
    execution = Execution.POOL;
    LOG.log(Level.WARNING, name + " held up a hub and runs on the offload pool from now on");
  }

  /// Answers a request.
  ///
  /// @throws Exception when it cannot be answered any more
  void run(WebRequest request, WebResponse response) throws Exception {
    try {
      attempt(chain, request, response);
      for (WebHandler after : afters) {
        attempt(after, request, response);
      }
      response.complete();
    } finally {
      response.dropFile();
      response.release();
      release(request);
    }
  }

  /// Gives back what the request holds; whether that works is nothing its client needs to know.
  private void release(WebRequest request) {
    try {
      request.release();
    } catch (IOException e) {
      LOG.log(Level.WARNING, name + ": a temporary file was not closed", e);
    }
  }

  // The boundary between the user's code and ours: whatever comes out of it is answered.
  private void attempt(WebHandler handler, WebRequest request, WebResponse response)
      throws Exception {
    try {
      handler.handle(request, response);
    } catch (Throwable failure) {
      answer(failure, request, response);
    }
  }

  private void answer(Throwable failure, WebRequest request, WebResponse response)
      throws Exception {
    try {
      part.errors().answer(failure, request, response);
    } catch (Throwable second) {
      if (second != failure) {
        second.addSuppressed(failure);
      }
      part.errors().answerSecond(second, request, response);
    }
  }
}
