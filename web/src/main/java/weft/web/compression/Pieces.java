package weft.web.compression;

/// Long computation in pieces: between two, the hub that carries the thread looks at everybody
/// else's work. One body; one thread at a time.
final class Pieces {
  /// Bytes coded at a time: a fraction of a millisecond of gzip, less of the others.
  private static final int BYTES = 8192;

  /// Bytes that take about as long as a flush.
  private static final int FLUSH_BYTES = 256;

  /// Bytes coded since others could run.
  private int coded;

  Pieces() {}

  /// Says how many bytes of so many are to be coded next. Lets others run first where a piece is
  /// over, however small the steps were in which it was coded.
  int next(int length) {
    if (coded >= BYTES) {
      coded = 0;
      pause();
    }
    int count = Math.min(length, BYTES - coded);
    coded += count;
    return count;
  }

  /// What was coded is flushed.
  void flushed() {
    coded += FLUSH_BYTES;
  }

  /// Lets others run, where the thread shares its carrier.
  // A hint to a scheduler would be one; a virtual thread's yield gives its carrier back.
  @SuppressWarnings("ThreadPriorityCheck")
  static void pause() {
    if (Thread.currentThread().isVirtual()) {
      Thread.yield();
    }
  }
}
