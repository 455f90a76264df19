package weft.examples.notes;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import weft.http.HttpError;

/// Notes in memory, at most 10,000 of them. Safe for all threads.
final class NoteStore {
  private static final int NOTES_MAX = 10_000;

  private final ConcurrentSkipListMap<Long, Note> notes = new ConcurrentSkipListMap<>();
  private final AtomicLong lastId = new AtomicLong();

  /// Begins with the time, so that none of an earlier run comes again.
  private final AtomicLong version = new AtomicLong(Instant.now().toEpochMilli());

  /// Another number after each change; to be asked for before the notes are.
  long version() {
    return version.get();
  }

  /// Notes behind an id, in order of their ids.
  List<Note> list(long afterId, int countMax) {
    return notes.tailMap(afterId, false).values().stream().limit(countMax).toList();
  }

  Optional<Note> find(long id) {
    return Optional.ofNullable(notes.get(id));
  }

  /// Adds a note.
  ///
  /// @throws HttpError 507 when there are too many; some more may slip in when several threads add
  Note add(NoteDraft draft) {
    if (notes.size() >= NOTES_MAX) {
      throw new HttpError(507, "there are " + NOTES_MAX + " notes already");
    }
    Note note = draft.toNote(lastId.incrementAndGet());
    notes.put(note.id(), note);
    version.incrementAndGet();
    return note;
  }

  /// Replaces a note; empty when there is none of this id.
  Optional<Note> replace(long id, NoteDraft draft) {
    Note note = draft.toNote(id);
    Note present = notes.computeIfPresent(id, (_, _) -> note);
    version.incrementAndGet();
    return Optional.ofNullable(present);
  }

  boolean remove(long id) {
    boolean present = notes.remove(id) != null;
    version.incrementAndGet();
    return present;
  }
}
