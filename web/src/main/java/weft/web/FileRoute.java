package weft.web;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.web.files.StaticFiles;

/// Answers a route that ends with a tail by the files of a folder.
///
/// Shared by all requests.
final class FileRoute implements WebHandler, Stoppable {
  private static final String TAIL = "/{path*}";

  private final StaticFiles files;

  private FileRoute(StaticFiles files) {
    this.files = files;
  }

  static RouteSpec register(Routes routes, String prefix, StaticFiles files) {
    String folder = prefix.equals("/") ? "" : prefix;
    if (folder.endsWith("/")) {
      throw new IllegalArgumentException("prefix '" + prefix + "' ends with a slash");
    }
    return routes.get(folder + TAIL, new FileRoute(files));
  }

  @Override
  public void handle(WebRequest request, WebResponse response) throws IOException {
    String tail = tail(request);
    if (tail == null) {
      // Links in an index are relative to its folder only behind a slash. 308 keeps the method.
      String query = request.http().query();
      response.redirect(request.path() + "/" + (query == null ? "" : "?" + query), 308);
      return;
    }
    boolean hasOwnType = response.beginFile();
    response.file(
        files.answer(request.http(), response.below(), tail, request.services.files()), hasOwnType);
  }

  /// The tail as it came: decoded, an encoded slash would be one. Null for the folder's path
  /// without its slash.
  private static @Nullable String tail(WebRequest request) {
    String pattern = String.valueOf(request.route() == null ? "/" : request.route().pattern());
    String path = request.path();
    int at = 0;
    for (int slashes = pattern.length() - pattern.replace("/", "").length();
        slashes > 0;
        slashes--) {
      at = path.indexOf('/', at) + 1;
      if (at == 0) {
        return null;
      }
    }
    return path.substring(at);
  }

  @Override
  public void release() {
    files.close();
  }
}
