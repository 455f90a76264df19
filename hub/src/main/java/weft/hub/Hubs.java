package weft.hub;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.backend.BackendRefused;
import weft.hub.jdk.PollerBinding;
import weft.hub.jdk.VirtualThreadAccess;

/// The event loops of a process, one per core by default.
///
/// Start them on a platform thread, once; several sets can live side by side, as tests do.
public final class Hubs implements AutoCloseable {
  /// How long closing waits for virtual threads to notice, in milliseconds.
  private static final long CLOSE_MILLIS = 2_000;

  private final List<Hub> hubs;
  private final Offload offload;
  private final @Nullable Watchdog watchdog;
  private final HubsReport report;

  private Hubs(List<Hub> hubs, Offload offload, @Nullable Watchdog watchdog, HubsReport report) {
    this.hubs = hubs;
    this.offload = offload;
    this.watchdog = watchdog;
    this.report = report;
  }

  /// Starts hubs.
  ///
  /// @throws IOException when the back-end or scheduler asked for is not to be had
  public static Hubs start(HubOptions options) throws IOException {
    prepareProcess();
    BackendSelection selection = BackendSelection.select(options.backend());
    boolean carries = carries(options.scheduler());
    int count = options.hubs() > 0 ? options.hubs() : Runtime.getRuntime().availableProcessors();
    Offload offload = new Offload(options.offloadThreadsMax());
    List<Hub> hubs = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      hubs.add(startHub(index, selection, carries, options.bufferBytesMax(), offload));
    }
    Watchdog watchdog = null;
    if (options.watchdogNanos() > 0) {
      watchdog = new Watchdog(hubs, options.watchdogNanos());
      watchdog.start();
    }
    String backend = selection.choice().name().toLowerCase(Locale.ROOT);
    HubsReport report =
        new HubsReport(
            count,
            backend,
            selection.reason(),
            carries ? "hub" : "jdk",
            schedulerReason(options.scheduler()));
    return new Hubs(List.copyOf(hubs), offload, watchdog, report);
  }

  /// What must happen before the first virtual thread of a hub.
  private static void prepareProcess() {
    // A tracked virtual thread is entered in a map with monitors, on the carrier: the deadlock law.
    // Read once by the JDK, when the first virtual thread is made; here is as early as we can.
    if (System.getProperty("jdk.trackAllThreads") == null) {
      System.setProperty("jdk.trackAllThreads", "false");
    }
    PollerBinding.bindToDefaultScheduler();
  }

  private static boolean carries(SchedulerChoice choice) throws IOException {
    String refusal = VirtualThreadAccess.refusal();
    if (choice == SchedulerChoice.HUB && refusal != null) {
      throw new IOException("the hub scheduler is not to be had: " + refusal);
    }
    return choice != SchedulerChoice.JDK && refusal == null;
  }

  private static String schedulerReason(SchedulerChoice choice) {
    String refusal = VirtualThreadAccess.refusal();
    if (choice != SchedulerChoice.AUTO) {
      return "asked for";
    }
    return refusal == null ? "the JDK's internals are open" : refusal;
  }

  private static Hub startHub(
      int index, BackendSelection selection, boolean carries, long bufferBytesMax, Offload offload)
      throws IOException {
    CompletableFuture<Hub> started = new CompletableFuture<>();
    HubThread[] self = new HubThread[1];
    HubThread thread =
        new HubThread(
            "weft-hub-" + index,
            () -> {
              Hub hub;
              try {
                Backend backend = selection.open();
                hub =
                    new Hub(
                        index, self[0], backend, HubClock.SYSTEM, carries, bufferBytesMax, offload);
              } catch (IOException | BackendRefused | RuntimeException | Error refused) {
                started.completeExceptionally(refused);
                return;
              }
              self[0].hub = hub;
              started.complete(hub);
              hub.run();
            });
    self[0] = thread;
    thread.start();
    try {
      return started.get();
    } catch (ExecutionException failed) {
      throw new IOException("hub " + index + " did not start: " + failed.getMessage(), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting hub " + index, interrupted);
    }
  }

  /// Number of hubs.
  public int count() {
    return hubs.size();
  }

  /// The hub with a number, from 0.
  public Hub hub(int index) {
    return hubs.get(index);
  }

  /// All hubs.
  public List<Hub> all() {
    return hubs;
  }

  /// What was found and chosen at the start.
  public HubsReport report() {
    return report;
  }

  /// The pool for work that must not run on a hub.
  public Offload offload() {
    return offload;
  }

  /// Closes every socket, which wakes all who wait on one, and ends the hubs. Not from a hub.
  ///
  /// Virtual threads that wait for something else go on elsewhere when it comes.
  @Override
  public void close() {
    for (Hub hub : hubs) {
      hub.execute(hub::stop);
    }
    for (Hub hub : hubs) {
      join(hub);
    }
    if (watchdog != null) {
      watchdog.stop();
    }
    offload.close();
  }

  private static void join(Hub hub) {
    try {
      hub.thread().join(CLOSE_MILLIS);
      if (hub.thread().isAlive()) {
        hub.execute(hub::abandonWorkers);
        hub.thread().join(CLOSE_MILLIS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
