package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// The streams that have something to send and their own window's leave, in the order in which they
/// may ([RFC 9218 §10](https://www.rfc-editor.org/rfc/rfc9218#section-10)): the more urgent first;
/// of one urgency, those of use only as a whole one after another by their ids, those of use in
/// pieces in turns, and both kinds in turns with each other.
final class SendSchedule {
  private final @Nullable MessageStream[] wholes = new MessageStream[Priority.LEVELS];
  private final @Nullable MessageStream[] pieces = new MessageStream[Priority.LEVELS];
  private int levels;
  private boolean pieceIsNext;

  SendSchedule() {}

  @HotPath
  boolean isEmpty() {
    return levels == 0;
  }

  /// Adds a stream, unless it is in the schedule.
  @HotPath
  void add(MessageStream stream) {
    if (stream.isScheduled) {
      return;
    }
    stream.isScheduled = true;
    int urgency = stream.priority.urgency();
    levels |= 1 << urgency;
    if (stream.priority.isIncremental()) {
      pieces[urgency] = link(pieces[urgency], stream, null);
    } else {
      MessageStream first = wholes[urgency];
      MessageStream behind = behind(first, stream.id);
      MessageStream ring = link(first, stream, behind);
      wholes[urgency] = first == null || stream.id < first.id ? stream : ring;
    }
  }

  /// The first stream of a ring with a greater id, or `null`.
  @HotPath
  private static @Nullable MessageStream behind(@Nullable MessageStream first, int id) {
    if (first == null || first.scheduledBefore.id < id) {
      return null;
    }
    MessageStream each = first;
    while (each.id < id) {
      each = each.scheduledAfter;
    }
    return each;
  }

  /// Puts a stream before another of a ring, or at its end.
  ///
  /// @return the first of the ring
  @HotPath
  private static MessageStream link(
      @Nullable MessageStream first, MessageStream stream, @Nullable MessageStream behind) {
    if (first == null) {
      stream.scheduledBefore = stream;
      stream.scheduledAfter = stream;
      return stream;
    }
    MessageStream after = behind == null ? first : behind;
    MessageStream before = after.scheduledBefore;
    stream.scheduledBefore = before;
    stream.scheduledAfter = after;
    before.scheduledAfter = stream;
    after.scheduledBefore = stream;
    return first;
  }

  /// Takes a stream out, if it is in the schedule.
  @HotPath
  void remove(MessageStream stream) {
    if (!stream.isScheduled) {
      return;
    }
    stream.isScheduled = false;
    int urgency = stream.priority.urgency();
    @Nullable MessageStream[] rings = stream.priority.isIncremental() ? pieces : wholes;
    if (stream.scheduledAfter == stream) {
      rings[urgency] = null;
      if (wholes[urgency] == null && pieces[urgency] == null) {
        levels &= ~(1 << urgency);
      }
    } else {
      stream.scheduledBefore.scheduledAfter = stream.scheduledAfter;
      stream.scheduledAfter.scheduledBefore = stream.scheduledBefore;
      if (rings[urgency] == stream) {
        rings[urgency] = stream.scheduledAfter;
      }
    }
    stream.scheduledBefore = stream;
    stream.scheduledAfter = stream;
  }

  /// A stream's priority changes.
  void reprioritize(MessageStream stream, Priority priority) {
    boolean was = stream.isScheduled;
    remove(stream);
    stream.priority.set(priority);
    if (was) {
      add(stream);
    }
  }

  /// Whose turn it is, or `null`. It stays in the schedule; call [#sent] when it has had its turn.
  @HotPath
  @Nullable MessageStream next() {
    if (levels == 0) {
      return null;
    }
    int urgency = Integer.numberOfTrailingZeros(levels);
    MessageStream whole = wholes[urgency];
    MessageStream piece = pieces[urgency];
    if (whole == null || piece == null) {
      return whole == null ? piece : whole;
    }
    return pieceIsNext ? piece : whole;
  }

  /// A stream has sent something.
  @HotPath
  void sent(MessageStream stream) {
    pieceIsNext = !stream.priority.isIncremental();
    int urgency = stream.priority.urgency();
    if (pieces[urgency] == stream) {
      pieces[urgency] = stream.scheduledAfter;
    }
  }

  /// Whether a stream would have to wait for others.
  @HotPath
  boolean isAheadOf(MessageStream stream) {
    return levels != 0 && Integer.numberOfTrailingZeros(levels) <= stream.priority.urgency();
  }
}
