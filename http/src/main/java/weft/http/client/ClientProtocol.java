package weft.http.client;

/// Which versions of HTTP a client speaks.
public enum ClientProtocol {
  /// HTTP/2 where a server of `https` offers it, else HTTP/1.1.
  AUTO,
  /// HTTP/1.1 only.
  HTTP_1_1,
  /// HTTP/2 only: on `http` by prior knowledge, on `https` a server that does not offer it is
  /// refused.
  HTTP_2
}
