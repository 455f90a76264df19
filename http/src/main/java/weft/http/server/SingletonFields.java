package weft.http.server;

import java.util.List;
import weft.http.FieldNames;
import weft.http.FieldTable;
import weft.http.HttpError;
import weft.http.Status;
import weft.hub.memory.HotPath;

/// Fields of requests that have one value, and by which handlers decide who asks and what for.
///
/// "A recipient MAY combine multiple field lines within a field section that have the same field
/// name ... only ... if that field's definition allows multiple field line values to be recombined"
/// ([RFC 9110 §5.3](https://www.rfc-editor.org/rfc/rfc9110#section-5.3)): here none does. A proxy
/// that takes the last and a handler that takes the first would see two requests in one, so such a
/// request is refused. The same value twice is one value.
final class SingletonFields {
  private static final List<String> NAMES =
      List.of(
          "authorization", "proxy-authorization", "content-type", "if-range", "origin", "range");

  /// As [FieldTable#repeated] has them.
  private static final long BITS = bits();

  private SingletonFields() {}

  private static long bits() {
    long bits = 0;
    for (String name : NAMES) {
      bits |= 1L << FieldNames.id(name);
    }
    return bits;
  }

  /// Refuses a request that contradicts itself.
  ///
  /// @throws HttpError 400 that names the field
  @HotPath
  static void check(FieldTable fields) {
    if ((fields.repeated() & BITS) != 0) {
      compareSlow(fields);
    }
  }

  private static void compareSlow(FieldTable fields) {
    for (String name : NAMES) {
      int id = FieldNames.id(name);
      int first = fields.find(id, name, 0);
      for (int at = first; at >= 0; at = fields.find(id, name, at + 1)) {
        if (!fields.value(at).equals(fields.value(first))) {
          throw new HttpError(
              Status.BAD_REQUEST, "the field " + name + " is there twice, with different values");
        }
      }
    }
  }
}
