package weft.web.sse;

/// What a broadcast keeps for clients that come back.
///
/// @param historyCount events, 0 to 1,000,000; 0 for none, and then events get no ids
/// @param historyBytes bytes of their encoded form, 0 to 1 GiB
public record BroadcastOptions(int historyCount, int historyBytes) {
  /// The defaults: a thousand events, a mebibyte.
  public static final BroadcastOptions DEFAULTS = new BroadcastOptions(1000, 1 << 20);

  private static final int COUNT_MAX = 1_000_000;
  private static final int BYTES_MAX = 1 << 30;

  /// Refuses what makes no sense.
  public BroadcastOptions {
    if (historyCount < 0 || historyCount > COUNT_MAX) {
      throw new IllegalArgumentException(
          "historyCount " + historyCount + " is not in 0 to " + COUNT_MAX);
    }
    if (historyBytes < 0 || historyBytes > BYTES_MAX) {
      throw new IllegalArgumentException(
          "historyBytes " + historyBytes + " is not in 0 to " + BYTES_MAX);
    }
  }

  /// The same with another history.
  public BroadcastOptions withHistory(int count, int bytes) {
    return new BroadcastOptions(count, bytes);
  }
}
