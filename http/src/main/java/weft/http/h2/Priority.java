package weft.http.h2;

import weft.http.Ascii;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// How urgent a response is, and whether it is of use in pieces: the Priority field and
/// PRIORITY_UPDATE ([RFC 9218 §4](https://www.rfc-editor.org/rfc/rfc9218#section-4)), read from a
/// structured dictionary as far as these two members go. What cannot be read is passed over, as
/// that RFC wants.
final class Priority {
  /// Levels of urgency, 0 for the most urgent.
  static final int LEVELS = 8;

  /// Urgency of whoever says nothing.
  static final int DEFAULT_URGENCY = 3;

  private int urgency;
  private boolean incremental;

  Priority() {
    clear();
  }

  @HotPath
  void clear() {
    urgency = DEFAULT_URGENCY;
    incremental = false;
  }

  /// It is of use in pieces.
  @HotPath
  void setIncremental() {
    incremental = true;
  }

  /// It is a little less urgent than another.
  void setBehind(Priority other) {
    urgency = Math.min(other.urgency + 1, LEVELS - 1);
  }

  @HotPath
  int urgency() {
    return urgency;
  }

  @HotPath
  boolean isIncremental() {
    return incremental;
  }

  @HotPath
  void set(Priority other) {
    urgency = other.urgency;
    incremental = other.incremental;
  }

  /// Reads a field's value; a member that stands twice counts as it stands last.
  void parse(long address, int length) {
    int at = 0;
    while (at < length) {
      int stop = at;
      while (stop < length && Memory.getByte(address + stop) != ',') {
        stop++;
      }
      member(address + at, address + stop);
      at = stop + 1;
    }
  }

  private void member(long from, long to) {
    long at = from;
    while (at < to && Ascii.isBlank(Memory.getByte(at))) {
      at++;
    }
    long end = at;
    // Parameters of a member say nothing to us.
    while (end < to && Memory.getByte(end) != ';' && !Ascii.isBlank(Memory.getByte(end))) {
      end++;
    }
    int length = (int) (end - at);
    if (length == 0) {
      return;
    }
    byte key = Memory.getByte(at);
    if (key == 'u' && length == 3 && Memory.getByte(at + 1) == '=') {
      int level = Memory.getByte(at + 2) - '0';
      if (level >= 0 && level < LEVELS) {
        urgency = level;
      }
    } else if (key == 'i' && length == 1) {
      incremental = true;
    } else if (key == 'i'
        && length == 4
        && Memory.getByte(at + 1) == '='
        && Memory.getByte(at + 2) == '?') {
      byte value = Memory.getByte(at + 3);
      if (value == '0' || value == '1') {
        incremental = value == '1';
      }
    }
  }
}
