package weft.hub;

import java.io.InterruptedIOException;

/// What an interrupt is to those who can only throw `IOException`.
public final class Interrupts {
  private Interrupts() {}

  /// Marks the calling thread as interrupted, which whoever caught the interrupt has taken back.
  ///
  /// @param message what was interrupted
  /// @param interrupt the cause, by which the log of failures knows that nothing is wrong
  /// @return to be thrown
  public static InterruptedIOException failure(String message, Exception interrupt) {
    Thread.currentThread().interrupt();
    InterruptedIOException failure = new InterruptedIOException(message);
    failure.initCause(interrupt);
    return failure;
  }
}
