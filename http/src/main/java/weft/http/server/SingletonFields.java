package weft.http.server;

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
  /// As bits: their numbers in [FieldNames] are below 64.
  private static final long IDS =
      bit("authorization")
          | bit("proxy-authorization")
          | bit("content-type")
          | bit("if-range")
          | bit("origin")
          | bit("range");

  private SingletonFields() {}

  private static long bit(String name) {
    int id = FieldNames.id(name);
    if (id == FieldNames.UNKNOWN || id >= Long.SIZE) {
      throw new IllegalStateException("field " + name + " has number " + id);
    }
    return 1L << id;
  }

  /// Refuses a request that contradicts itself.
  ///
  /// @throws HttpError 400 that names the field
  @HotPath
  static void check(FieldTable fields) {
    long seen = 0;
    for (int index = 0; index < fields.size(); index++) {
      int id = fields.id(index);
      long bit = id < Long.SIZE ? IDS & 1L << id : 0;
      if ((seen & bit) != 0) {
        compareSlow(fields, id, index);
      }
      seen |= bit;
    }
  }

  private static void compareSlow(FieldTable fields, int id, int index) {
    String name = FieldNames.name(id);
    int first = fields.find(id, name, 0);
    if (!fields.value(first).equals(fields.value(index))) {
      throw new HttpError(
          Status.BAD_REQUEST, "the field " + name + " is there twice, with different values");
    }
  }
}
