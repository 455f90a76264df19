package weft.http.h1;

import org.jspecify.annotations.Nullable;
import weft.http.Ascii;
import weft.http.FieldNames;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// What the fields of a head say about the message around them: where the body ends, whether the
/// connection goes on, which host a request means (RFC 9112 §3.2, §6, §9).
final class Framing {
  /// Digits of a Content-Length that fit into a `long` whatever they are.
  private static final int LENGTH_DIGITS_MAX = 18;

  /// Index of the Host field, or -1.
  int hostIndex;

  /// From Content-Length, or -1.
  long contentLength;

  /// Whether the body is chunked.
  boolean chunked;

  /// Whether the peer wants the connection to go on.
  boolean keepAlive;

  /// Whether the client waits for 100 before it sends its body.
  boolean expectsContinue;

  /// Whether the client would go on with HTTP/2 (RFC 7540 §3.2, which RFC 9113 no longer has).
  boolean upgradesToHttp2;

  private final boolean ofRequests;
  private boolean hasCoding;
  private @Nullable Http1Fault lengthFault;
  private @Nullable Http1Fault codingFault;
  private boolean closeOption;
  private boolean keepAliveOption;
  private boolean unknownExpectation;

  private Framing(boolean ofRequests) {
    this.ofRequests = ofRequests;
  }

  /// What the fields of requests say; [#judge] at their end.
  static Framing ofRequests() {
    return new Framing(true);
  }

  /// What the fields of responses say; [#judgeResponse] at their end.
  static Framing ofResponses() {
    return new Framing(false);
  }

  @HotPath
  void clear() {
    hostIndex = -1;
    contentLength = -1;
    chunked = false;
    keepAlive = false;
    expectsContinue = false;
    upgradesToHttp2 = false;
    hasCoding = false;
    codingFault = null;
    lengthFault = null;
    closeOption = false;
    keepAliveOption = false;
    unknownExpectation = false;
  }

  /// Takes one of the fields [FieldNames#HOST] to [FieldNames#UPGRADE].
  ///
  /// @return what is wrong with it, or `null`
  @HotPath
  @Nullable Http1Fault field(int id, long value, int length, int index) {
    return switch (id) {
      case FieldNames.HOST -> ofRequests ? host(index) : null;
      case FieldNames.CONNECTION -> connection(value, length);
      case FieldNames.CONTENT_LENGTH ->
          ofRequests ? contentLength(value, length) : responseLength(value, length);
      case FieldNames.TRANSFER_ENCODING -> transferEncodingSlow(value, length);
      case FieldNames.EXPECT -> expect(value, length);
      case FieldNames.UPGRADE -> upgrade(value, length);
      default -> null;
    };
  }

  /// Judges the fields of a request together, at the end of the head.
  ///
  /// @return what is wrong with them, or `null`
  @HotPath
  @Nullable Http1Fault judge(int minorVersion) {
    if (hasCoding) {
      Http1Fault broken = judgeCodingSlow(minorVersion);
      if (broken != null) {
        return broken;
      }
    }
    if (minorVersion == 0) {
      // "A server that receives a 100-continue expectation in an HTTP/1.0 request MUST ignore that
      // expectation." https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1
      expectsContinue = false;
      keepAlive = keepAliveOption && !closeOption;
      return null;
    }
    keepAlive = !closeOption;
    if (hostIndex < 0) {
      return Http1Fault.MISSING_HOST;
    }
    return unknownExpectation ? Http1Fault.UNKNOWN_EXPECTATION : null;
  }

  /// Judges the fields of a response together, at the end of the head.
  ///
  /// @param bodiless whether the body's end does not depend on them (RFC 9112 §6.3, 1): they are
  ///   still refused when they contradict each other
  /// @return what is wrong with them, or `null`
  @HotPath
  @Nullable Http1Fault judgeResponse(int minorVersion, boolean bodiless) {
    keepAlive = !closeOption && (minorVersion > 0 || keepAliveOption);
    if (lengthFault != null) {
      return lengthFault;
    }
    if (!hasCoding) {
      return null;
    }
    // "If a message is received with both a Transfer-Encoding and a Content-Length header field, …
    // Such a message might indicate an attempt to perform request smuggling … or response
    // splitting … and ought to be handled as an error."
    // https://www.rfc-editor.org/rfc/rfc9112#section-6.3
    if (contentLength >= 0) {
      return Http1Fault.LENGTH_AND_CODING;
    }
    if (bodiless) {
      return null;
    }
    // "A server or client that receives an HTTP/1.0 message containing a Transfer-Encoding header
    // field MUST treat the message as if the framing is faulty".
    // https://www.rfc-editor.org/rfc/rfc9112#section-6.1
    return minorVersion == 0 ? Http1Fault.CODING_BEFORE_1_1 : codingFault;
  }

