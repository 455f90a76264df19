package weft.http;

import weft.hub.memory.HotPath;

/// Checks field values before they are sent, each constant of an application only once: the check
/// was a sixth of a pipelined plaintext request.
final class FieldValues {
  /// Longer values are seldom constants, and need not be kept alive here.
  private static final int LENGTH_MAX = 64;

  private static final int SLOTS = 256;

  /// Values found good. Read and written by all threads without order: a string is immutable, so
  /// what a thread sees here was checked by some thread.
  private static final String[] GOOD = new String[SLOTS];

  private FieldValues() {}

  /// Whether a value can be sent, as [Ascii#isFieldValue] says.
  @HotPath
  // An equal string costs as much to compare as to check.
  @SuppressWarnings("ReferenceEquality")
  static boolean isFit(String value) {
    int slot = value.hashCode() & (SLOTS - 1);
    if (GOOD[slot] == value) {
      return true;
    }
    boolean fit = Ascii.isFieldValue(value);
    if (fit && value.length() <= LENGTH_MAX) {
      GOOD[slot] = value;
    }
    return fit;
  }
}
