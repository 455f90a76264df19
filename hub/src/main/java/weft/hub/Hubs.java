package weft.hub;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.backend.BackendRefused;
import weft.hub.jdk.JdkProperties;
import weft.hub.jdk.PollerBinding;
import weft.hub.jdk.VirtualThreadAccess;

/// The event loops of a process, one per core by default.
///
/// Start them on a platform thread, once; several sets can live side by side, as tests do.
public final class Hubs implements AutoCloseable {
  /// How long closing waits for virtual threads to notice, in milliseconds.
  private static final long CLOSE_MILLIS = 2_000;

  /// Hubs that may take the place of held-up ones in the life of a process.
  private static final int SUBSTITUTES_MAX = 16;

  private static final System.Logger LOG = System.getLogger("weft.hub");

  private final List<Hub> hubs = new CopyOnWriteArrayList<>();
  private final List<Substitution> substitutions = new CopyOnWriteArrayList<>();
  private final HubOptions options;
  private final BackendSelection selection;
  private final boolean carries;
  private final Offload offload;
  private final HubsReport report;
  private @Nullable Watchdog watchdog;
  private int substitutes;

  private Hubs(HubOptions options, BackendSelection selection, boolean carries, HubsReport report) {
    this.options = options;
    this.selection = selection;
    this.carries = carries;
    this.offload = new Offload(options.offloadThreadsMax());
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
    HubsReport report =
        new HubsReport(
            count,
            selection.choice().name().toLowerCase(Locale.ROOT),
            selection.reason(),
            carries ? "hub" : "jdk",
            schedulerReason(options.scheduler()));
    Hubs hubs = new Hubs(options, selection, carries, report);
    hubs.startHubs(count);
    hubs.offload.prepareReports();
    if (options.watchdogNanos() > 0) {
      hubs.watchdog = new Watchdog(hubs.hubs, options.watchdogNanos(), hubs::substitute);
      hubs.watchdog.start();
    }
    return hubs;
  }

  private void startHubs(int count) throws IOException {
    try {
      for (int index = 0; index < count; index++) {
        hubs.add(startHub(index));
      }
    } catch (IOException | RuntimeException | Error refused) {
      close();
      throw refused;
    }
  }

  /// What must happen before the first virtual thread of a hub.
  private static void prepareProcess() {
    // A tracked virtual thread is entered in a map with monitors, on the carrier: the deadlock law.
    // Here is as early as we can.
    JdkProperties.keepNoListOfVirtualThreads();
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

  private Hub startHub(int index) throws IOException {
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
                        index,
                        self[0],
                        backend,
                        HubClock.SYSTEM,
                        carries,
                        options.bufferBytesMax(),
                        offload);
              } catch (IOException | BackendRefused | RuntimeException | Error refused) {
                started.completeExceptionally(refused);
                return;
              }
              self[0].hub = hub;
              if (!started.complete(hub)) {
                // Who started it waits no more.
                hub.stop();
              }
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
      if (!started.completeExceptionally(interrupted) && !started.isCompletedExceptionally()) {
        Hub up = started.join();
        up.execute(up::stop);
      }
      throw new IOException("interrupted while starting hub " + index, interrupted);
    }
  }

  /// Puts another hub in the place of one that is held up: its listeners stop taking connections,
  /// and who serves them is told of the fresh hub.
  private void substitute(Hub heldUp) {
    if (heldUp.listeners().isEmpty()) {
      return;
    }
    if (substitutes == SUBSTITUTES_MAX) {
      LOG.log(Level.ERROR, "hub " + heldUp.index() + " is held up and all substitutes are used up");
      return;
    }
    substitutes++;
    try {
      Hub fresh = startHub(hubs.size());
      hubs.add(fresh);
      if (watchdog != null) {
        watchdog.add(fresh);
      }
      for (TcpListener listener : heldUp.listeners()) {
        listener.abandon();
      }
      LOG.log(
          Level.WARNING,
          "hub " + fresh.index() + " takes new connections in place of hub " + heldUp.index());
      for (Substitution substitution : substitutions) {
        substitution.substituted(heldUp, fresh);
      }
    } catch (IOException refused) {
      LOG.log(Level.ERROR, "hub " + heldUp.index() + " is held up and has no substitute", refused);
    }
  }

  /// Asks to be told when a hub takes the place of a held-up one.
  public void onSubstitution(Substitution substitution) {
    substitutions.add(substitution);
  }

  /// Forgets about telling.
  public void removeSubstitution(Substitution substitution) {
    substitutions.remove(substitution);
  }

  /// Number of hubs, with those that took the place of others.
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
    if (watchdog != null) {
      // First: it would put another hub in the place of one that is slow to close.
      watchdog.stop();
    }
    for (Hub hub : hubs) {
      hub.execute(hub::stop);
    }
    for (Hub hub : hubs) {
      join(hub);
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
