package weft.http.protocol;

/// How a step of an exchange went, where it did not move bytes: numbers below 1, since a step that
/// moved bytes answers how many.
public final class Outcome {
  /// The caller must wait until it is told to try again.
  public static final int WAIT = 0;

  /// The body is over.
  public static final int END = -1;

  /// The body is broken; the message says how.
  public static final int FAILED = -2;

  /// The client went away.
  public static final int GONE = -3;

  /// The bytes are not in memory: they have to be read where waiting for a disk holds up nobody,
  /// and sent from there.
  public static final int ABSENT = -4;

  /// A step that moves no bytes is done.
  public static final int DONE = 1;

  private Outcome() {}
}
