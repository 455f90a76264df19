package weft.examples.notes;

import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import weft.http.HttpError;
import weft.web.App;
import weft.web.WebRequest;
import weft.web.WebResponse;

/// Notes: list, read, write, replace, delete. At most 10,000 of them.
public final class Notes {
  private static final int NOTES_MAX = 10_000;

  private final ConcurrentNavigableMap<Long, Note> notes = new ConcurrentSkipListMap<>();
  private final AtomicLong lastId = new AtomicLong();

  private Notes() {}

  /// The app, not started.
  public static App app() {
    Notes notes = new Notes();
    var app = App.create();
    var group = app.group("/notes");
    group.get("", notes::list);
    group.post("", notes::write);
    group.get("/{id:long}", notes::read);
    group.put("/{id:long}", notes::replace);
    group.delete("/{id:long}", notes::delete);
    return app;
  }

  /// Runs it; flags as in `--help`.
  public static void main(String[] flags) {
    app().run(flags);
  }

  private void list(WebRequest req, WebResponse res) {
    res.json(List.copyOf(notes.values()));
  }

  private void write(WebRequest req, WebResponse res) throws Exception {
    String text = req.body().json(NewNote.class).checkedText();
    if (notes.size() >= NOTES_MAX) {
      throw new HttpError(507, "there are " + NOTES_MAX + " notes already");
    }
    Note note = new Note(lastId.incrementAndGet(), text);
    notes.put(note.id(), note);
    res.status(201).header("Location", "/notes/" + note.id()).json(note);
  }

  private void read(WebRequest req, WebResponse res) {
    res.json(find(req));
  }

  private void replace(WebRequest req, WebResponse res) throws Exception {
    Note old = find(req);
    Note note = new Note(old.id(), req.body().json(NewNote.class).checkedText());
    notes.put(note.id(), note);
    res.json(note);
  }

  private void delete(WebRequest req, WebResponse res) {
    notes.remove(find(req).id());
    res.status(204);
  }

  private Note find(WebRequest req) {
    long id = req.path("id").asLong();
    Note note = notes.get(id);
    if (note == null) {
      throw new HttpError(404, "there is no note " + id);
    }
    return note;
  }
}
