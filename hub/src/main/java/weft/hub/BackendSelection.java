package weft.hub;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.backend.BackendRefused;
import weft.hub.epoll.EpollBackend;
import weft.hub.nio.NioBackend;
import weft.hub.uring.UringBackend;

/// Chooses a back-end: the best that opens and passes its self-test, or the one asked for.
///
/// @param choice never AUTO
/// @param reason for the start-up line
record BackendSelection(BackendChoice choice, String reason) {
  /// Decides once per process start, on a thread of its own, since a ring belongs to its opener.
  ///
  /// @throws IOException when the back-end asked for is not to be had
  static BackendSelection select(BackendChoice asked) throws IOException {
    if (asked != BackendChoice.AUTO) {
      String refusal = probe(asked);
      if (refusal != null) {
        throw new IOException("back-end " + asked + " is not to be had: " + refusal);
      }
      return new BackendSelection(asked, "asked for");
    }
    String uring = probe(BackendChoice.URING);
    if (uring == null) {
      return new BackendSelection(BackendChoice.URING, "self-test passed");
    }
    String epoll = probe(BackendChoice.EPOLL);
    if (epoll == null) {
      return new BackendSelection(BackendChoice.EPOLL, "no io_uring: " + uring);
    }
    return new BackendSelection(
        BackendChoice.NIO, "no io_uring: " + uring + "; no epoll: " + epoll);
  }

  /// Opens one back-end of the chosen kind on the calling thread.
  Backend open() throws IOException, BackendRefused {
    return open(choice);
  }

  private static Backend open(BackendChoice choice) throws IOException, BackendRefused {
    return switch (choice) {
      case URING -> new UringBackend();
      case EPOLL -> new EpollBackend();
      case NIO -> new NioBackend();
      case AUTO -> throw new IllegalArgumentException("AUTO is not a back-end");
    };
  }

  /// Why a back-end cannot be used, or `null`. Linkage errors mean another operating system.
  private static @Nullable String probe(BackendChoice choice) {
    AtomicReference<@Nullable String> refusal = new AtomicReference<>();
    Thread prober =
        Thread.ofPlatform().name("weft-probe").unstarted(() -> refusal.set(test(choice)));
    prober.start();
    try {
      prober.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
    return refusal.get();
  }

  private static @Nullable String test(BackendChoice choice) {
    try (Backend backend = open(choice)) {
      return BackendSelfTest.run(backend);
    } catch (IOException | BackendRefused | RuntimeException | LinkageError refused) {
      String message = refused.getMessage();
      return message == null ? refused.getClass().getSimpleName() : message;
    }
  }
}
