package weft.hub.tls;

/// Whether clients are asked for certificates.
public enum ClientAuthentication {
  /// Not asked.
  NONE,
  /// Asked; one without a certificate is served too, one with a bad certificate is not.
  WANT,
  /// Asked; one without a certificate is refused.
  NEED
}
