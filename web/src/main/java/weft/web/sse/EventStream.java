package weft.web.sse;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import weft.web.json.JsonCodec;

/// The events one client is sent.
///
/// [#send] waits while the client is slow and reaches it at once. [#publish] is for other threads:
/// it hands the event over, and what happens when too much waits is settled by
/// [SseOptions#overflow]. Either may be called by any thread until the handler returns.
public final class EventStream {
  private static final System.Logger LOG = System.getLogger("weft.web");

  private final EventOutput output;
  private final OutputStream out;
  private final @Nullable EventPump pump;
  private final EventTally tally;
  private final JsonCodec codec;
  private final SseOptions options;
  private final String lastEventId;

  /// Held while bytes are written; taken before `state`.
  private final ReentrantLock writing = new ReentrantLock();

  /// Held for moments; guards all below.
  private final ReentrantLock state = new ReentrantLock();

  private final Condition news = state.newCondition();
  private final Condition room = state.newCondition();
  private final StreamThreads threads = new StreamThreads(Thread.currentThread());
  private final PendingEvents pending;
  private long dropped;

  /// Why no more events are sent, or `null`.
  private @Nullable StreamEnd end;

  /// Whether the pump will come.
  private boolean pumped;

  private boolean drains;
  private boolean keepAliveDue;
  private boolean spoken;

  EventStream(EventOutput output, JsonCodec codec, SseOptions options, String lastEventId) {
    this.output = output;
    this.out = output.stream();
    this.pump = output.pump();
    this.tally = output.tally();
    this.codec = codec;
    this.options = options;
    this.lastEventId = lastEventId;
    this.pending = new PendingEvents(options.pendingBytesMax());
  }

  // Asking.

  /// Whether events can still be sent: not when the client has gone, was too slow, or the server
  /// stops.
  public boolean open() {
    state.lock();
    try {
      return end == null;
    } finally {
      state.unlock();
    }
  }

  /// The id of the last event the client has seen, as it says; empty when it comes for the first
  /// time.
  public String lastEventId() {
    return lastEventId;
  }

  /// Published events that were dropped or replaced because the client is slow.
  public long dropped() {
    state.lock();
    try {
      return dropped;
    } finally {
      state.unlock();
    }
  }

  // Sending.

  /// Sends data without a name: text as it is, anything else as JSON.
  ///
  /// @throws IOException when the stream has ended: [StreamEnded], or what ended it
  public void send(Object data) throws IOException {
    send(Event.of(data));
  }

  /// Sends a named event: text as it is, anything else as JSON.
  ///
  /// @throws IOException like [#send(Object)]
  public void send(String name, @Nullable Object data) throws IOException {
    send(Event.of(name, data));
  }

  /// Sends an event.
  ///
  /// @throws IOException like [#send(Object)]
  public void send(Event event) throws IOException {
    write(EventText.of(event, codec));
    tally.eventsSent.increment();
  }

  /// Sends a comment, which clients skip.
  ///
  /// @throws IOException like [#send(Object)]
  public void comment(String comment) throws IOException {
    write(EventText.comment(comment));
    tally.commentsSent.increment();
  }

  /// Tells the client how long to wait before it comes back.
  ///
  /// @throws IllegalArgumentException when it is negative or more than a year
  /// @throws IOException like [#send(Object)]
  public void retry(Duration retry) throws IOException {
    write(EventText.retry(retry));
  }

  /// Hands an event over to be sent. Waits only with [Overflow#BLOCK].
  ///
  /// @return whether it was taken; false when the stream has ended, or the wait was interrupted
  public boolean publish(Event event) {
    return offer(new EncodedEvent(event.name(), EventText.of(event, codec)), true);
  }

  /// Sends what others publish, until the stream ends.
  ///
  /// @throws IOException when the client went away
  /// @throws InterruptedException when the thread is interrupted, as it is when the client goes
  ///   away
  public void await() throws IOException, InterruptedException {
    setServes(true);
    try {
      while (awaitNews()) {
        write(null);
      }
    } catch (StreamEnded _) {
      // It ended between the look and the writing.
      return;
    } finally {
      setServes(false);
    }
  }

  private void setServes(boolean serves) {
    state.lock();
    try {
      threads.serves(serves);
    } finally {
      state.unlock();
    }
  }

  /// Ends the stream; the client comes back.
  public void close() {
    end(StreamEnd.CLOSED);
  }

  // For the package.

  /// Sends the head, so that the client knows that it is connected.
  void begin() throws IOException {
    writing.lock();
    try {
      out.flush();
    } finally {
      writing.unlock();
    }
  }

