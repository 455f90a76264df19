package weft.hub.tls;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// TLS cannot be set up as asked: the caller's mistake, or a file that is not as it should be.
///
/// The message says where, why, and how to mend it.
public final class TlsConfigError extends IOException {
  private static final long serialVersionUID = 1L;

  private final String place;
  private final String reason;
  private final String remedy;

  /// Says what is wrong.
  ///
  /// @param place the file or the option
  /// @param reason why, in lower case without a full stop
  /// @param remedy how to mend it, likewise
  public TlsConfigError(String place, String reason, String remedy) {
    this(place, reason, remedy, null);
  }

  TlsConfigError(String place, String reason, String remedy, @Nullable Exception cause) {
    super(place + ": " + reason + "; " + remedy, cause);
    this.place = place;
    this.reason = reason;
    this.remedy = remedy;
  }

  /// The file or the option it is about.
  public String place() {
    return place;
  }

  /// Why it cannot be used.
  public String reason() {
    return reason;
  }

  /// How to mend it.
  public String remedy() {
    return remedy;
  }
}
