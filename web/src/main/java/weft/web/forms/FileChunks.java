package weft.web.forms;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Buffers in which content is collected on its way to files, outside the heap: from a buffer in
/// the heap the JDK would copy it once more, on each thread of the pool to another place.
///
/// Kept for the next upload. Beyond [#DIRECT_MAX] uploads at a time, buffers are in the heap. Safe
/// for all threads.
final class FileChunks {
  /// Bytes that are collected before they are written.
  static final int BYTES = 262_144;

  /// Buffers outside the heap: 16 MiB in all.
  static final int DIRECT_MAX = 64;

  private static final ConcurrentLinkedQueue<ByteBuffer> FREE = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger MADE = new AtomicInteger();

  private FileChunks() {}

  /// An empty buffer, to be given back.
  static ByteBuffer take() {
    ByteBuffer free = FREE.poll();
    if (free != null) {
      return free;
    }
    if (MADE.incrementAndGet() <= DIRECT_MAX) {
      try {
        return ByteBuffer.allocateDirect(BYTES);
      } catch (OutOfMemoryError _) {
        // What the JVM may have outside the heap is taken by others: the heap will do.
      }
    }
    MADE.decrementAndGet();
    return ByteBuffer.allocate(BYTES);
  }

  /// Takes a buffer back that nobody uses any more.
  static void giveBack(ByteBuffer chunk) {
    if (chunk.isDirect()) {
      FREE.add(chunk.clear());
    }
  }
}