  /// Has events of a history sent before all others.
  void replay(List<byte[]> events) {
    state.lock();
    try {
      pending.replay(events);
      wake();
    } finally {
      state.unlock();
    }
  }

  /// Hands an encoded event over.
  ///
  /// @param mayWait whether to wait for room if that is the policy
  boolean offer(EncodedEvent event, boolean mayWait) {
    state.lock();
    try {
      if (end == null && options.overflow() == Overflow.COALESCE) {
        countDropped(pending.dropNamed(event.name()));
      }
      int size = event.text().length;
      while (end == null && !pending.hasRoom(size)) {
        switch (options.overflow()) {
          case DROP_OLDEST, COALESCE -> countDropped(pending.dropOldestFor(size));
          case DISCONNECT -> endLocked(StreamEnd.OVERFLOW);
          case BLOCK -> {
            if (mayWait) {
              room.await();
            } else {
              endLocked(StreamEnd.OVERFLOW);
            }
          }
        }
      }
      if (end != null) {
        return false;
      }
      pending.add(event);
      wake();
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      state.unlock();
    }
  }

  private void countDropped(int count) {
    if (count > 0) {
      dropped += count;
      tally.eventsDropped.add(count);
    }
  }

  /// Reads what [#deliver] will read soon, so that the processor has it at hand by then. On the
  /// thread of the hub's pump.
  void lookAhead() {
    if (!writing.isLocked() && !state.isLocked()) {
      output.room();
    }
  }

  /// Sends what waits, as far as nobody has to wait for that, and has a thread of its own send the
  /// rest. On the thread of the hub's pump.
  void deliver() {
    boolean any = false;
    // Whoever writes at the moment looks for more, or has somebody look.
    if (writing.tryLock()) {
      try {
        // Who ends it waits for us before the response goes; behind that it is no more ours.
        any = open() && writeNow();
      } finally {
        writing.unlock();
      }
    }
    state.lock();
    try {
      pumped = false;
      spoken |= any;
      if (end == null && !isQuiet()) {
        wakeWriter();
      }
    } finally {
      state.unlock();
    }
  }

  /// Whether it was disconnected for being slow.
  boolean overflowed() {
    state.lock();
    try {
      return end == StreamEnd.OVERFLOW;
    } finally {
      state.unlock();
    }
  }

  /// Half the time between keep-alives has passed: has one sent if there was silence.
  void tick() {
    state.lock();
    try {
      if (end == null && !spoken) {
        keepAliveDue = true;
        wake();
      }
      spoken = false;
    } finally {
      state.unlock();
    }
  }

  /// The handler was interrupted while it waited for something else: its client has gone.
  void gone() {
    end(StreamEnd.GONE);
  }

  /// The server stops.
  void stop() {
    end(StreamEnd.STOPPING);
  }

  /// The handler is done: sends what waits, and lets nobody write any more.
  ///
  /// @param cleanly whether it returned, or threw because the stream had ended
  /// @return whether the client has all it should have; if not, the stream is to be broken off
  boolean finish(boolean cleanly) {
    StreamEnd reason = handlerDone(cleanly ? StreamEnd.RETURNED : StreamEnd.FAILED);
    boolean whole = cleanly && (reason == null || !reason.isBrokenOff());
    // Whoever writes at the moment ends first.
    writing.lock();
    try {
      if (whole) {
        sendPending(Long.MAX_VALUE);
        if (reason == StreamEnd.STOPPING && !options.stopRetry().isZero()) {
          out.write(EventText.retry(spread(options.stopRetry())));
        }
        out.flush();
      }
      return whole || !cleanly;
    } catch (IOException _) {
      // The client went away while it was told the last things.
      tally.clientsGone.increment();
      return false;
    } finally {
      writing.unlock();
    }
  }

  /// @return why it had ended before; null when it had not
  private @Nullable StreamEnd handlerDone(StreamEnd how) {
    state.lock();
    try {
      threads.handlerDone();
      StreamEnd reason = end;
      endLocked(how);
      return reason;
    } finally {
      state.unlock();
    }
  }

