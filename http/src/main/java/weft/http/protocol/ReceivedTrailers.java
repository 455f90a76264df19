package weft.http.protocol;

import org.jspecify.annotations.Nullable;
import weft.http.FieldTable;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;

/// The trailer section of one received message: its fields, and the memory they lie in.
///
/// Filled on the hub. Any thread may ask for the fields, and is shown none before all have come:
/// until then, and when the section is broken, the table has places of bytes that move or lie
/// nowhere.
public final class ReceivedTrailers {
  private static final FieldTable NONE = new FieldTable();

  private @Nullable FieldTable table;
  private @Nullable Buffer buffer;
  private volatile boolean isWhole;

  /// Makes an empty section; few messages have one, so nothing else is made before it is needed.
  public ReceivedTrailers() {}

  /// What a parser fills.
  public FieldTable table() {
    FieldTable made = table;
    if (made == null) {
      made = new FieldTable();
      table = made;
    }
    return made;
  }

  /// Where the bytes that have come are kept, null before the first.
  public @Nullable Buffer buffer() {
    return buffer;
  }

  /// Keeps the bytes of the section, which are this section's from now on.
  public void keep(Buffer bytes) {
    buffer = bytes;
  }

  /// All fields have come; the table's places count from the first byte of the buffer that is kept.
  public void end(Buffer bytes) {
    buffer = bytes;
    table().setBase(bytes.readAddress());
    isWhole = true;
  }

  /// The fields, none before all have come.
  public FieldTable fields() {
    return isWhole ? table() : NONE;
  }

  /// Gives the memory back; the fields stay, for whoever is late.
  @HotPath
  public void release(BufferPool pool) {
    Buffer kept = buffer;
    if (kept != null) {
      table().release();
      buffer = null;
      pool.release(kept);
    }
  }

  /// Forgets the fields.
  @HotPath
  public void clear() {
    FieldTable filled = table;
    if (filled != null) {
      if (isWhole) {
        isWhole = false;
      }
      filled.clear();
    }
  }
}
