package weft.http.ws;

import org.jspecify.annotations.Nullable;
import weft.http.WebSocketOptions;
import weft.http.WebSocketPolicy;
import weft.http.protocol.ConnectionLink;
import weft.hub.memory.HotPath;

/// What a socket sends: whole messages one behind another, the fragments of a stream between them,
/// control frames as soon as there is room.
final class WebSocketSender {
  /// Payload of each frame of a message that is too large for one, in bytes: control frames may go
  /// between two.
  private static final int FRAGMENT_BYTES = 32 * 1024;

  private static final long NEVER = Long.MAX_VALUE;

  private final ConnectionLink link;
  private final WebSocketTally tally;
  private final FrameWriter frames;
  private final WebSocketOptions options;
  private final @Nullable MessageDeflater deflater;
  private final OutgoingQueue queue = new OutgoingQueue();

  /// The stream whose message has begun and not ended.
  private @Nullable Object stream;

  /// Its next fragments: more than one where their sender did not wait for each, being interrupted.
  private final OutgoingQueue fragments = new OutgoingQueue();

  private boolean stopped;

  /// Frames of messages that found room.
  private long framesSent;

  /// Whether the peer was found too slow, and nothing has found room since.
  private boolean slow;

  /// When to look at what waits.
  private long deadlineNanos = NEVER;

  /// Whether that is the time the peer may take nothing, rather than one to look for memory.
  private boolean watching;

  private long pendingAtStart;

  WebSocketSender(
      ConnectionLink link,
      WebSocketTally tally,
      FrameWriter frames,
      WebSocketOptions options,
      @Nullable MessageDeflater deflater) {
    this.link = link;
    this.tally = tally;
    this.frames = frames;
    this.options = options;
    this.deflater = deflater;
  }

  /// Sends a message at once, if nothing stands before it and it needs no more than one frame.
  @HotPath
  boolean sendNow(boolean isText, byte[] payload) {
    if (!isIdle() || stopped || payload.length > FrameWriter.PAYLOAD_BYTES_MAX) {
      return false;
    }
    if (frames.isFull() || (deflater != null && deflater.takes(payload.length))) {
      return false;
    }
    int first = FrameWriter.FIN | (isText ? Opcode.TEXT : Opcode.BINARY);
    if (!frames.append(first, payload, 0, payload.length)) {
      return false;
    }
    tally.messagesSent++;
    return true;
  }

  /// Sends a message, or what of it finds room; the rest follows by itself. It is told by
  /// [QueuedMessage#settled], which may happen within this call.
  ///
  /// @return false when the peer is too slow, or nothing is sent any more
  boolean send(QueuedMessage message, long nowNanos) {
    if (stopped) {
      return false;
    }
    if (stream != null && message.stream == stream) {
      fragments.add(message);
    } else {
      queue.add(message);
    }
    pump(nowNanos);
    return !queue.exceeds(options.unsentBytesMax(), 0) || relieve();
  }

  /// More waits for a slow peer than may.
  ///
  /// @return false when it is to be disconnected
  private boolean relieve() {
    slow = true;
    if (options.slowPeer() == WebSocketPolicy.DISCONNECT) {
      return false;
    }
    while (queue.exceeds(options.unsentBytesMax(), 0)) {
      QueuedMessage oldest = queue.removeOldest();
      if (oldest == null) {
        break;
      }
      tally.messagesDropped++;
      oldest.settled(false);
    }
    return true;
  }

  /// How many frames had found room when there was too little for a message that nobody waits for,
  /// though the peer may make some when the hub's turn ends; -1 when there is enough, or the peer
  /// is known to be slow.
  long framesSentIfTight(int size) {
    return !slow && isTight(size) ? framesSent : -1;
  }

  private boolean isTight(int size) {
    return queue.exceeds(options.unsentBytesMax(), (long) size + QueuedMessage.OVERHEAD_BYTES);
  }

  /// Takes a message back that need not be sent.
  void withdraw(QueuedMessage message) {
    if (!message.isCommitted()) {
      queue.remove(message);
    }
  }

