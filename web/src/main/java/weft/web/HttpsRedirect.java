package weft.web;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import weft.http.Handler;
import weft.http.HttpError;
import weft.http.Request;
import weft.http.Response;
import weft.http.Status;
import weft.web.routing.Route;

/// Sends requests that came without TLS to the TLS port; the others are the app's.
///
/// Shared by all requests.
final class HttpsRedirect implements Handler {
  /// Where an authority looks for the answers to its challenges, by plain HTTP ([RFC 8555
  /// §8.3](https://www.rfc-editor.org/rfc/rfc8555#section-8.3)).
  private static final String CHALLENGES = "/.well-known/acme-challenge/";

  private static final int USUAL_PORT = 443;

  private final Handler app;
  private final boolean answersChallenges;

  /// What stands behind the host. Known when the server listens, a moment before which the first
  /// request may come.
  private final CompletableFuture<String> portText = new CompletableFuture<>();

  /// @param routes of the app; when one of them is for challenges, they are answered, not sent on
  HttpsRedirect(Handler app, List<Route> routes) {
    this.app = app;
    answersChallenges =
        routes.stream().anyMatch(route -> route.pattern().toString().startsWith(CHALLENGES));
  }

  /// Begins to send requests on.
  ///
  /// @param port of TLS, as clients see it
  void begin(int port) {
    portText.complete(port == USUAL_PORT ? "" : ":" + port);
  }

  @Override
  public void handle(Request request, Response response) throws Exception {
    if (request.scheme().equals("https") || isChallenge(request)) {
      app.handle(request, response);
    } else {
      // 308 keeps method and body, RFC 9110 §15.4.9.
      response.status(Status.PERMANENT_REDIRECT).header("Location", location(request)).send();
    }
  }

  private boolean isChallenge(Request request) {
    return answersChallenges && request.path().startsWith(CHALLENGES);
  }

  /// The URI that was asked for with another scheme and port. Its parts have been parsed: none can
  /// pass for another.
  private String location(Request request) {
    String host = host(request.authority());
    if (host.isEmpty()) {
      throw new HttpError(
          Status.BAD_REQUEST,
          "this port sends requests on to https, and this one names no host; send a Host field");
    }
    return "https://" + host + portText.join() + pathAndQuery(request);
  }

  /// An authority without its port.
  private static String host(String authority) {
    int colon = authority.indexOf(':', authority.indexOf(']') + 1);
    return colon < 0 ? authority : authority.substring(0, colon);
  }

  /// As sent. "If the request-target is in … asterisk-form, the target URI's combined path and
  /// query component is empty." https://www.rfc-editor.org/rfc/rfc9112#section-3.3
  private static String pathAndQuery(Request request) {
    String path = request.path();
    String query = request.query();
    if (path.equals("*")) {
      return "";
    }
    return query == null ? path : path + "?" + query;
  }
}
