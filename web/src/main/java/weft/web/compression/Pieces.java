package weft.web.compression;

/// Long computation in pieces: between two, the hub that carries the thread looks at everybody
/// else's work.
final class Pieces {
  /// Bytes coded at a time: a fraction of a millisecond of gzip, less of the others.
  static final int BYTES = 8192;

  private Pieces() {}

  /// Lets others run, where the thread shares its carrier.
  // A hint to a scheduler would be one; a virtual thread's yield gives its carrier back.
  @SuppressWarnings("ThreadPriorityCheck")
  static void pause() {
    if (Thread.currentThread().isVirtual()) {
      Thread.yield();
    }
  }
}
