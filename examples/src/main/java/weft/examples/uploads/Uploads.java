package weft.examples.uploads;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import weft.web.App;
import weft.web.WebRequest;
import weft.web.WebResponse;
import weft.web.forms.FormFile;
import weft.web.forms.MultipartForm;
import weft.web.forms.MultipartLimits;
import weft.web.options.ServerOptions;
import weft.web.records.RecordWriter;

/// Takes files from a page with a form, and streams of readings.
///
/// `Uploads folder --port 8080` keeps what is uploaded in that folder.
public final class Uploads {
  private static final MultipartLimits LARGE =
      MultipartLimits.DEFAULTS.withPartBytesMax(20L << 30).withBytesMax(20L << 30);

  private Uploads() {}

  /// Serves until it is stopped.
  ///
  /// @param arguments the folder, then flags
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments.length > 0 ? arguments[0] : "uploads");
    String[] flags = new String[Math.max(0, arguments.length - 1)];
    System.arraycopy(arguments, Math.min(1, arguments.length), flags, 0, flags.length);
    app(Files.createDirectories(folder)).run(ServerOptions.DEFAULTS, flags);
  }

  /// The app, not started.
  ///
  /// @param folder where uploads are kept
  static App app(Path folder) {
    App app = App.create();
    app.get("/", (req, res) -> res.html(UploadPage.HTML));
    app.post(
        "/upload",
        (req, res) -> {
          for (var part : req.multipart()) {
            part.saveTo(folder.resolve(part.safeName()));
          }
          res.status(201);
        });
    app.post("/large", (req, res) -> large(req, res, folder));
    app.post("/profile", (req, res) -> profile(req, res, folder));
    app.post(
        "/search",
        (req, res) -> {
          String words = req.form("words").asString();
          int page = req.form("page").orElse("1").asInt(1, 100);
          List<String> tags = req.form().all("tag");
          res.text(words + ", page " + page + ", " + tags);
        });
    app.post(
        "/readings",
        (req, res) -> {
          var statistics = new DoubleSummaryStatistics();
          for (Reading reading : req.ndjson(Reading.class)) {
            statistics.accept(reading.value());
          }
          res.json(Map.of("count", statistics.getCount(), "mean", statistics.getAverage()));
        });
    app.get(
        "/readings",
        (req, res) -> {
          try (RecordWriter out = res.ndjson()) {
            for (int index = 0; index < req.query("count").asInt(0, 1000); index++) {
              out.send(new Reading("a", index));
            }
          }
        });
    app.post(
        "/sum",
        (req, res) -> {
          res.earlyHints("</sums>; rel=describedby");
          long sum = 0;
          for (byte value : req.body().bytes()) {
            sum += value & 0xff;
          }
          String expected = req.trailers().first("x-sum");
          res.trailer("X-Sum", "" + sum);
          res.text("" + ("" + sum).equals(expected));
        });
    return app;
  }

  /// Files of up to 20 GiB, and what became of them.
  private static void large(WebRequest req, WebResponse res, Path folder) throws IOException {
    List<Map<String, Object>> parts = new ArrayList<>();
    for (var part : req.multipart(LARGE)) {
      Map<String, Object> seen = new LinkedHashMap<>();
      seen.put("field", part.name());
      if (part.isFile()) {
        seen.put("file", part.safeName());
        seen.put("bytes", part.saveTo(folder.resolve(part.safeName())));
      } else {
        seen.put("text", part.text());
      }
      parts.add(seen);
    }
    res.status(201).json(parts);
  }

  /// A small form, all of it at once.
  private static void profile(WebRequest req, WebResponse res, Path folder) throws IOException {
    MultipartForm form = req.multipart().all();
    String name = form.field("name");
    FormFile picture = form.file("picture");
    if (name == null || picture == null) {
      res.problem(422, "a name and a picture are needed");
      return;
    }
    picture.saveTo(folder.resolve(picture.safeName()));
    res.text(name + ": " + picture.size() + " bytes");
  }
}
