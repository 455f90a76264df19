package weft.web;

import java.util.List;
import java.util.Set;
import weft.http.Handler;
import weft.http.HttpError;
import weft.http.Request;
import weft.http.Response;
import weft.http.Status;
import weft.hub.FileWork;
import weft.hub.Offload;
import weft.web.options.ServerOptions;
import weft.web.routing.Router;

/// An app as HTTP sees it: finds the route and runs its action where it shall run.
///
/// Immutable; shared by all requests.
final class AppHandler implements Handler {
  /// Methods that are known even where no route has them, RFC 9110 §9.1, RFC 5789 and QUERY.
  private static final Set<String> METHODS =
      Set.of(
          "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY");

  private final Router<RouteAction> router;
  private final RouteAction withoutRoute;
  private final RequestServices services;
  private final Placement placement;

  AppHandler(CompiledApp app, Offload offload, ServerOptions options) {
    this.router = app.router();
    this.withoutRoute = app.withoutRoute();
    this.services =
        new RequestServices(
            app.codec(), new FileWork(offload), options.forms(), options.multipart());
    this.placement = new Placement(offload, options.moveHogs());
  }

  @Override
  public void handle(Request request, Response response) throws Exception {
    WebRequest webRequest = new WebRequest(request, services);
    webRequest.outcome =
        router.find(
            request.method(),
            router.hasHosts() ? request.authority() : null,
            request.path(),
            webRequest.match);
    RouteAction action = webRequest.match.target();
    placement.run(
        action == null ? withoutRoute(webRequest) : action,
        webRequest,
        new WebResponse(request, response, services));
  }

  /// What counts for a path is what counts for its routes, also where they have another method: a
  /// group that answers preflights of CORS would never see one, and one that lets nobody in would
  /// tell its methods.
  private RouteAction withoutRoute(WebRequest request) {
    List<RouteAction> refusing = request.match.refusing();
    return refusing.isEmpty() ? withoutRoute : AppPart.common(refusing).withoutRoute();
  }

  /// Answers what no route answers.
  static void answerWithoutRoute(WebRequest request, WebResponse response) {
    String path = request.path();
    switch (request.outcome) {
      case FOUND -> throw new IllegalStateException("a route was found for " + path);
      case REDIRECT -> redirect(request, response);
      case METHOD_NOT_ALLOWED -> refuseMethod(request, response);
      case NOT_FOUND -> {
        refuseUnknownMethod(request.method());
        throw new HttpError(Status.NOT_FOUND, "there is nothing at " + path);
      }
      case MALFORMED -> {
        // "the options ... apply to the server in general rather than to a specific resource"
        // https://www.rfc-editor.org/rfc/rfc9110#section-9.3.7
        if (path.equals("*") && request.method().equals("OPTIONS")) {
          response.status(Status.NO_CONTENT);
          return;
        }
        throw new HttpError(
            Status.BAD_REQUEST, "the path has a bad percent-encoding or a dot segment");
      }
    }
  }

  private static void redirect(WebRequest request, WebResponse response) {
    String query = request.http().query();
    String location = request.match.location();
    // 308 keeps method and body, RFC 9110 §15.4.9.
    response.redirect(query == null ? "" + location : location + "?" + query, 308);
  }

  private static void refuseMethod(WebRequest request, WebResponse response) {
    refuseUnknownMethod(request.method());
    String allowed = String.join(", ", request.match.allowed());
    if (request.method().equals("OPTIONS")) {
      response.status(Status.NO_CONTENT).header("Allow", allowed);
      return;
    }
    // "The origin server MUST generate an Allow header field in a 405 response"
    // https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6
    throw new HttpError(
            Status.METHOD_NOT_ALLOWED, request.method() + " is not one of " + allowed + " here")
        .withHeader("Allow", allowed);
  }

  private static void refuseUnknownMethod(String method) {
    if (!METHODS.contains(method)) {
      throw new HttpError(Status.NOT_IMPLEMENTED, "method " + method + " is not known here");
    }
  }
}