  private static Duration spread(Duration least) {
    long millis = Math.max(1, least.toMillis());
    return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis));
  }

  // Ending.

  private void end(StreamEnd reason) {
    state.lock();
    try {
      endLocked(reason);
    } finally {
      state.unlock();
    }
  }

  private void endLocked(StreamEnd reason) {
    if (end != null) {
      return;
    }
    end = reason;
    tally.count(reason);
    news.signalAll();
    room.signalAll();
    threads.end(reason);
  }

  // Writing.

  /// Sends what waits, and then a text.
  ///
  /// @param text null for a sign of life, if that is due
  private void write(byte @Nullable [] text) throws IOException {
    lockWriting();
    try {
      beginWriting();
      try {
        boolean sent = sendPending(Long.MAX_VALUE) > 0;
        if (text != null) {
          out.write(text);
        } else if (!sent) {
          sendKeepAlive();
        }
        out.flush();
      } catch (IOException failure) {
        end(StreamEnd.GONE);
        throw failure;
      } finally {
        endWriting();
      }
    } finally {
      writing.unlock();
    }
  }

  private void lockWriting() throws InterruptedIOException {
    try {
      writing.lockInterruptibly();
    } catch (InterruptedException interrupted) {
      interruptedFromOutside();
      Thread.currentThread().interrupt();
      InterruptedIOException failure = new InterruptedIOException("interrupted before an event");
      failure.initCause(interrupted);
      throw failure;
    }
  }

  /// A handler's thread is interrupted because its client has gone.
  private void interruptedFromOutside() {
    if (threads.onHandler()) {
      end(StreamEnd.GONE);
    }
  }

  private void beginWriting() throws StreamEnded {
    state.lock();
    try {
      if (end != null) {
        throw new StreamEnded("the event stream has ended: " + end);
      }
      threads.beginWriting();
    } finally {
      state.unlock();
    }
  }

  private void endWriting() {
    state.lock();
    try {
      threads.endWriting(end);
      spoken = true;
    } finally {
      state.unlock();
    }
  }

  /// Sends what waits, as far as it is no longer than that.
  ///
  /// @return bytes sent
  private long sendPending(long bytesMax) throws IOException {
    long left = bytesMax;
    for (byte[] next = poll(left); next != null; next = poll(left)) {
      out.write(next);
      tally.eventsSent.increment();
      left -= next.length;
    }
    return bytesMax - left;
  }

  /// Sends a sign of life, if one is due.
  ///
  /// @return whether one was
  private boolean sendKeepAlive() throws IOException {
    boolean due = takeKeepAlive();
    if (due) {
      out.write(EventText.KEEP_ALIVE);
      tally.commentsSent.increment();
    }
    return due;
  }

  /// Sends what can go without a wait.
  ///
  /// @return whether there was anything
  private boolean writeNow() {
    int room = output.room();
    boolean any = false;
    try {
      any = sendPending(room) > 0 || (room >= EventText.KEEP_ALIVE.length && sendKeepAlive());
      if (any) {
        out.flush();
      }
    } catch (IOException _) {
      end(StreamEnd.GONE);
    } catch (RuntimeException | Error broken) {
      breakOff(broken);
    }
    return any;
  }

  /// What codes the body is somebody else's code, and whoever sends what others publish has to go
  /// on.
  private void breakOff(Throwable broken) {
    LOG.log(System.Logger.Level.ERROR, "events cannot be written: a stream is broken off", broken);
    end(StreamEnd.FAILED);
  }

  /// The next event, unless it is too long.
  private byte @Nullable [] poll(long bytesMax) {
    state.lock();
    try {
      if (options.overflow() == Overflow.BLOCK) {
        room.signal();
      }
      return pending.poll(bytesMax);
    } finally {
      state.unlock();
    }
  }

  private boolean takeKeepAlive() {
    state.lock();
    try {
      boolean due = keepAliveDue;
      keepAliveDue = false;
      return due;
    } finally {
      state.unlock();
    }
  }

  /// @return false when the stream has ended
  private boolean awaitNews() throws InterruptedException {
    state.lock();
    try {
      while (end == null && isQuiet()) {
        news.await();
      }
      return end == null;
    } catch (InterruptedException interrupted) {
      interruptedFromOutside();
      throw interrupted;
    } finally {
      state.unlock();
    }
  }

  private boolean isQuiet() {
    return pending.isEmpty() && !keepAliveDue;
  }

  /// Has somebody send what there is.
  private void wake() {
    if (pump == null) {
      wakeWriter();
    } else if (!pumped) {
      pumped = true;
      pump.add(this);
    }
  }

  /// Has the handler send what there is, if it waits for that, else a thread for the purpose, which
  /// ends when it is done.
  private void wakeWriter() {
    if (threads.handlerServes()) {
      news.signal();
    } else if (!drains) {
      drains = true;
      Thread.ofVirtual().start(this::drainElsewhere);
    }
  }

  private void drainElsewhere() {
    while (hasToDrain()) {
      try {
        write(null);
      } catch (IOException _) {
        // The stream has ended; the handler is told by its interrupt, or when it asks.
        end(StreamEnd.GONE);
      } catch (RuntimeException | Error broken) {
        breakOff(broken);
      }
    }
  }

  private boolean hasToDrain() {
    state.lock();
    try {
      drains = end == null && !isQuiet();
      return drains;
    } finally {
      state.unlock();
    }
  }
}
