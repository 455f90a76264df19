package weft.bench.micro;

import java.lang.foreign.Arena;

/// Native memory for a benchmark, with the room behind it that may be touched. It lives as long as
/// the benchmark's process.
final class NativeRoom {
  /// Bytes behind the room that may be read or overwritten.
  private static final int PAD = 64;

  private NativeRoom() {}

  static long allocate(int bytes) {
    return Arena.global().allocate((long) bytes + PAD, 8).address();
  }
}
