package weft.http.socket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocketClose;
import weft.http.WebSocketClosed;
import weft.http.WebSocketMessage;
import weft.http.WebSocketMessageStream;
import weft.http.ws.ArrivingMessage;
import weft.http.ws.WebSocketMachine;
import weft.http.ws.WebSocketOwner;
import weft.hub.Hub;
import weft.hub.Signal;
import weft.hub.memory.HotPath;

/// The messages that have come for a [LiveWebSocket], and whoever reads them: the hub puts them in,
/// one thread at a time takes them out.
final class MessageInbox implements WebSocketOwner {
  /// What a message costs besides its bytes, so that empty ones count.
  private static final int MESSAGE_BYTES = 64;

  private final LiveWebSocket socket;

  /// Messages of either kind, [WebSocketMessage] and [ArrivingMessage].
  private final Queue<Object> messages = new ConcurrentLinkedQueue<>();

  private final AtomicLong unread = new AtomicLong();
  private final Signal arrived;
  private volatile Reading reading = Reading.NOTHING;

  /// What is read as it comes, or was; the reader's.
  private @Nullable ArrivingStream stream;

  MessageInbox(Hub hub, LiveWebSocket socket) {
    this.socket = socket;
    arrived = new Signal(hub);
  }

  // For the machine, on the hub's thread.

  @Override
  @HotPath
  public Reading reading() {
    return reading;
  }

  @Override
  @HotPath
  public void received(WebSocketMessage message) {
    unread.addAndGet((long) message.size() + MESSAGE_BYTES);
    messages.add(message);
    arrived.raise();
  }

  @Override
  public void received(ArrivingMessage message) {
    unread.addAndGet(MESSAGE_BYTES);
    messages.add(message);
    arrived.raise();
  }

  @Override
  public void continued(int bytes) {
    if (bytes > 0) {
      unread.addAndGet((long) bytes + MESSAGE_BYTES);
    }
    arrived.raise();
  }

  @Override
  @HotPath
  public long unread() {
    return unread.get();
  }

  @Override
  public boolean isBusy() {
    return reading == Reading.WORKING || unread.get() > 0;
  }

  @Override
  public void closes(WebSocketClose how) {
    socket.closes(how);
  }

  @Override
  public void ended(WebSocketClose close) {
    socket.ended(close);
    arrived.raise();
  }

  // For the reader.

  @Nullable WebSocketMessage receive() throws IOException {
    Object next = next(Reading.WHOLE);
    return next instanceof ArrivingMessage packed ? unpacked(packed) : (WebSocketMessage) next;
  }

  private @Nullable WebSocketMessage unpacked(ArrivingMessage packed) throws WebSocketClosed {
    AtomicReference<@Nullable WebSocketMessage> message = new AtomicReference<>();
    socket.step((machine, now) -> {
      if (packed.size() > 0) {
        taken(packed.size());
      }
      message.set(machine.unpack(packed, now));
    });
    return message.get();
  }

  @Nullable WebSocketMessageStream receiveStream(long bytesMax) throws IOException {
    Object next = next(Reading.AS_IT_COMES);
    if (next == null) {
      return null;
    }
    ArrivingMessage arriving =
        next instanceof WebSocketMessage whole
            ? ArrivingMessage.of(whole.isText(), whole.bytes())
            : (ArrivingMessage) next;
    arriving.limit(bytesMax);
    ArrivingStream begun = new ArrivingStream(this, arriving, arriving == next);
    stream = begun;
    return begun;
  }

  /// Waits for the next message.
  private @Nullable Object next(Reading what) throws IOException {
    ArrivingStream last = stream;
    if (last != null) {
      last.skip(socket.settings().options().messageBytesMax());
      stream = null;
    }
    reading = what;
    Object message = poll();
    if (message == null && what == Reading.AS_IT_COMES) {
      // Of the next one there may be a part.
      socket.stepLater(WebSocketMachine::regulate);
    }
    while (message == null) {
      boolean over = isOver();
      message = poll();
      if (message == null) {
        if (over) {
          arrived.raise();
          return null;
        }
        message = awaitAnother();
      }
    }
    return message;
  }

  /// @return one that has come before an interrupt was seen
  private @Nullable Object awaitAnother() throws IOException {
    try {
      awaitMore();
      return null;
    } catch (InterruptedIOException interrupted) {
      socket.step((_, _) -> reading = Reading.NOTHING);
      Object message = poll();
      if (message == null) {
        throw interrupted;
      }
      return message;
    }
  }

  // On a hub `yield` lets a turn pass, which is what is wanted.
  @SuppressWarnings("ThreadPriorityCheck")
  private @Nullable Object poll() {
    Object message = messages.poll();
    if (message != null) {
      reading = Reading.WORKING;
      boolean paused = socket.carrier().machine().isPaused();
      long waiting = unread.get();
      taken(message instanceof WebSocketMessage whole ? whole.size() : 0);
      if (paused && unread.get() > waiting) {
        // What was held came at once, and there may be much more: others have their turn first.
        Thread.yield();
      }
    }
    return message;
  }

  /// Waits for more of a message that is read as it comes. Meanwhile nobody works on it, so that a
  /// Close is answered.
  void awaitPart() throws IOException {
    reading = Reading.NOTHING;
    try {
      awaitMore();
    } finally {
      reading = Reading.WORKING;
    }
  }

  /// Waits until something has come, or the socket has closed.
  private void awaitMore() throws IOException {
    WebSocketMachine machine = socket.carrier().machine();
    if (machine.owesClose()) {
      socket.step(WebSocketMachine::answerClose);
    } else {
      if (machine.isPaused()) {
        socket.stepLater(WebSocketMachine::regulate);
      }
      LiveWebSocket.await(arrived);
    }
  }

  /// Its reader has taken a message of so many bytes, or a part of one.
  void taken(int size) {
    unread.addAndGet(-(long) size - MESSAGE_BYTES);
    if (socket.carrier().machine().isPaused()) {
      socket.stepLater(WebSocketMachine::regulate);
    }
  }

  /// Whether nothing more comes.
  boolean isOver() {
    return socket.closed() != null;
  }

  /// How the socket has closed.
  WebSocketClosed failure() {
    return socket.failure();
  }

  /// What is read has turned out to be broken: how that has closed the socket.
  WebSocketClosed refuse(ArrivingMessage broken) throws WebSocketClosed {
    socket.step((machine, now) -> machine.refuse(broken, now));
    return failure();
  }
}
