package weft.web.sse;

import org.jspecify.annotations.Nullable;

/// The threads at work on an event stream, its handler's and whoever writes at the moment, and
/// which of them is interrupted when the stream ends:
///
/// - The handler where it waits for something else. In the middle of an event it finishes that
///   first, unless its client is what is too slow; serving it sees by itself that the stream has
///   ended; and when the client has gone, it has been interrupted already.
/// - Another writer when the client is too slow.
///
/// Neither keeps an interrupt for what it does when it is done with the stream.
///
/// Guarded by the lock of its stream.
final class StreamThreads {
  private final Thread handler;
  private boolean handlerRuns = true;
  private boolean handlerServes;
  private boolean handlerInterrupted;
  private @Nullable Thread writer;
  private boolean writerInterrupted;

  StreamThreads(Thread handler) {
    this.handler = handler;
  }

  /// Whether this thread is the handler's.
  boolean onHandler() {
    return Thread.currentThread() == handler;
  }

  /// Whether the handler sends what others publish, and looks for it before it waits.
  boolean handlerServes() {
    return handlerServes;
  }

  /// This thread serves from now on, or no more; of no consequence unless it is the handler's.
  void serves(boolean serves) {
    if (onHandler()) {
      handlerServes = serves;
    }
  }

  /// This thread writes from now on.
  void beginWriting() {
    writer = Thread.currentThread();
  }

  /// This thread, which wrote, is done with that.
  ///
  /// @param end why the stream has ended; null when it has not
  void endWriting(@Nullable StreamEnd end) {
    writer = null;
    if (writerInterrupted && !onHandler()) {
      writerInterrupted = false;
      Thread.interrupted();
    }
    if (end != null
        && end != StreamEnd.GONE
        && onHandler()
        && !handlerServes
        && !handlerInterrupted) {
      // It may wait for something else now.
      interruptHandler();
    }
  }

  /// The handler is done: on its thread.
  void handlerDone() {
    handlerRuns = false;
    if (handlerInterrupted) {
      Thread.interrupted();
    }
  }

  /// The stream ends, by this thread.
  void end(StreamEnd reason) {
    boolean slow = reason == StreamEnd.OVERFLOW;
    Thread stuck = writer;
    if (slow && stuck != null && stuck != handler) {
      writerInterrupted = true;
      stuck.interrupt();
    }
    if (reason != StreamEnd.GONE
        && handlerRuns
        && !onHandler()
        && (stuck == handler ? slow : !handlerServes)) {
      interruptHandler();
    }
  }

  private void interruptHandler() {
    handlerInterrupted = true;
    handler.interrupt();
  }
}
