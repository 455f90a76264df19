package weft.http.h1;

import java.util.ArrayList;
import java.util.List;
import weft.http.protocol.OutgoingRequest;

/// What a server sends to a request, and what is to become of it: told as [ResponsePlay] does.
///
/// @param name what is special about it
/// @param request what it answers
/// @param text the bytes, as Latin-1
/// @param outcome what is told
record ResponseCase(String name, OutgoingRequest request, String text, String outcome) {
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  @Override
  public String toString() {
    return name;
  }

  /// Responses that are as the RFCs want them.
  static List<ResponseCase> legal() {
    Table table = new Table();
    statusLines(table);
    lengths(table);
    bodiless(table);
    persistence(table);
    interim(table);
    return table.cases;
  }

  /// Responses that break HTTP/1.1: each ends the connection, and its fault is named.
  static List<ResponseCase> faulty() {
    Table table = new Table();
    badStatusLines(table);
    badFields(table);
    badFraming(table);
    badBodies(table);
    badInterim(table);
    tooLarge(table);
    return table.cases;
  }

  /// RFC 9112 §4.
  private static void statusLines(Table table) {
    table.add("a reason", "HTTP/1.1 200 All is well\r\nContent-Length: 0\r\n\r\n", answered(200));
    table.add("an empty reason", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", answered(200));
    table.add(
        "a reason beyond ASCII, with a tab",
        "HTTP/1.1 200 sch\u00f6n\tso\r\nContent-Length: 0\r\n\r\n",
        answered(200));
    table.add(
        "the least final status", "HTTP/1.1 200 x\r\nContent-Length: 0\r\n\r\n", answered(200));
    table.add("an unknown status", "HTTP/1.1 299 x\r\nContent-Length: 0\r\n\r\n", answered(299));
    table.add("a status of no class", "HTTP/1.1 999 x\r\nContent-Length: 0\r\n\r\n", answered(999));
    table.add(
        "a later minor version", "HTTP/1.7 200 OK\r\nContent-Length: 0\r\n\r\n", answered(200));
    table.add(
        "fields as they come",
        OK + "Content-Length:0\r\nSERVER: \t a b \r\nEmpty:\r\nX: \u00fc\r\n\r\n",
        "answered 200 [content-length=0, server=a b, empty=, x=\u00fc] 0; [end]; open available");
    table.add(
        "fields of requests mean nothing",
        OK + "Host: a\r\nHost: b\r\nExpect: x\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n",
        "answered 200 [host=a, host=b, expect=x, upgrade=h2c, content-length=0] 0; [end];"
            + " open available");
  }

  private static String answered(int status) {
    return "answered " + status + " [content-length=0] 0; [end]; open available";
  }

  /// RFC 9112 §6.3.
  private static void lengths(Table table) {
    table.add(
        "a counted body",
        OK + "Content-Length: 5\r\n\r\nhello",
        "answered 200 [content-length=5] 5; hello[end]; open available");
    table.add(
        "a chunked body",
        OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;a=\"b\"\r\nlo\r\n0\r\n\r\n",
        "answered 200 [transfer-encoding=chunked] -1; hello[end]; open available");
    table.add(
        "a chunked body with trailers",
        OK + "Transfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\nDigest: x\r\n\r\n",
        "answered 200 [transfer-encoding=Chunked] -1; hello[end]; open available");
    table.add(
        "a body up to the end", OK + "\r\nhello", "answered 200 [] -1; hello[end]; finished spent");
    table.add(
        "an empty body up to the end", OK + "\r\n", "answered 200 [] -1; [end]; finished spent");
    table.add(
        "keep-alive without a length goes to the end",
        OK + "Connection: keep-alive\r\n\r\nhello",
        "answered 200 [connection=keep-alive] -1; hello[end]; finished spent");
    table.add(
        "a 205 has what its fields say",
        "HTTP/1.1 205 x\r\nContent-Length: 2\r\n\r\nhi",
        "answered 205 [content-length=2] 2; hi[end]; open available");
  }

  /// RFC 9112 §6.3, 1 and 2.
  private static void bodiless(Table table) {
    table.add(
        "204 has no body", "HTTP/1.1 204 x\r\n\r\n", "answered 204 [] 0; [end]; open available");
    table.add(
        "204 has no body whatever it says",
        "HTTP/1.1 204 x\r\nTransfer-Encoding: chunked\r\n\r\n",
        "answered 204 [transfer-encoding=chunked] 0; [end]; open available");
    table.add(
        "304 has no body",
        "HTTP/1.1 304 x\r\nContent-Length: 500\r\n\r\n",
        "answered 304 [content-length=500] 0; [end]; open available");
    table.add(
        "HEAD is answered without a body",
        SentRequest.HEAD,
        OK + "Content-Length: 500\r\n\r\n",
        "answered 200 [content-length=500] 0; [end]; open available");
    table.add(
        "HEAD is answered without chunks",
        SentRequest.HEAD,
        OK + "Transfer-Encoding: gzip, chunked\r\n\r\n",
        "answered 200 [transfer-encoding=gzip, chunked] 0; [end]; open available");
    table.add(
        "HEAD is answered without a length",
        SentRequest.HEAD,
        OK + "\r\n",
        "answered 200 [] 0; [end]; open available");
    table.add(
        "a CONNECT that is refused has a body",
        SentRequest.CONNECT,
        "HTTP/1.1 407 x\r\nContent-Length: 2\r\n\r\nno",
        "answered 407 [content-length=2] 2; no[end]; open available");
    table.add(
        "a CONNECT that is granted has none, whatever it says",
        SentRequest.CONNECT,
        OK + "Content-Length: x\r\nTransfer-Encoding: chunked\r\n\r\n",
        "answered 200 [content-length=x, transfer-encoding=chunked] 0; [end]; reset spent");
  }

  /// RFC 9112 §9.3.
  private static void persistence(Table table) {
    for (String option : List.of("close", "CLOSE", "keep-alive, close", "a ,\tClose ")) {
      table.add(
          "1.1 with " + option,
          OK + "Connection: " + option + "\r\nContent-Length: 1\r\n\r\nx",
          "answered 200 [connection="
              + option.strip()
              + ", content-length=1] 1; x[end];"
              + " finished spent");
    }
    table.add(
        "1.0",
        "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx",
        "answered 200 [content-length=1] 1; x[end]; finished spent");
    table.add(
        "1.0 with keep-alive",
        "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\nx",
        "answered 200 [connection=Keep-Alive, content-length=1] 1; x[end]; open available");
    table.add(
        "more than was announced",
        OK + "Content-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n\r\n",
        "answered 200 [content-length=1] 1; x[end]; reset spent");
    table.add(
        "something behind no body", OK + "Content-Length: 0\r\n\r\n\r\n", ended0("reset spent"));
  }

  private static String ended0(String standing) {
    return "answered 200 [content-length=0] 0; [end]; " + standing;
  }

  /// RFC 9110 §15.2.
  private static void interim(Table table) {
    table.add(
        "interim responses are told, and their fields frame nothing",
        "HTTP/1.1 100 Continue\r\n\r\n"
            + "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nConnection: close\r\n\r\n"
            + "HTTP/1.1 199 \r\nContent-Length: 5\r\n\r\n"
            + OK
            + "Content-Length: 2\r\n\r\nhi",
        "informed 100 []; informed 103 [link=</a>, connection=close]; informed 199"
            + " [content-length=5]; answered 200 [content-length=2] 2; hi[end]; open available");
    table.add(
        "as many interim responses as are taken",
        "HTTP/1.1 102 \r\n\r\n".repeat(32) + OK + "Content-Length: 0\r\n\r\n",
        "informed 102 []; ".repeat(32) + answered(200));
  }

  private static void badStatusLines(Table table) {
    table.fault("HTTP/0.9", "<html>hello, world</html>\r\n", Http1Fault.BAD_VERSION);
    table.fault("another protocol", "SSH-2.0-OpenSSH_9\r\n", Http1Fault.BAD_VERSION);
    table.fault("a short greeting", "+OK\r\n", Http1Fault.BAD_VERSION);
    table.fault("a request", "GET / HTTP/1.1\r\n\r\n", Http1Fault.BAD_VERSION);
    table.fault("version in lower case", "http/1.1 200 OK\r\n\r\n", Http1Fault.BAD_VERSION);
    table.fault("version with a letter", "HTTP/1.x 200 OK\r\n\r\n", Http1Fault.BAD_VERSION);
    table.fault("version with a comma", "HTTP/1,1 200 OK\r\n\r\n", Http1Fault.BAD_VERSION);
    table.fault("version 2.0", "HTTP/2.0 200 OK\r\n\r\n", Http1Fault.UNSUPPORTED_VERSION);
    table.fault(
        "version 0.9 spelled out", "HTTP/0.9 200 OK\r\n\r\n", Http1Fault.UNSUPPORTED_VERSION);
    table.fault("version without minor", "HTTP/1 200 OK\r\n\r\n", Http1Fault.BAD_VERSION);
    table.fault("an empty line first", "\r\n" + OK + "\r\n", Http1Fault.BAD_VERSION);
    table.fault("a blank first", " " + OK + "\r\n", Http1Fault.BAD_VERSION);
    table.fault("version with two digits", "HTTP/1.10 200 OK\r\n\r\n", Http1Fault.BAD_STATUS_LINE);
    table.fault("no status", "HTTP/1.1\r\n\r\n", Http1Fault.BAD_STATUS_LINE);
    table.fault("a tab for a space", "HTTP/1.1\t200 OK\r\n\r\n", Http1Fault.BAD_STATUS_LINE);
    table.fault("two spaces", "HTTP/1.1  200 OK\r\n\r\n", Http1Fault.BAD_STATUS);
    table.fault("a status of two digits", "HTTP/1.1 20 OK\r\n\r\n", Http1Fault.BAD_STATUS);
    table.fault("a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", Http1Fault.BAD_STATUS_LINE);
    table.fault("a status below 100", "HTTP/1.1 099 OK\r\n\r\n", Http1Fault.BAD_STATUS);
    table.fault("a status with a sign", "HTTP/1.1 -20 OK\r\n\r\n", Http1Fault.BAD_STATUS);
    table.fault("a status in letters", "HTTP/1.1 abc OK\r\n\r\n", Http1Fault.BAD_STATUS);
    table.fault("no space behind the status", "HTTP/1.1 200\r\n\r\n", Http1Fault.BAD_STATUS_LINE);
    table.fault("a reason without a space", "HTTP/1.1 200OK\r\n\r\n", Http1Fault.BAD_STATUS_LINE);
    table.fault("a control in the reason", "HTTP/1.1 200 O\0K\r\n\r\n", Http1Fault.BAD_STATUS_LINE);
    table.fault("bare LF", "HTTP/1.1 200 OK\n\n", Http1Fault.BARE_LF);
    table.fault("bare CR", "HTTP/1.1 200 OK\rX: y\r\n\r\n", Http1Fault.BARE_CR);
  }

  /// RFC 9112 §5.
  private static void badFields(Table table) {
    table.head("no colon", "Server\r\n", Http1Fault.MISSING_COLON);
    table.head("a blank before the colon", "Server : x\r\n", Http1Fault.SPACE_BEFORE_COLON);
    table.head("a folded line", "A: x\r\n y\r\n", Http1Fault.FOLDED_LINE);
    table.head("an empty name", ": x\r\n", Http1Fault.BAD_FIELD_NAME);
    table.head("a name with a bracket", "A[]: x\r\n", Http1Fault.BAD_FIELD_NAME);
    table.head("a NUL in a value", "A: x\0y\r\n", Http1Fault.CONTROL_IN_VALUE);
    table.head("bare LF behind a field", "A: x\nB: y\r\n", Http1Fault.BARE_LF);
    table.head("bare CR in a value", "A: x\ry\r\n", Http1Fault.BARE_CR);
  }

  /// RFC 9112 §6.1 and §6.3.
  private static void badFraming(Table table) {
    table.head(
        "length and coding",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        Http1Fault.LENGTH_AND_CODING);
    table.head(
        "coding and length",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        Http1Fault.LENGTH_AND_CODING);
    table.head(
        "length and unknown coding",
        "Content-Length: 5\r\nTransfer-Encoding: x\r\n",
        Http1Fault.LENGTH_AND_CODING);
    table.fault(
        "length and coding to HEAD",
        SentRequest.HEAD,
        OK + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        Http1Fault.LENGTH_AND_CODING);
    table.head(
        "two lengths",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        Http1Fault.DUPLICATE_CONTENT_LENGTH);
    table.head(
        "the same length twice",
        "Content-Length: 5\r\nContent-Length: 5\r\n",
        Http1Fault.DUPLICATE_CONTENT_LENGTH);
    for (String length :
        List.of("5, 5", "", "-1", "+5", "5 5", "0x5", "5.0", "9".repeat(19), "x")) {
      table.head(
          "the length '" + length + "'",
          "Content-Length: " + length + "\r\n",
          Http1Fault.BAD_CONTENT_LENGTH);
    }
    table.fault(
        "a broken length in a 304",
        "HTTP/1.1 304 x\r\nContent-Length: x\r\n\r\n",
        Http1Fault.BAD_CONTENT_LENGTH);
    table.head("gzip alone", "Transfer-Encoding: gzip\r\n", Http1Fault.BAD_TRANSFER_ENCODING);
    table.head("identity", "Transfer-Encoding: identity\r\n", Http1Fault.BAD_TRANSFER_ENCODING);
    table.head(
        "gzip and chunked",
        "Transfer-Encoding: gzip, chunked\r\n",
        Http1Fault.UNKNOWN_TRANSFER_CODING);
    table.head(
        "chunked twice",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        Http1Fault.BAD_TRANSFER_ENCODING);
    table.head(
        "chunked, then something",
        "Transfer-Encoding: chunked, gzip\r\n",
        Http1Fault.BAD_TRANSFER_ENCODING);
    table.fault(
        "coding in HTTP/1.0",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        Http1Fault.CODING_BEFORE_1_1);
  }

  /// RFC 9112 §7.1 and §8.
  private static void badBodies(Table table) {
    String chunked = OK + "Transfer-Encoding: chunked\r\n\r\n";
    String told = "answered 200 [transfer-encoding=chunked] -1; failed PROTOCOL ";
    table.add(
        "a broken chunk size", chunked + "2\r\nhi\r\nx\r\n", told + "bad_chunk_size; hi[gone]; ");
    table.add(
        "a chunk longer than its size",
        chunked + "2\r\nhiho\r\n0\r\n\r\n",
        told + "bad_chunk_end; hi[gone]; ");
    table.add(
        "a broken trailer", chunked + "0\r\nA : x\r\n\r\n", told + "space_before_colon; [gone]; ");
    table.add(
        "an end within a chunk",
        chunked + "5\r\nhel",
        "answered 200 [transfer-encoding=chunked] -1; failed LOST connection_lost; hel[gone]; ");
    table.add(
        "an end before the last chunk",
        chunked + "5\r\nhello\r\n",
        "answered 200 [transfer-encoding=chunked] -1; failed LOST connection_lost; hello[gone]; ");
    table.add(
        "an end within a counted body",
        OK + "Content-Length: 5\r\n\r\nhel",
        "answered 200 [content-length=5] 5; failed LOST connection_lost; hel[gone]; ");
    table.add("an end within the head", OK + "Server: x\r\n", "failed LOST connection_lost; ; ");
    table.add("nothing but an end", "", "failed LOST connection_lost; ; ");
  }

  private static void badInterim(Table table) {
    table.fault("101 unasked", "HTTP/1.1 101 x\r\nUpgrade: x\r\n\r\n", Http1Fault.UNASKED_SWITCH);
    table.add(
        "a flood of interim responses",
        "HTTP/1.1 102 \r\n\r\n".repeat(33),
        "informed 102 []; ".repeat(32) + "failed PROTOCOL too_many_interim; ; ");
    table.add(
        "an end behind an interim response",
        "HTTP/1.1 100 \r\n\r\n",
        "informed 100 []; failed LOST connection_lost; ; ");
  }

  private static void tooLarge(Table table) {
    table.add(
        "a head too large",
        OK + "A: " + "x".repeat(RecordingClientLink.HEAD_BYTES_MAX) + "\r\n\r\n",
        "failed TOO_LARGE head_too_large; ; ");
    table.add(
        "an endless reason",
        "HTTP/1.1 200 " + "x".repeat(RecordingClientLink.HEAD_BYTES_MAX),
        "failed TOO_LARGE head_too_large; ; ");
    table.add(
        "too many fields",
        OK + "A: x\r\n".repeat(11) + "\r\n",
        "failed TOO_LARGE too_many_fields; ; ");
    table.add(
        "trailers too large",
        OK
            + "Transfer-Encoding: chunked\r\n\r\n0\r\nA: "
            + "x".repeat(RecordingClientLink.HEAD_BYTES_MAX)
            + "\r\n\r\n",
        "answered 200 [transfer-encoding=chunked] -1; failed TOO_LARGE head_too_large; [gone]; ");
  }

  /// Cases as they are added.
  private static final class Table {
    private final List<ResponseCase> cases = new ArrayList<>();

    void add(String name, String text, String outcome) {
      add(name, SentRequest.GET, text, outcome);
    }

    void add(String name, OutgoingRequest request, String text, String outcome) {
      cases.add(
          new ResponseCase(
              name, request, text, outcome.endsWith("; ") ? outcome + "reset spent" : outcome));
    }

    void head(String name, String fields, Http1Fault fault) {
      fault(name, OK + fields + "\r\n", fault);
    }

    void fault(String name, String text, Http1Fault fault) {
      fault(name, SentRequest.GET, text, fault);
    }

    void fault(String name, OutgoingRequest request, String text, Http1Fault fault) {
      String told = "failed PROTOCOL " + fault.name().toLowerCase(java.util.Locale.ROOT) + "; ; ";
      add(name, request, text, told);
    }
  }
}
