package weft.http.h1;

import org.jspecify.annotations.Nullable;
import weft.http.Ascii;
import weft.http.FieldNames;
import weft.http.FieldTable;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Field lines up to the empty line that ends them (RFC 9112 §5): of a head or of a trailer
/// section.
///
/// Word by word, without counting: the byte behind the last one received is 0. A line that is not
/// complete is looked at again only when its end, or something that cannot stand in it, has come.
final class FieldSection {
  private static final long COLONS = Ascii.ONES * ':';

  private final FieldTable table;
  private final @Nullable Framing framing;
  private final int fieldCountMax;

  /// Where the present line begins.
  private int position;

  /// Up to where the present line is known to have no end.
  private int scanned;

  /// Whether the present line has no colon up to there.
  private boolean inName;

  @Nullable Http1Fault fault;

  /// @param framing told of fields that frame the message, or `null`
  FieldSection(FieldTable table, @Nullable Framing framing, int fieldCountMax) {
    this.table = table;
    this.framing = framing;
    this.fieldCountMax = fieldCountMax;
  }

  /// Begins a section at an offset.
  @HotPath
  void start(int from) {
    position = from;
    scanned = from;
    fault = null;
  }

  /// Parses on.
  ///
  /// @param limit bytes received; the byte at `base + limit` is 0
  /// @return offset behind the empty line, [HeadParser#NEED_MORE], or [HeadParser#FAILED]
  @HotPath
  int parse(long base, int limit) {
    if (scanned > position && !lineChanged(base, limit)) {
      return HeadParser.NEED_MORE;
    }
    long end = base + limit;
    while (true) {
      long line = base + position;
      if (Memory.getByte(line) == '\r') {
        return emptyLine(line, base, limit);
      }
      long colon = colon(line, end);
      if (colon >= end) {
        return noColonSlow(line, end, limit);
      }
      int nameLength = (int) (colon - line);
      int id = nameLength == 0 ? FieldNames.UNKNOWN : FieldNames.id(line, nameLength);
      if (id == FieldNames.UNKNOWN && (nameLength == 0 || !Ascii.isToken(line, nameLength))) {
        return failNameSlow(line, colon);
      }
      long value = colon + 1;
      byte first = Memory.getByte(value);
      if (first == ' ') {
        first = Memory.getByte(++value);
      }
      while (first == ' ' || first == '\t') {
        first = Memory.getByte(++value);
      }
      long stop = Ascii.control(value, end);
      if (stop + 1 >= end) {
        return lineIncomplete(stop, end, limit);
      }
      if (Memory.getByte(stop) != '\r' || Memory.getByte(stop + 1) != '\n') {
        return failValueSlow(stop);
      }
      if (table.size() == fieldCountMax) {
        return fail(Http1Fault.TOO_MANY_FIELDS);
      }
      int valueLength = trimmedLength(value, stop);
      int valueOffset = (int) (value - base);
      table.add(id, position, nameLength, valueOffset, valueLength);
      position = (int) (stop + 2 - base);
      if (id != FieldNames.UNKNOWN && id <= FieldNames.UPGRADE && framing != null) {
        Http1Fault broken = framing.field(id, value, valueLength, table.size() - 1);
        if (broken != null) {
          return fail(broken);
        }
      }
    }
  }

  /// The first colon at or behind `from`, or an address at or behind `end`.
  @HotPath
  private static long colon(long from, long end) {
    long at = from;
    while (at < end) {
      long word = Memory.getLong(at) ^ COLONS;
      long hit = (word - Ascii.ONES) & ~word & Ascii.HIGHS;
      if (hit != 0) {
        return at + (Long.numberOfTrailingZeros(hit) >>> 3);
      }
      at += 8;
    }
    return end;
  }

  @HotPath
  private static int trimmedLength(long value, long stop) {
    long last = stop;
    while (last > value) {
      byte before = Memory.getByte(last - 1);
      if (before != ' ' && before != '\t') {
        break;
      }
      last--;
    }
    return (int) (last - value);
  }

  /// Whether something has come that may end the present line, or break it.
  @HotPath
  private boolean lineChanged(long base, int limit) {
    while (inName && scanned < limit) {
      byte value = Memory.getByte(base + scanned);
      if (value == ':') {
        inName = false;
      } else if (!Ascii.isToken(value)) {
        return true;
      }
      scanned++;
    }
    scanned = (int) (Ascii.control(base + scanned, base + limit) - base);
    return scanned < limit;
  }

  @HotPath
  private int emptyLine(long line, long base, int limit) {
    int next = (int) (line + 1 - base);
    if (next >= limit) {
      scanned = position;
      return HeadParser.NEED_MORE;
    }
    if (Memory.getByte(line + 1) != '\n') {
      return fail(Http1Fault.BARE_CR);
    }
    position = next + 1;
    return position;
  }

  private int lineIncomplete(long stop, long end, int limit) {
    if (stop < end && Memory.getByte(stop) != '\r') {
      return failValueSlow(stop);
    }
    // A CR that came last is looked at again with the byte behind it.
    scanned = stop < end ? limit - 1 : limit;
    inName = false;
    return HeadParser.NEED_MORE;
  }

  /// No colon has come: either the line is not complete, or it is broken already.
  private int noColonSlow(long line, long end, int limit) {
    for (long at = line; at < end; at++) {
      if (!Ascii.isToken(Memory.getByte(at))) {
        return failNameSlow(line, end);
      }
    }
    scanned = limit;
    inName = true;
    return HeadParser.NEED_MORE;
  }

  /// Names what is wrong with a name that is empty or has something other than `tchar` in it.
  private int failNameSlow(long line, long end) {
    for (long at = line; at < end; at++) {
      byte value = Memory.getByte(at);
      if (!Ascii.isToken(value)) {
        return fail(
            switch (value) {
              case ' ', '\t' -> at == line ? Http1Fault.FOLDED_LINE : Http1Fault.SPACE_BEFORE_COLON;
              case '\r' -> Http1Fault.MISSING_COLON;
              case '\n' -> Http1Fault.BARE_LF;
              default -> Http1Fault.BAD_FIELD_NAME;
            });
      }
    }
    return fail(Http1Fault.BAD_FIELD_NAME);
  }

  private int failValueSlow(long stop) {
    return fail(
        switch (Memory.getByte(stop)) {
          case '\r' -> Http1Fault.BARE_CR;
          case '\n' -> Http1Fault.BARE_LF;
          default -> Http1Fault.CONTROL_IN_VALUE;
        });
  }

  private int fail(Http1Fault reason) {
    fault = reason;
    return HeadParser.FAILED;
  }
}
