package weft.bench.peer;

import java.nio.file.Path;
import java.util.Arrays;
import weft.web.App;
import weft.web.forms.MultipartLimits;
import weft.web.options.ServerOptions;

/// Weft with a route that keeps the files of forms, which the demo has not.
///
/// Arguments: folder, then flags of Weft.
public final class UploadPeer {
  private UploadPeer() {}

  /// Serves until the process is ended.
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    MultipartLimits limits =
        MultipartLimits.DEFAULTS.withPartBytesMax(16L << 30).withBytesMax(16L << 30);
    App app = App.create();
    app.put(
        "/upload/{name}",
        (request, response) -> {
          for (var part : request.multipart(limits)) {
            part.saveTo(folder.resolve(part.safeName()));
          }
          response.status(201);
        });
    app.run(ServerOptions.DEFAULTS, Arrays.copyOfRange(arguments, 1, arguments.length));
  }
}
