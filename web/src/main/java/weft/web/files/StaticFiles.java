package weft.web.files;

import java.io.IOException;
import java.time.InstantSource;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import weft.http.Headers;
import weft.http.HttpError;
import weft.http.Request;
import weft.http.Response;
import weft.http.Status;
import weft.hub.FileWork;

/// Answers with the files of a folder.
///
/// Shared by all requests.
public final class StaticFiles {
  /// As long as caches keep anything, [RFC 9111
  /// §1.2.2](https://www.rfc-editor.org/rfc/rfc9111#section-1.2.2) and custom: a year.
  private static final String IMMUTABLE = "public, max-age=31536000, immutable";

  private final FileFolder folder;
  private final FileOptions options;
  private final FileCache cache;
  private final Pattern immutable;
  private final String cacheControl;

  /// Serves a folder.
  public StaticFiles(FileFolder folder, FileOptions options) {
    this(folder, options, InstantSource.system());
  }

  StaticFiles(FileFolder folder, FileOptions options, InstantSource clock) {
    this.folder = folder;
    this.options = options;
    cache = new FileCache(folder, options, clock);
    immutable = Pattern.compile(options.immutable());
    long seconds = options.maxAge().toSeconds();
    cacheControl = seconds == 0 ? "no-cache" : "public, max-age=" + seconds;
  }

  /// Finds the file for a path and decides the answer's head: status and fields are set, the body
  /// is what is to be sent with them.
  ///
  /// @param path below the folder, as it came, without the slash before it
  /// @param work where files are looked at
  /// @throws HttpError 404 when there is no such file; 412 and 416 as the request has it
  /// @throws IOException when the file system fails
  public FileBody answer(Request request, Response response, String path, FileWork work)
      throws IOException {
    RequestedPath wanted = RequestedPath.parse(path, options.hidden());
    if (wanted == null) {
      throw notFound();
    }
    ChosenFile found = find(request, wanted, work);
    if (found == null && isFolder(wanted, work)) {
      redirect(request, response);
      return FileBody.none();
    }
    ChosenFile file = found != null ? found : fallback(request, wanted, work);
    if (file == null) {
      throw notFound();
    }
    return answer(request, response, file, found == null);
  }

  private @Nullable ChosenFile find(Request request, RequestedPath wanted, FileWork work)
      throws IOException {
    Headers fields = request.headers();
    if (!wanted.isFolder()) {
      return cache.get(wanted.name(), fields, work);
    }
    String index = options.index();
    if (index.isEmpty()) {
      return null;
    }
    String name = wanted.name().isEmpty() ? index : wanted.name() + "/" + index;
    return cache.get(name, fields, work);
  }

  private boolean isFolder(RequestedPath wanted, FileWork work) throws IOException {
    return !wanted.isFolder() && work.call(() -> folder.hasFolder(wanted.name()));
  }

  /// What answers for a page that is not found; null for nothing.
  private @Nullable ChosenFile fallback(Request request, RequestedPath wanted, FileWork work)
      throws IOException {
    return options.fallback().isEmpty() || !isPage(request, wanted)
        ? null
        : cache.get(options.fallback(), request.headers(), work);
  }

  private static boolean isPage(Request request, RequestedPath wanted) {
    String name = wanted.name();
    String accepted = request.header("accept");
    return name.indexOf('.', name.lastIndexOf('/') + 1) < 0
        && (accepted == null || accepted.contains("text/html") || accepted.contains("*/*"));
  }

  /// Links in an index are relative to its folder only behind a slash.
  private static void redirect(Request request, Response response) {
    String query = request.query();
    response
        .status(Status.PERMANENT_REDIRECT)
        .header("Location", request.path() + "/" + (query == null ? "" : "?" + query));
  }

  private FileBody answer(
      Request request, Response response, ChosenFile chosen, boolean isFallback) {
    ServedFile file = chosen.file();
    String name = file.name().substring(file.name().lastIndexOf('/') + 1);
    FileBody body = null;
    try {
      if (response.header("Cache-Control") == null) {
        response.header(
            "Cache-Control",
            isFallback ? "no-cache" : immutable.matcher(name).matches() ? IMMUTABLE : cacheControl);
      }
      if (file.varies()) {
        response.addHeader("Vary", "Accept-Encoding");
      }
      String type = ContentTypes.of(name, options.contentTypes());
      body = FileAnswers.of(request, response, chosen.form(), type, options.rangesMax());
      return body;
    } finally {
      if (body == null) {
        chosen.form().close();
      }
    }
  }

  private static HttpError notFound() {
    return new HttpError(Status.NOT_FOUND, "there is no such file");
  }

  /// Lets go of all files; those asked for later are found anew.
  public void close() {
    cache.clear();
  }
}
