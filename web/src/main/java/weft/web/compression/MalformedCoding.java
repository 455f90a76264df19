package weft.web.compression;

import java.io.IOException;

/// Bytes that are not of the coding they are said to be of.
final class MalformedCoding extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedCoding(String message) {
    super(message);
  }
}
