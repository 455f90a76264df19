package weft.examples.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import weft.web.App;
import weft.web.Execution;
import weft.web.WebResponse;
import weft.web.files.FileFolder;
import weft.web.files.FileOptions;
import weft.web.options.ServerOptions;

/// Serves a folder, an application that runs in a browser, and reports for download.
///
/// `Downloads public --port 8080` serves the folder `public` on port 8080.
public final class Downloads {
  private Downloads() {}

  /// Serves until it is stopped.
  ///
  /// @param arguments the folder, then flags
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments.length > 0 ? arguments[0] : "public");
    Files.createDirectories(folder);
    String[] flags = new String[Math.max(0, arguments.length - 1)];
    System.arraycopy(arguments, Math.min(1, arguments.length), flags, 0, flags.length);
    app(folder).run(ServerOptions.DEFAULTS, flags);
  }

  /// The app, not started.
  static App app(Path folder) {
    App app = App.create();
    app.files("/files", folder);
    app.files(
        "/app",
        folder,
        FileOptions.DEFAULTS.withFallback("index.html").withMaxAge(Duration.ofMinutes(10)));
    app.files("/pages", FileFolder.ofClassPath(Downloads.class, "web-pages"), FileOptions.DEFAULTS);
    app.get(
        "/reports/{year:int}",
        (req, res) -> {
          int year = req.path("year").asInt();
          res.file(folder.resolve("report-" + year + ".csv"))
              .attachment("Übersicht " + year + ".csv");
        });
    app.get("/all.zip", (req, res) -> zip(folder, res)).on(Execution.POOL);
    return app;
  }

  /// All files of a folder in one archive, which is made as it is sent.
  private static void zip(Path folder, WebResponse res) throws IOException {
    res.attachment("all.zip");
    try (OutputStream out = res.stream("application/zip");
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
  }
}
