package weft.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The client went away while its request was being read or answered.
///
/// Nobody is left to be told; a handler lets it pass.
public final class ClientGone extends IOException {
  private static final long serialVersionUID = 1L;

  /// Makes an error.
  ///
  /// @param message what was going on
  /// @param cause what the system reported, if it did
  public ClientGone(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
