package weft.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import weft.hub.BackendChoice;
import weft.hub.Hub;
import weft.hub.HubOptions;
import weft.hub.Hubs;
import weft.hub.SchedulerChoice;

/// Where the socket tests run: each back-end, and virtual threads carried by the hub or by the JDK.
public enum HubMode {
  URING_ON_HUB(BackendChoice.URING, SchedulerChoice.HUB),
  URING_ON_JDK(BackendChoice.URING, SchedulerChoice.JDK),
  EPOLL_ON_HUB(BackendChoice.EPOLL, SchedulerChoice.HUB),
  NIO_ON_HUB(BackendChoice.NIO, SchedulerChoice.HUB),
  NIO_ON_JDK(BackendChoice.NIO, SchedulerChoice.JDK);

  private static final Map<HubMode, Hubs> STARTED = new EnumMap<>(HubMode.class);

  private final BackendChoice backend;
  private final SchedulerChoice scheduler;

  HubMode(BackendChoice backend, SchedulerChoice scheduler) {
    this.backend = backend;
    this.scheduler = scheduler;
  }

  /// Whether hubs carry the handlers' threads.
  public boolean isOnHub() {
    return scheduler == SchedulerChoice.HUB;
  }

  /// Two hubs that live as long as the tests; the test is skipped where they are not to be had.
  public Hubs hubs() {
    Hubs hubs = STARTED.get(this);
    if (hubs == null) {
      try {
        hubs =
            Hubs.start(
                HubOptions.DEFAULTS.withHubs(2).withBackend(backend).withScheduler(scheduler));
      } catch (IOException refused) {
        Assumptions.abort(this + " is not to be had: " + refused.getMessage());
        throw new IllegalStateException(refused);
      }
      STARTED.put(this, hubs);
    }
    return hubs;
  }

  /// Buffers lent on all hubs.
  public long buffersInUse() {
    long count = 0;
    for (int index = 0; index < hubs().count(); index++) {
      count += hubs().hub(index).counters().buffersInUse();
    }
    return count;
  }

  /// Checks that all buffers come back, waiting a little for what is under way.
  public void assertBuffersReturned() {
    Hub clock = hubs().hub(0);
    long deadline = clock.clockNanos() + TimeUnit.SECONDS.toNanos(5);
    while (buffersInUse() > 0 && clock.clockNanos() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(buffersInUse()).as("every buffer is returned").isZero();
  }
}