  // "A server MAY reject a request that contains both Content-Length and Transfer-Encoding".
  // https://www.rfc-editor.org/rfc/rfc9112#section-6.1
  private @Nullable Http1Fault judgeCodingSlow(int minorVersion) {
    if (contentLength >= 0) {
      return Http1Fault.LENGTH_AND_CODING;
    }
    return minorVersion == 0 ? Http1Fault.CODING_BEFORE_1_1 : codingFault;
  }

  @HotPath
  private @Nullable Http1Fault host(int index) {
    if (hostIndex >= 0) {
      return Http1Fault.DUPLICATE_HOST;
    }
    hostIndex = index;
    return null;
  }

  private @Nullable Http1Fault expect(long value, int length) {
    if (Ascii.equalsIgnoreCase(value, length, "100-continue")) {
      expectsContinue = true;
    } else {
      unknownExpectation = true;
    }
    return null;
  }

  /// "A server MAY ignore a received Upgrade header field": all but one protocol are.
  /// https://www.rfc-editor.org/rfc/rfc9110#section-7.8
  private @Nullable Http1Fault upgrade(long value, int length) {
    upgradesToHttp2 = Ascii.equalsIgnoreCase(value, length, "h2c");
    return null;
  }

  /// A response's Content-Length is judged at the end of the head: what answers CONNECT may have
  /// any.
  @HotPath
  private @Nullable Http1Fault responseLength(long value, int length) {
    Http1Fault broken = contentLength(value, length);
    if (lengthFault == null) {
      lengthFault = broken;
    }
    return null;
  }

  // Repeated it is refused, with the same number and in a list too: "a recipient of a
  // Content-Length header field value consisting of the same decimal value repeated as a
  // comma-separated list (e.g, "Content-Length: 42, 42") MAY either reject the message as invalid
  // or replace that invalid field value with a single instance of the decimal value".
  // https://www.rfc-editor.org/rfc/rfc9110#section-8.6
  @HotPath
  private @Nullable Http1Fault contentLength(long value, int length) {
    if (contentLength >= 0) {
      return Http1Fault.DUPLICATE_CONTENT_LENGTH;
    }
    if (length == 0 || length > LENGTH_DIGITS_MAX) {
      return Http1Fault.BAD_CONTENT_LENGTH;
    }
    long number = 0;
    for (int index = 0; index < length; index++) {
      int digit = Memory.getByte(value + index) - '0';
      if (digit < 0 || digit > 9) {
        return Http1Fault.BAD_CONTENT_LENGTH;
      }
      number = number * 10 + digit;
    }
    contentLength = number;
    return null;
  }

  @HotPath
  private @Nullable Http1Fault connection(long value, int length) {
    if (Ascii.equalsIgnoreCase(value, length, "keep-alive")) {
      keepAliveOption = true;
    } else {
      connectionListSlow(value, length);
    }
    return null;
  }

  private void connectionListSlow(long value, int length) {
    int start = 0;
    while (start <= length) {
      int comma = comma(value, start, length);
      int from = skipBlanks(value, start, comma);
      int size = trimBlanks(value, from, comma) - from;
      if (Ascii.equalsIgnoreCase(value + from, size, "close")) {
        closeOption = true;
      } else if (Ascii.equalsIgnoreCase(value + from, size, "keep-alive")) {
        keepAliveOption = true;
      }
      start = comma + 1;
    }
  }

  /// Takes one final `chunked` and nothing else. Other codings before it are not supported;
  /// anything else leaves open where the body ends.
  private @Nullable Http1Fault transferEncodingSlow(long value, int length) {
    if (hasCoding) {
      codingFault = Http1Fault.BAD_TRANSFER_ENCODING;
    } else {
      hasCoding = true;
      chunked = Ascii.equalsIgnoreCase(value, length, "chunked");
      codingFault = chunked ? null : otherCodingFault(value, length);
    }
    // Judged at the end of the head: what stands with it decides what is told.
    return null;
  }

  private static Http1Fault otherCodingFault(long value, int length) {
    boolean last = false;
    for (int start = 0; start <= length; ) {
      int comma = comma(value, start, length);
      int from = skipBlanks(value, start, comma);
      int size = trimBlanks(value, from, comma) - from;
      if (last || size == 0 || !Ascii.isToken(value + from, size)) {
        return Http1Fault.BAD_TRANSFER_ENCODING;
      }
      last = Ascii.equalsIgnoreCase(value + from, size, "chunked");
      start = comma + 1;
    }
    return last ? Http1Fault.UNKNOWN_TRANSFER_CODING : Http1Fault.BAD_TRANSFER_ENCODING;
  }

  private static int comma(long value, int from, int length) {
    int at = from;
    while (at < length && Memory.getByte(value + at) != ',') {
      at++;
    }
    return at;
  }

  private static int skipBlanks(long value, int from, int to) {
    int at = from;
    while (at < to && Ascii.isBlank(Memory.getByte(value + at))) {
      at++;
    }
    return at;
  }

  private static int trimBlanks(long value, int from, int to) {
    int at = to;
    while (at > from && Ascii.isBlank(Memory.getByte(value + at - 1))) {
      at--;
    }
    return at;
  }
}
