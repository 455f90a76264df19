package weft.http.ws;

import org.jspecify.annotations.Nullable;
import weft.http.WebSocketOptions;
import weft.hub.memory.HotPath;

/// Messages on their way from frames to whoever reads: put together, or told as they come, and not
/// received while too much of them waits to be read.
///
/// What is wrong is answered as a fault, which ends the socket. Confined to a hub, but for
/// [#isPaused].
final class MessageIntake {
  private final WebSocketOwner owner;
  private final WebSocketTally tally;
  private final WebSocketOptions options;
  private final MessageAssembler message;

  /// The present message, if it is read as it comes.
  private @Nullable ArrivingMessage arriving;

  /// What is wrong with the present message for whoever wants it whole, or `null`.
  private @Nullable WebSocketFault tooLarge;

  /// Whether what comes is thrown away.
  private boolean nobodyReads;

  /// Written on the hub; whoever reads looks at it from elsewhere.
  private volatile boolean paused;

  /// @param inflater `null` without compression
  MessageIntake(
      WebSocketOwner owner,
      WebSocketTally tally,
      WebSocketOptions options,
      @Nullable MessageInflater inflater) {
    this.owner = owner;
    this.tally = tally;
    this.options = options;
    message = new MessageAssembler(options.messageBytesMax(), inflater);
  }

  // From the frames.

  /// A frame of a message begins: judges it by its head.
  @HotPath
  @Nullable WebSocketFault begin(WebSocketFrameReader frame) {
    boolean compressed = frame.isCompressed();
    if (frame.opcode() == Opcode.CONTINUATION) {
      if (compressed) {
        return WebSocketFault.RESERVED_BITS;
      }
      if (!message.isOpen()) {
        return WebSocketFault.UNEXPECTED_CONTINUATION;
      }
    } else {
      if (message.isOpen()) {
        return WebSocketFault.EXPECTED_CONTINUATION;
      }
      if (compressed && !message.inflates()) {
        return WebSocketFault.RESERVED_BITS;
      }
      message.begin(frame.opcode() == Opcode.TEXT, compressed);
    }
    message.beginFrame(frame.isFinal());
    long length = frame.length();
    if (arriving == null && tooLarge == null) {
      tooLarge =
          length > options.frameBytesMax()
              ? WebSocketFault.FRAME_TOO_LARGE
              : message.hasRoom(length) ? null : WebSocketFault.MESSAGE_TOO_LARGE;
    }
    // Whoever wants it whole need not wait for its payload.
    return tooLarge != null && length > 0 ? partCame() : null;
  }

  /// Takes part of a payload.
  ///
  /// @param left bytes of the frame that have not been taken, these included
  /// @param key as it stands for these bytes
  @HotPath
  @Nullable WebSocketFault take(long address, int length, long left, int key) {
    return message.take(address, length, left, key);
  }

  /// All of a frame has come.
  @HotPath
  @Nullable WebSocketFault ended(boolean isLast) {
    if (!isLast) {
      return partCame();
    }
    WebSocketFault broken = message.end();
    return broken == null ? deliver() : broken;
  }

  /// Part of a message has come, or only its head. It is told if somebody reads it as it comes, and
  /// put together if somebody wants it whole; while nobody has asked for it, no more of it is
  /// received than may wait.
  @HotPath
  @Nullable WebSocketFault partCame() {
    if (!message.isOpen()) {
      return null;
    }
    if (nobodyReads) {
      message.forget();
      return null;
    }
    if (arriving == null && isWanted(WebSocketOwner.Reading.AS_IT_COMES)) {
      beginArrivingSlow();
    }
    if (arriving != null) {
      tellPart(arriving);
      return pauseIfMuchWaits();
    }
    if (tooLarge != null && isWanted(WebSocketOwner.Reading.WHOLE)) {
      return tooLarge;
    }
    return isHeld() ? pause() : null;
  }

  private void beginArrivingSlow() {
    ArrivingMessage begun = message.arriving();
    arriving = begun;
    tooLarge = null;
    owner.received(begun);
  }

  @HotPath
  private @Nullable WebSocketFault deliver() {
    if (nobodyReads) {
      clear();
      return null;
    }
    if (tooLarge != null) {
      // Its payload was taken since somebody asked for it whole, just now.
      return tooLarge;
    }
    tally.messagesReceived++;
    if (arriving != null) {
      endArrivingSlow();
    } else if (message.isCompressed()) {
      packedSlow();
    } else {
      owner.received(message.takeMessage());
    }
    arriving = null;
    return pauseIfMuchWaits();
  }

  private void endArrivingSlow() {
    ArrivingMessage ending = arriving;
    if (ending != null) {
      end(ending);
    }
  }

  private void packedSlow() {
    ArrivingMessage packed = message.arriving();
    owner.received(packed);
    end(packed);
  }

  private void end(ArrivingMessage ending) {
    tellPart(ending);
    ending.end();
    owner.continued(0);
  }

  private void tellPart(ArrivingMessage to) {
    int size = message.size();
    if (size > 0) {
      to.add(message.takePayload());
      owner.continued(size);
    }
  }

  // Back-pressure.

  /// Whether somebody waits for the present message, and for what.
  @HotPath
  private boolean isWanted(WebSocketOwner.Reading what) {
    return owner.unread() == 0 && owner.reading() == what;
  }

  /// Whether what has come of a message is enough while nobody has asked for it.
  @HotPath
  private boolean isHeld() {
    return arriving == null
        && message.isOpen()
        && (tooLarge != null || owner.unread() + message.size() >= options.unreadBytesMax())
        && !isWanted(WebSocketOwner.Reading.WHOLE);
  }

  @HotPath
  private @Nullable WebSocketFault pauseIfMuchWaits() {
    return owner.unread() >= options.unreadBytesMax() ? pause() : null;
  }

  @HotPath
  private @Nullable WebSocketFault pause() {
    if (paused) {
      return null;
    }
    paused = true;
    // Whoever reads may have come before he could see that.
    return regulate();
  }

  /// Whoever reads has taken what was told, or asked for a message.
  @HotPath
  @Nullable WebSocketFault regulate() {
    WebSocketFault broken = arriving == null ? partCame() : null;
    if (broken == null && paused && !isHeld() && owner.unread() <= options.unreadBytesMax() / 2) {
      resume();
    }
    return broken;
  }

  /// Takes more again, whatever waits to be read.
  @HotPath
  void resume() {
    paused = false;
  }

  /// Whether nothing is received because too much waits to be read. Any thread.
  @HotPath
  boolean isPaused() {
    return paused;
  }

  // Endings.

  /// Throws away what comes from now on.
  void ignoreAll() {
    nobodyReads = true;
  }

  /// Throws away what has come.
  void clear() {
    message.clear();
    arriving = null;
    tooLarge = null;
  }
}
