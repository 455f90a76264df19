package weft.web.sse;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import weft.hub.Hub;
import weft.web.json.JsonCodec;

/// The streams of one route: keeps them alive and ends them when the server stops. Users register
/// handlers by `sse` of an app or group and never meet it.
///
/// Keep-alives of all streams hang on one timer of the JDK's, which runs while there are streams.
public final class EventRoute {
  private final SseOptions options;
  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
  private final Map<Hub, EventPump> pumps = new ConcurrentHashMap<>();

  /// Counts streams whose handlers no hub carries.
  private final EventTally elsewhere = new EventTally();

  private final AtomicBoolean ticking = new AtomicBoolean();
  private volatile boolean stopping;

  /// A route without streams.
  public EventRoute(SseOptions options) {
    this.options = options;
  }

  /// Runs a handler for one client. On the handler's thread.
  ///
  /// @param out takes the body; a flush reaches the client
  /// @param writable bytes the client would be sent now without a wait
  /// @param gone whether the client has gone, asked on the handler's thread
  /// @return whether the body is whole; if not, it is to be broken off
  /// @throws Exception what the handler threw, unless its stream had ended before
  public boolean run(
      OutputStream out,
      IntSupplier writable,
      BooleanSupplier gone,
      JsonCodec codec,
      String lastEventId,
      EventHandler handler)
      throws Exception {
    EventPump pump = pump();
    EventTally tally = pump == null ? elsewhere : pump.tally();
    EventOutput output = new EventOutput(out, writable, gone, pump, tally);
    EventStream events = new EventStream(output, codec, options, lastEventId);
    boolean cleanly = false;
    tally.opened.increment();
    try {
      add(events);
      events.begin();
      handler.handle(events);
      cleanly = true;
    } catch (InterruptedException | IOException | RuntimeException failure) {
      if (events.open()) {
        if (failure instanceof InterruptedException) {
          events.gone();
        }
        throw failure;
      }
      cleanly = true;
    } finally {
      streams.remove(events);
      try {
        cleanly = events.finish(cleanly);
      } finally {
        tally.ended.increment();
      }
    }
    return cleanly;
  }

  /// Ends all streams in good order, and those that come later at once. Any thread.
  public void stop() {
    stopping = true;
    streams.forEach(EventStream::stop);
  }

  /// What its streams have counted. Any thread.
  public EventCounters counters() {
    EventCounters sum = elsewhere.counters();
    for (EventPump pump : pumps.values()) {
      sum = sum.plus(pump.tally().counters());
    }
    return sum;
  }

  private void add(EventStream events) {
    streams.add(events);
    if (stopping) {
      events.stop();
    }
    if (!options.keepAlive().isZero() && ticking.compareAndSet(false, true)) {
      tickLater();
    }
  }

  private @Nullable EventPump pump() {
    Hub hub = Hub.current();
    return hub == null ? null : pumps.computeIfAbsent(hub, EventPump::new);
  }

  private void tickLater() {
    CompletableFuture.delayedExecutor(
            options.keepAlive().toNanos() / 2,
            TimeUnit.NANOSECONDS,
            tick -> Thread.ofVirtual().name("weft-sse-keep-alive").start(tick))
        .execute(this::tick);
  }

  private void tick() {
    streams.forEach(EventStream::tick);
    ticking.set(false);
    // One that came meanwhile may have started it again.
    if (!streams.isEmpty() && ticking.compareAndSet(false, true)) {
      tickLater();
    }
  }
}
