package weft.web.options;

import java.time.Duration;
import java.util.List;
import weft.hub.BackendChoice;
import weft.hub.HubOptions;
import weft.hub.SchedulerChoice;

/// Options about the event loops.
final class HubRows {
  private HubRows() {}

  static List<Option<?>> rows() {
    OptionRows<HubOptions> rows = new OptionRows<>(ServerOptions::hubs, ServerOptions::withHubs);
    rows.add(
        "backend",
        new ChoiceOption<>(BackendChoice.class),
        "How hubs talk to the system; auto takes the best that works here",
        HubOptions::backend,
        HubOptions::withBackend);
    rows.number(
        "hubs",
        new IntegerOption(0, HubOptions.HUBS_MAX, ""),
        "Event loops; 0 is one per core",
        HubOptions::hubs,
        (hubs, count) -> hubs.withHubs((int) count));
    rows.add(
        "scheduler",
        new ChoiceOption<>(SchedulerChoice.class),
        "Who carries virtual threads; auto is the hub where the JDK's internals are open",
        HubOptions::scheduler,
        HubOptions::withScheduler);
    rows.number(
        "buffer-bytes-max",
        new SizeOption(1 << 20, Long.MAX_VALUE),
        "Native memory for buffers, per hub",
        HubOptions::bufferBytesMax,
        HubOptions::withBufferBytesMax);
    rows.number(
        "offload-threads-max",
        new IntegerOption(1, 4096, "threads"),
        "Platform threads for work that would hold up a hub",
        HubOptions::offloadThreadsMax,
        (hubs, count) -> hubs.withOffloadThreadsMax((int) count));
    rows.time(
        "watchdog",
        Duration.ZERO,
        "How long a handler may keep a hub busy before the log names it; 0 for never",
        hubs -> Duration.ofNanos(hubs.watchdogNanos()),
        (hubs, time) -> hubs.withWatchdogNanos(time.toNanos()));
    return rows.rows();
  }
}
