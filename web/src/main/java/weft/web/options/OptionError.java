package weft.web.options;

import org.jspecify.annotations.Nullable;

/// A wrong option: one line that names the option, the value and the legal range.
public final class OptionError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Makes an error.
  public OptionError(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
