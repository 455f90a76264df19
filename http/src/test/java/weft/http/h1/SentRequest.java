package weft.http.h1;

import weft.http.FieldList;
import weft.http.protocol.OutgoingRequest;

/// Requests that tests send.
final class SentRequest {
  static final OutgoingRequest GET = of("GET", "/", 0);
  static final OutgoingRequest HEAD = of("HEAD", "/", 0);
  static final OutgoingRequest CONNECT =
      new OutgoingRequest("CONNECT", "http", "b:443", "b:443", new FieldList(), 0, false);

  private SentRequest() {}

  static OutgoingRequest of(String method, String target, long bodyLength) {
    return new OutgoingRequest(method, "http", "a", target, new FieldList(), bodyLength, false);
  }

  static OutgoingRequest post(long bodyLength) {
    return of("POST", "/", bodyLength);
  }
}
