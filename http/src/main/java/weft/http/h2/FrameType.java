package weft.http.h2;

/// Frame types ([RFC 9113 §6](https://www.rfc-editor.org/rfc/rfc9113#section-6), [RFC 9218
/// §7.1](https://www.rfc-editor.org/rfc/rfc9218#section-7.1)) and their flags.
final class FrameType {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int PRIORITY_UPDATE = 16;

  /// Flag of DATA and HEADERS.
  static final int END_STREAM = 0x1;

  /// Flag of SETTINGS and PING.
  static final int ACK = 0x1;

  /// Flag of HEADERS and CONTINUATION.
  static final int END_HEADERS = 0x4;

  /// Flag of DATA and HEADERS.
  static final int PADDED = 0x8;

  /// Flag of HEADERS: five bytes of priority stand before the block.
  static final int WITH_PRIORITY = 0x20;

  private FrameType() {}
}
