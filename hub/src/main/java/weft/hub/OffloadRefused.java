package weft.hub;

import java.util.concurrent.RejectedExecutionException;

/// The offload pool takes no more work: too much waits there already, or it has been closed. That
/// is back-pressure, nobody's fault; what was refused has not begun.
public final class OffloadRefused extends RejectedExecutionException {
  private static final long serialVersionUID = 1L;

  OffloadRefused(String message) {
    super(message);
  }
}