  /// Sends on, as far as there is room.
  ///
  /// @return whether nothing that can be sent waits any more, as [#isDone]
  boolean pump(long nowNanos) {
    while (!stopped) {
      QueuedMessage message = stream != null ? fragments.peek() : queue.peek();
      if (message == null) {
        break;
      }
      if (!append(message)) {
        watch(nowNanos);
        return false;
      }
      done(message);
    }
    watching = false;
    deadlineNanos = NEVER;
    return true;
  }

  private void done(QueuedMessage message) {
    boolean begins = stream == null;
    (begins ? queue : fragments).remove(message);
    if (message.stream != null) {
      stream = message.last ? null : message.stream;
      if (begins && stream != null) {
        queue.move(stream, fragments);
      }
    }
    message.settled(true);
  }

  /// Appends what is left of a message.
  ///
  /// @return whether all of it
  private boolean append(QueuedMessage message) {
    if (!message.begun) {
      if (frames.isFull()) {
        return false;
      }
      begin(message);
    }
    byte[] payload = message.payload;
    while (message.sent < payload.length || !message.begun) {
      int left = payload.length - message.sent;
      int count = left <= FrameWriter.PAYLOAD_BYTES_MAX ? left : FRAGMENT_BYTES;
      int first = first(message, count == left);
      if (frames.isFull() || !frames.append(first, payload, message.sent, count)) {
        return false;
      }
      if ((first & 0x0f) != Opcode.CONTINUATION) {
        tally.messagesSent++;
      }
      message.begun = true;
      message.sent += count;
      framesSent++;
      slow = false;
    }
    return true;
  }

  private void begin(QueuedMessage message) {
    boolean whole = message.stream == null;
    if (whole && !message.compressed && deflater != null && deflater.takes(message.size)) {
      message.payload = deflater.deflate(message.payload, message.broadcast);
      message.compressed = true;
    }
  }

  /// The first byte of a message's next frame.
  private int first(QueuedMessage message, boolean endsPayload) {
    int fin = endsPayload && message.last ? FrameWriter.FIN : 0;
    if (message.begun || (message.stream != null && message.stream == stream)) {
      return fin | Opcode.CONTINUATION;
    }
    return fin
        | (message.compressed ? FrameWriter.RSV1 : 0)
        | (message.isText ? Opcode.TEXT : Opcode.BINARY);
  }

  /// Whether nothing waits, nor a stream is open.
  @HotPath
  boolean isIdle() {
    return stream == null && queue.isEmpty();
  }

  /// Whether nothing waits, but perhaps for the end of a stream.
  boolean isDone() {
    return stream != null ? fragments.isEmpty() : queue.isEmpty();
  }

  /// Whether messages wait, and not for the end of a stream.
  boolean hasMessages() {
    return stream == null && !queue.isEmpty();
  }

  /// Sends nothing any more; what waits is told.
  void stop() {
    stopped = true;
    deadlineNanos = NEVER;
    stream = null;
    drop(fragments);
    drop(queue);
  }

  private static void drop(OutgoingQueue waiting) {
    QueuedMessage head = waiting.peek();
    while (head != null) {
      waiting.remove(head);
      head.settled(false);
      head = waiting.peek();
    }
  }

  // Time.

  @HotPath
  long deadlineNanos() {
    return deadlineNanos;
  }

  private void watch(long nowNanos) {
    if (!frames.isFull()) {
      watching = false;
      deadlineNanos = nowNanos + ConnectionLink.MEMORY_RETRY_NANOS;
    } else if (!watching || link.pendingOutput() < pendingAtStart) {
      watching = true;
      pendingAtStart = link.pendingOutput();
      deadlineNanos = nowNanos + options.sendTimeout().toNanos();
    }
  }

  /// The deadline has come.
  ///
  /// @return false when the peer has taken nothing since it was set
  boolean expired(long nowNanos) {
    if (watching && frames.isFull() && link.pendingOutput() >= pendingAtStart) {
      return false;
    }
    watching = false;
    deadlineNanos = NEVER;
    pump(nowNanos);
    return true;
  }
}
