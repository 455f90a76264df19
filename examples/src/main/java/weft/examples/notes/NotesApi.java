package weft.examples.notes;

import java.io.IOException;
import weft.http.HttpError;
import weft.web.App;
import weft.web.RouteGroup;
import weft.web.WebHandler;
import weft.web.WebRequest;
import weft.web.WebResponse;

/// Create, read, update and delete notes over JSON.
public final class NotesApi {
  private static final int PAGE_SIZE_MAX = 100;
  private static final String SITE = "https://notes.example";

  private final NoteStore store = new NoteStore();
  private final App app = App.create();

  private NotesApi() {
    RouteGroup notes = app.group("/notes");
    notes.filter(NotesApi::share);
    register(notes);
  }

  /// Runs the API until it is stopped; flags are those of the option table.
  public static void main(String[] flags) {
    app().run(flags);
  }

  /// The API, not started.
  static App app() {
    return new NotesApi().app;
  }

  private void register(RouteGroup notes) {
    notes.get("", this::list);
    notes.post("", this::add);
    notes.get("/{id:long}", (req, res) -> res.json(find(req))).name("note");
    notes.put("/{id:long}", this::replace);
    notes.delete("/{id:long}", this::remove);
  }

  /// Lets pages of another site use the notes (CORS), and tells their preflights so.
  private static void share(WebRequest req, WebResponse res, WebHandler next) throws Exception {
    res.addHeader("Vary", "Origin");
    if (SITE.equals(req.header("Origin"))) {
      res.header("Access-Control-Allow-Origin", SITE);
      if (req.method().equals("OPTIONS")) {
        res.header("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE");
        res.header("Access-Control-Allow-Headers", "Content-Type");
        res.status(204);
        return;
      }
    }
    next.handle(req, res);
  }

  private void list(WebRequest request, WebResponse response) {
    long after = request.query("after").orElse("0").asLong(0, Long.MAX_VALUE);
    int count = request.query("count").orElse("20").asInt(1, PAGE_SIZE_MAX);
    response.header("ETag", "\"" + store.version() + "\"").json(store.list(after, count));
  }

  private void add(WebRequest request, WebResponse response) throws IOException {
    Note note = store.add(request.body().json(NoteDraft.class));
    response.status(201).header("Location", app.url("note", note.id())).json(note);
  }

  private void replace(WebRequest request, WebResponse response) throws IOException {
    long id = request.path("id").asLong();
    NoteDraft draft = request.body().json(NoteDraft.class);
    response.json(store.replace(id, draft).orElseThrow(() -> missing(id)));
  }

  private void remove(WebRequest request, WebResponse response) {
    long id = request.path("id").asLong();
    if (!store.remove(id)) {
      throw missing(id);
    }
  }

  private Note find(WebRequest request) {
    long id = request.path("id").asLong();
    return store.find(id).orElseThrow(() -> missing(id));
  }

  private static HttpError missing(long id) {
    return new HttpError(404, "there is no note " + id);
  }
}
