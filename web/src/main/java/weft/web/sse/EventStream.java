package weft.web.sse;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import weft.hub.Hub;
import weft.hub.Interrupts;
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
  private final EventTally tally;
  private final JsonCodec codec;
  private final SseOptions options;
  private final String lastEventId;
  private final EventOutbox outbox;

  /// Held while bytes are written; taken before the outbox's.
  private final ReentrantLock writing = new ReentrantLock();

  EventStream(EventOutput output, JsonCodec codec, SseOptions options, String lastEventId) {
    this.output = output;
    this.out = output.stream();
    this.tally = output.tally();
    this.codec = codec;
    this.options = options;
    this.lastEventId = lastEventId;
    this.outbox = new EventOutbox(this, output, options);
  }

  // Asking.

  /// Whether events can still be sent: not when the client has gone, was too slow, or the server
  /// stops.
  public boolean open() {
    StreamEnd end = outbox.end();
    if (end == null && outbox.onHandler() && output.gone().getAsBoolean()) {
      // Its interrupt may have come while it waited for something else.
      outbox.end(StreamEnd.GONE);
      return false;
    }
    return end == null;
  }

  /// The id of the last event the client has seen, as it says; empty when it comes for the first
  /// time.
  public String lastEventId() {
    return lastEventId;
  }

  /// Published events that were dropped or replaced because the client is slow.
  public long dropped() {
    return outbox.dropped();
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

  /// Hands an event over to be sent. Waits for the client only with [Overflow#BLOCK]; a thread that
  /// the client's hub carries lets it send what waits before the event would overflow.
  ///
  /// @return whether it was taken; false when the stream has ended, or the wait was interrupted
  public boolean publish(Event event) {
    EncodedEvent encoded = new EncodedEvent(event.name(), EventText.of(event, codec));
    EventPump.letClientsTake(here -> outbox.wantsTurn(here, encoded, 0));
    return outbox.offer(encoded, true);
  }

  /// Sends what others publish, until the stream ends.
  ///
  /// @throws IOException when the client went away
  /// @throws InterruptedException when the thread is interrupted, as it is when the client goes
  ///   away
  public void await() throws IOException, InterruptedException {
    outbox.serves(true);
    try {
      while (outbox.awaitNews()) {
        write(null);
      }
    } catch (StreamEnded _) {
      // It ended between the look and the writing.
      return;
    } finally {
      outbox.serves(false);
    }
  }

  /// Ends the stream; the client comes back.
  public void close() {
    outbox.end(StreamEnd.CLOSED);
  }

  // For the package.

  /// Sends the head, so that the client knows that it is connected.
  ///
  /// @throws IOException when it has gone already
  void begin() throws IOException {
    writing.lock();
    try {
      out.flush();
      if (output.gone().getAsBoolean()) {
        throw new StreamEnded("the client went away before the handler began");
      }
    } catch (IOException gone) {
      outbox.end(StreamEnd.GONE);
      throw gone;
    } finally {
      writing.unlock();
    }
  }

  /// Has events of a history sent before all others.
  void replay(List<byte[]> events) {
    outbox.replay(events);
  }

  /// Whether the hub should let a turn pass before an event is offered, so that the client can take
  /// some of what waits. See [EventOutbox#wantsTurn].
  boolean wantsTurn(Hub here, EncodedEvent event, int more) {
    return outbox.wantsTurn(here, event, more);
  }

  /// Hands an encoded event over, without a wait.
  ///
  /// @return false when the stream has ended
  boolean offer(EncodedEvent event) {
    return outbox.offer(event, false);
  }

  /// Reads what [#deliver] will read soon, so that the processor has it at hand by then. On the
  /// thread of the hub's pump.
  void lookAhead() {
    if (!writing.isLocked() && !outbox.isLocked()) {
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
    outbox.delivered(any);
  }

  /// Whether it was disconnected for being slow.
  boolean overflowed() {
    return outbox.end() == StreamEnd.OVERFLOW;
  }

  /// Half the time between keep-alives has passed.
  void tick() {
    outbox.tick();
  }

  /// The handler was interrupted while it waited for something else: its client has gone.
  void gone() {
    outbox.end(StreamEnd.GONE);
  }

  /// The server stops.
  void stop() {
    outbox.end(StreamEnd.STOPPING);
  }

  /// The handler is done: sends what waits, and lets nobody write any more.
  ///
  /// @param cleanly whether it returned, or threw because the stream had ended
  /// @return whether the client has all it should have; if not, the stream is to be broken off
  boolean finish(boolean cleanly) {
    StreamEnd reason = outbox.handlerDone(cleanly ? StreamEnd.RETURNED : StreamEnd.FAILED);
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

  private static Duration spread(Duration least) {
    long millis = Math.max(1, least.toMillis());
    return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis));
  }

  // Writing.

  /// Sends what waits, and then a text.
  ///
  /// @param text null for a sign of life, if that is due
  private void write(byte @Nullable [] text) throws IOException {
    lockWriting();
    try {
      outbox.beginWriting();
      try {
        boolean sent = sendPending(Long.MAX_VALUE) > 0;
        if (text != null) {
          out.write(text);
        } else if (!sent) {
          sendKeepAlive();
        }
        out.flush();
      } catch (IOException failure) {
        outbox.end(StreamEnd.GONE);
        throw failure;
      } finally {
        outbox.endWriting();
      }
    } finally {
      writing.unlock();
    }
  }

  private void lockWriting() throws InterruptedIOException {
    try {
      writing.lockInterruptibly();
    } catch (InterruptedException interrupted) {
      outbox.interrupted();
      throw Interrupts.failure("interrupted before an event", interrupted);
    }
  }

  /// Sends what waits, as far as it is no longer than that.
  ///
  /// @return bytes sent
  private long sendPending(long bytesMax) throws IOException {
    long left = bytesMax;
    for (byte[] next = outbox.poll(left); next != null; next = outbox.poll(left)) {
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
    boolean due = outbox.takeKeepAlive();
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
      outbox.end(StreamEnd.GONE);
    } catch (RuntimeException | Error broken) {
      breakOff(broken);
    }
    return any;
  }

  /// What codes the body is somebody else's code, and whoever sends what others publish has to go
  /// on.
  private void breakOff(Throwable broken) {
    LOG.log(System.Logger.Level.ERROR, "events cannot be written: a stream is broken off", broken);
    outbox.end(StreamEnd.FAILED);
  }

  /// Sends what waits, until nothing does. On a thread for the purpose.
  void drain() {
    while (outbox.hasToDrain()) {
      try {
        write(null);
      } catch (IOException _) {
        // The stream has ended; the handler is told by its interrupt, or when it asks.
        outbox.end(StreamEnd.GONE);
      } catch (RuntimeException | Error broken) {
        breakOff(broken);
      }
    }
  }
}
