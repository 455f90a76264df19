package weft.web;

import java.util.List;

/// What happens to a request: filters and handler, the error answer, after-handlers, sending.
///
/// Immutable; shared by all requests of a route.
final class RouteAction {
  private final WebHandler chain;
  private final WebHandler[] afters;
  private final ErrorAnswers errors;

  /// Makes an action.
  ///
  /// @param filters outermost first
  /// @param afters in order of execution
  RouteAction(
      List<Filter> filters, WebHandler handler, List<WebHandler> afters, ErrorAnswers errors) {
    WebHandler rest = handler;
    for (Filter filter : filters.reversed()) {
      WebHandler next = rest;
      rest = (request, response) -> filter.filter(request, response, next);
    }
    this.chain = rest;
    this.afters = afters.toArray(WebHandler[]::new);
    this.errors = errors;
  }

  /// Answers a request.
  ///
  /// @throws Exception when it cannot be answered any more
  void run(WebRequest request, WebResponse response) throws Exception {
    attempt(chain, request, response);
    for (WebHandler after : afters) {
      attempt(after, request, response);
    }
    response.complete();
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
      errors.answer(failure, request, response);
    } catch (Throwable second) {
      if (second != failure) {
        second.addSuppressed(failure);
      }
      errors.answerSecond(second, request, response);
    }
  }
}
