package weft.hub.tls.engine;

/// Why a TLS library cannot be used, or cannot do what the options ask for.
public final class EngineRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  /// Says why and how to mend it, in lower case without a full stop.
  public EngineRefused(String reason, String remedy) {
    super(reason, null, false, false);
    this.remedy = remedy;
  }

  /// How to mend it.
  public String remedy() {
    return remedy;
  }
}
