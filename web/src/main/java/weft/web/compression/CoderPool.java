package weft.web.compression;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Coders, bounded: so many work at a time, and a few are kept for the next. Any thread; no lock.
final class CoderPool {
  /// Coders kept idle, of all codings together.
  private static final int SPARES_MAX = 64;

  private final CompressionOptions options;
  private final Semaphore permits;
  private final AtomicInteger spareCount = new AtomicInteger();
  private final Map<Coding, Queue<Coder>> spares = new EnumMap<>(Coding.class);

  CoderPool(CompressionOptions options) {
    this.options = options;
    permits = new Semaphore(options.codersMax());
    for (Coding coding : Coding.values()) {
      spares.put(coding, new ConcurrentLinkedQueue<>());
    }
  }

  /// A coder for one body, to be given back; null when too many are at work.
  @Nullable Coder take(Coding coding) throws IOException {
    if (!permits.tryAcquire()) {
      return null;
    }
    Coder spare = queue(coding).poll();
    if (spare != null) {
      spareCount.decrementAndGet();
      return spare;
    }
    boolean made = false;
    try {
      Coder coder = make(coding);
      made = true;
      return coder;
    } finally {
      if (!made) {
        permits.release();
      }
    }
  }

  void give(Coding coding, Coder coder) {
    if (spareCount.get() < SPARES_MAX && coder.reset()) {
      spareCount.incrementAndGet();
      queue(coding).add(coder);
    } else {
      coder.free();
    }
    permits.release();
  }

  /// How many are at work.
  int taken() {
    return options.codersMax() - permits.availablePermits();
  }

  private Queue<Coder> queue(Coding coding) {
    return java.util.Objects.requireNonNull(spares.get(coding));
  }

  private Coder make(Coding coding) throws IOException {
    return switch (coding) {
      case ZSTD -> new ZstdCoder(options.zstdLevel());
      case BR -> new BrotliCoder(options.brotliQuality());
      case GZIP -> new DeflateCoder(true, options.gzipLevel());
      case DEFLATE -> new DeflateCoder(false, options.gzipLevel());
    };
  }
}
