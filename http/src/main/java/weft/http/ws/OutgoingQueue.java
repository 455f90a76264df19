package weft.http.ws;

import org.jspecify.annotations.Nullable;

/// Messages that wait for room, first in, first out.
final class OutgoingQueue {
  private @Nullable QueuedMessage head;
  private @Nullable QueuedMessage tail;

  /// Those that nobody waits for, and what they cost in bytes.
  private int unsent;

  private long unsentBytes;

  OutgoingQueue() {}

  boolean isEmpty() {
    return head == null;
  }

  @Nullable QueuedMessage peek() {
    return head;
  }

  /// Whether more bytes than that wait of messages that nobody waits for; one always may.
  ///
  /// @param more what another message costs, 0 for none
  boolean exceeds(int bytesMax, long more) {
    return unsentBytes + more > bytesMax && unsent + (more > 0 ? 1 : 0) > 1;
  }

  void add(QueuedMessage message) {
    if (tail == null) {
      head = message;
    } else {
      tail.next = message;
    }
    tail = message;
    if (!message.isAwaited()) {
      unsent++;
      unsentBytes += (long) message.size + QueuedMessage.OVERHEAD_BYTES;
    }
  }

  /// Removes a message, if it is there.
  ///
  /// @return whether it was
  boolean remove(QueuedMessage message) {
    QueuedMessage before = null;
    QueuedMessage at = head;
    while (at != null && at != message) {
      before = at;
      at = at.next;
    }
    if (at == null) {
      return false;
    }
    unlink(before, at);
    return true;
  }

  /// Removes the oldest message that need not be sent and that nobody waits for, unless it is the
  /// only one of them.
  @Nullable QueuedMessage removeOldest() {
    QueuedMessage before = null;
    QueuedMessage at = head;
    while (at != null && (at.isCommitted() || at.isAwaited())) {
      before = at;
      at = at.next;
    }
    if (at == null || !isFollowed(at)) {
      return null;
    }
    unlink(before, at);
    return at;
  }

  /// Whether another that nobody waits for stands behind it.
  private static boolean isFollowed(QueuedMessage message) {
    QueuedMessage at = message.next;
    while (at != null && at.isAwaited()) {
      at = at.next;
    }
    return at != null;
  }

  /// Moves the fragments of a stream to another queue.
  void move(Object stream, OutgoingQueue target) {
    QueuedMessage before = null;
    QueuedMessage at = head;
    while (at != null) {
      QueuedMessage after = at.next;
      if (at.stream == stream) {
        unlink(before, at);
        target.add(at);
      } else {
        before = at;
      }
      at = after;
    }
  }

  private void unlink(@Nullable QueuedMessage before, QueuedMessage gone) {
    if (before == null) {
      head = gone.next;
    } else {
      before.next = gone.next;
    }
    if (tail == gone) {
      tail = before;
    }
    gone.next = null;
    if (!gone.isAwaited()) {
      unsent--;
      unsentBytes -= (long) gone.size + QueuedMessage.OVERHEAD_BYTES;
    }
  }
}
