package weft.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// The fields of a message: in order, duplicates kept, names without regard to case and lower case
/// when read. Strings are made when asked for.
///
/// Those of a request are valid until the handler returns; [#copy] makes one that lasts.
public final class Headers {
  /// No fields.
  public static final Headers EMPTY = new Headers(new FieldTable(), null);

  private final FieldTable table;
  private final @Nullable Request request;

  /// @param request whose fields they are, valid as long as that; `null` for those that last
  Headers(FieldTable table, @Nullable Request request) {
    this.table = table;
    this.request = request;
  }

  /// Fields that last, for tests and clients.
  ///
  /// @param namesAndValues name, value, name, value …
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("a name has no value");
    }
    FieldTable table = new FieldTable();
    for (int index = 0; index < namesAndValues.length; index += 2) {
      table.add(namesAndValues[index], namesAndValues[index + 1]);
    }
    return new Headers(table, null);
  }

  /// Count of fields, duplicates included.
  @HotPath
  public int size() {
    return table().size();
  }

  /// A field's name, lower case.
  ///
  /// @param index 0 to [#size] - 1
  public String name(int index) {
    return table().name(index);
  }

  /// A field's value; bytes above 127 are Latin-1 letters.
  ///
  /// @param index 0 to [#size] - 1
  public String value(int index) {
    return table().value(index);
  }

  /// The value of the first field of that name, or `null`.
  @HotPath
  public @Nullable String first(String name) {
    FieldTable fields = table();
    int at = fields.find(FieldNames.id(name), name, 0);
    return at < 0 ? null : fields.value(at);
  }

  /// The values of all fields of that name, in order.
  public List<String> all(String name) {
    FieldTable fields = table();
    int id = FieldNames.id(name);
    List<String> values = new ArrayList<>();
    for (int at = fields.find(id, name, 0); at >= 0; at = fields.find(id, name, at + 1)) {
      values.add(fields.value(at));
    }
    return values;
  }

  /// The values of all fields of that name joined by `, `, which is what several fields of a list
  /// mean (RFC 9110 §5.3), or `null` when there is none.
  public @Nullable String joined(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? null : String.join(", ", values);
  }

  /// Whether there is a field of that name.
  @HotPath
  public boolean contains(String name) {
    return table().find(FieldNames.id(name), name, 0) >= 0;
  }

  /// The same fields in a form that outlives the handler.
  public Headers copy() {
    return copyOf(table());
  }

  /// The fields of a table in a form that outlives it.
  public static Headers copyOf(FieldTable fields) {
    return new Headers(fields.copy(), null);
  }

  @Override
  public String toString() {
    if (!isOpen()) {
      return "fields of a request that is over";
    }
    FieldTable fields = table;
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < fields.size(); index++) {
      text.append(fields.name(index)).append(": ").append(fields.value(index)).append('\n');
    }
    return text.toString();
  }

  @HotPath
  private FieldTable table() {
    if (!isOpen()) {
      throw ClosedExchange.over();
    }
    return table;
  }

  @HotPath
  private boolean isOpen() {
    return request == null || request.isOpen();
  }
}
