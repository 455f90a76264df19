package weft.http.h1;

import java.util.ArrayList;
import java.util.List;

/// A request that breaks HTTP/1.1, and what it is told. One table for the parser, the machine and
/// the sockets.
///
/// @param name what is wrong
/// @param text the bytes, as Latin-1
/// @param fault the expected fault
public record MalformedRequest(String name, String text, Http1Fault fault) {
  @Override
  public String toString() {
    return name;
  }

  private static final String HEAD = "GET / HTTP/1.1\r\nHost: a\r\n";

  /// All of them.
  public static List<MalformedRequest> all() {
    Table table = new Table();
    requestLines(table);
    targets(table);
    fieldLines(table);
    hosts(table);
    lengths(table);
    codings(table);
    limits(table);
    return table.cases;
  }

  /// Those whose head is legal and whose chunked body is not.
  public static List<MalformedRequest> bodies() {
    Table table = new Table();
    chunks(table);
    return table.cases;
  }

  private static void requestLines(Table table) {
    table.line("HTTP/0.9", "GET /\r\n", Http1Fault.BAD_REQUEST_LINE);
    table.line("HTTP/0.9 with a space", "GET / \r\n", Http1Fault.BAD_VERSION);
    table.line("no method", " / HTTP/1.1\r\n", Http1Fault.BAD_METHOD);
    table.line("no target", "GET  HTTP/1.1\r\n", Http1Fault.BAD_REQUEST_LINE);
    table.line("no spaces", "GET/HTTP/1.1\r\n", Http1Fault.BAD_METHOD);
    table.line("two spaces before the target", "GET  / HTTP/1.1\r\n", Http1Fault.BAD_REQUEST_LINE);
    table.line("two spaces before the version", "GET /  HTTP/1.1\r\n", Http1Fault.BAD_VERSION);
    table.line("space before the line", " GET / HTTP/1.1\r\n", Http1Fault.BAD_METHOD);
    table.line("space behind the line", "GET / HTTP/1.1 \r\n", Http1Fault.BAD_VERSION);
    table.line("tab for the first space", "GET\t/ HTTP/1.1\r\n", Http1Fault.BAD_METHOD);
    table.line("tab for the second space", "GET /\tHTTP/1.1\r\n", Http1Fault.BAD_TARGET);
    table.line("vertical tab for a space", "GET /\u000bHTTP/1.1\r\n", Http1Fault.BAD_TARGET);
    table.line("no-break space for a space", "GET /\u00a0HTTP/1.1\r\n", Http1Fault.BAD_TARGET);
    table.line("four words", "GET / HTTP/1.1 HTTP/1.1\r\n", Http1Fault.BAD_VERSION);
    table.line("method with a slash", "GE/T / HTTP/1.1\r\n", Http1Fault.BAD_METHOD);
    table.line("method with a colon", "GET: / HTTP/1.1\r\n", Http1Fault.BAD_METHOD);
    table.line("method with a NUL", "G\0T / HTTP/1.1\r\n", Http1Fault.BAD_METHOD);
    table.line("method beyond ASCII", "G\u00c9T / HTTP/1.1\r\n", Http1Fault.BAD_METHOD);
    table.line("method in brackets", "[GET] / HTTP/1.1\r\n", Http1Fault.BAD_METHOD);
    table.line("endless method", "A".repeat(40) + " / HTTP/1.1\r\n", Http1Fault.METHOD_TOO_LONG);
    table.line("CONNECT", "CONNECT a:80 HTTP/1.1\r\n", Http1Fault.NO_TUNNELS);
    table.line("version in lower case", "GET / http/1.1\r\n", Http1Fault.BAD_VERSION);
    table.line("version of another protocol", "GET / RTSP/1.0\r\n", Http1Fault.BAD_VERSION);
    table.line("version without minor", "GET / HTTP/1\r\n\r\n\r\n", Http1Fault.BAD_VERSION);
    table.line("version without major", "GET / HTTP/.1\r\n\r\n\r\n", Http1Fault.BAD_VERSION);
    table.line("version with two digits", "GET / HTTP/1.10\r\n", Http1Fault.BAD_VERSION);
    table.line("version with a leading zero", "GET / HTTP/01.1\r\n", Http1Fault.BAD_VERSION);
    table.line("version with a comma", "GET / HTTP/1,1\r\n", Http1Fault.BAD_VERSION);
    table.line("version with a space inside", "GET / HTTP/ 1.1\r\n", Http1Fault.BAD_VERSION);
    table.line("version with a sign", "GET / HTTP/+1.1\r\n", Http1Fault.BAD_VERSION);
    table.line("version with a superscript", "GET / HTTP/1.\u00b9\r\n", Http1Fault.BAD_VERSION);
    table.line("version 0.9 spelled out", "GET / HTTP/0.9\r\n", Http1Fault.UNSUPPORTED_VERSION);
    table.line("version 2.0", "GET / HTTP/2.0\r\n", Http1Fault.UNSUPPORTED_VERSION);
    table.line("version 9.9", "GET / HTTP/9.9\r\n", Http1Fault.UNSUPPORTED_VERSION);
    table.add(
        "the preface of HTTP/2 in lower case",
        "pri * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        Http1Fault.UNSUPPORTED_VERSION);
    table.add(
        "bare LF behind the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", Http1Fault.BARE_LF);
    table.add(
        "bare CR behind the request line", "GET / HTTP/1.1\rHost: a\r\n\r\n", Http1Fault.BARE_CR);
    table.add(
        "CR CR LF behind the request line",
        "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n",
        Http1Fault.BARE_CR);
    table.add(
        "LF before the request line", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", Http1Fault.BARE_LF);
    table.add(
        "CR before the request line", "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", Http1Fault.BARE_CR);
    table.add(
        "two empty lines before the request line",
        "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        Http1Fault.BAD_METHOD);
    table.add(
        "a TLS hello",
        "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003",
        Http1Fault.TLS_ON_PLAIN_PORT);
    table.add("a response", "HTTP/1.1 200 OK\r\nHost: a\r\n\r\n", Http1Fault.BAD_METHOD);
  }

  private static void targets(Table table) {
    for (String target :
        List.of(
            "noslash",
            "a/b",
            "?q",
            "#f",
            "/a#f",
            "/a\"b",
            "/a<b",
            "/a>b",
            "/a\\b",
            "\\",
            "/%",
            "/%2",
            "/%zz",
            "/%2g/x",
            "/a%",
            "**",
            "/\u0001",
            "/a\u007fb",
            "/\u00e9",
            "/a\0b",
            "http://",
            "http:///x",
            "http://:80/",
            "http://u@h/",
            "http://a b/",
            "http://a:b/",
            "http://a:99999/",
            "http://[::1/",
            "http://a/%z",
            "ftp://a/",
            "http:/a",
            "http:a",
            "mailto:a@b",
            "//\u0080",
            "a:80",
            "http://a\\b/",
            "http://a#b")) {
      boolean space = target.indexOf(' ') >= 0;
      table.line(
          "target " + escaped(target),
          "GET " + target + " HTTP/1.1\r\n",
          space ? Http1Fault.BAD_VERSION : Http1Fault.BAD_TARGET);
    }
    table.line("asterisk without OPTIONS", "GET * HTTP/1.1\r\n", Http1Fault.BAD_TARGET);
  }

  private static void fieldLines(Table table) {
    table.field("no colon", "Foo", Http1Fault.MISSING_COLON);
    table.field("no name", ": x", Http1Fault.BAD_FIELD_NAME);
    table.field("space before the colon", "Foo : x", Http1Fault.SPACE_BEFORE_COLON);
    table.field("tab before the colon", "Foo\t: x", Http1Fault.SPACE_BEFORE_COLON);
    table.field("space inside the name", "Fo o: x", Http1Fault.SPACE_BEFORE_COLON);
    table.field("folded line", "Foo: x\r\n y", Http1Fault.FOLDED_LINE);
    table.field("line folded by a tab", "Foo: x\r\n\ty", Http1Fault.FOLDED_LINE);
    table.field("blank line", "Foo: x\r\n \r\nBar: y", Http1Fault.FOLDED_LINE);
    table.field("NUL in a name", "Fo\0o: x", Http1Fault.BAD_FIELD_NAME);
    table.field("control in a name", "Fo\u0007o: x", Http1Fault.BAD_FIELD_NAME);
    table.field("DEL in a name", "Fo\u007fo: x", Http1Fault.BAD_FIELD_NAME);
    table.field("letter beyond ASCII in a name", "F\u00f6o: x", Http1Fault.BAD_FIELD_NAME);
    String separators = "\"(),/;<=>?@[\\]{}";
    for (int index = 0; index < separators.length(); index++) {
      char character = separators.charAt(index);
      table.field("name with " + character, "F" + character + "o: x", Http1Fault.BAD_FIELD_NAME);
    }
    table.field("NUL in a value", "Foo: a\0b", Http1Fault.CONTROL_IN_VALUE);
    table.field("NUL before a value", "Foo: \0", Http1Fault.CONTROL_IN_VALUE);
    table.field("bell in a value", "Foo: a\u0007b", Http1Fault.CONTROL_IN_VALUE);
    table.field("escape in a value", "Foo: a\u001bb", Http1Fault.CONTROL_IN_VALUE);
    table.field("unit separator in a value", "Foo: a\u001fb", Http1Fault.CONTROL_IN_VALUE);
    table.field("vertical tab before a value", "Foo:\u000bx", Http1Fault.CONTROL_IN_VALUE);
    table.field("form feed behind a value", "Foo: x\u000c", Http1Fault.CONTROL_IN_VALUE);
    table.field("DEL in a value", "Foo: a\u007fb", Http1Fault.CONTROL_IN_VALUE);
    table.field("bare LF in a value", "Foo: a\nb: c", Http1Fault.BARE_LF);
    table.field("bare CR in a value", "Foo: a\rb: c", Http1Fault.BARE_CR);
    table.field("CR CR LF behind a value", "Foo: a\r\r\nb: c", Http1Fault.BARE_CR);
    table.field("LF CR behind a value", "Foo: a\n\rb: c", Http1Fault.BARE_LF);
    table.field("LF in a name", "Fo\no: x", Http1Fault.BARE_LF);
    table.add("folded line first", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", Http1Fault.FOLDED_LINE);
    table.add(
        "request line again",
        "GET / HTTP/1.1\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        Http1Fault.SPACE_BEFORE_COLON);
    table.add("bare LF for the empty line", HEAD + "\n", Http1Fault.BARE_LF);
    table.add("CR without LF for the empty line", HEAD + "\rX", Http1Fault.BARE_CR);
    table.add("LF LF for the end", "GET / HTTP/1.1\r\nHost: a\n\n", Http1Fault.BARE_LF);
    table.field("expectation unknown", "Expect: 200-ok", Http1Fault.UNKNOWN_EXPECTATION);
    table.field("expectation empty", "Expect:", Http1Fault.UNKNOWN_EXPECTATION);
    table.field("expectation with more", "Expect: 100-continue, x", Http1Fault.UNKNOWN_EXPECTATION);
  }

  private static void hosts(Table table) {
    table.add("no Host", "GET / HTTP/1.1\r\n\r\n", Http1Fault.MISSING_HOST);
    table.add(
        "no Host with an absolute target",
        "GET http://a/ HTTP/1.1\r\n\r\n",
        Http1Fault.MISSING_HOST);
    table.field("two Hosts", "Host: b", Http1Fault.DUPLICATE_HOST);
    table.field("two equal Hosts", "hOsT: a", Http1Fault.DUPLICATE_HOST);
    table.add(
        "two Hosts in HTTP/1.0",
        "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n",
        Http1Fault.DUPLICATE_HOST);
    for (String host :
        List.of(
            "a b",
            "a,b c",
            "a/b",
            "u@h",
            "a:b",
            "a:-1",
            "a:65536",
            "a:000080",
            "a:80:90",
            "[::1",
            "::1",
            "[]",
            "[::1]x",
            "[g::1]",
            "a\tb",
            "a\"b",
            "a<b",
            "a\\b",
            "a?b",
            "a#b",
            "a^b",
            "a|b",
            "%",
            "%zz",
            "a%4",
            "http://a",
            "\u00e9",
            "a;b@c",
            "a{b}",
            "a]",
            "[a")) {
      table.add(
          "Host " + escaped(host),
          "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n",
          Http1Fault.BAD_HOST);
    }
  }

  private static void lengths(Table table) {
    for (String length :
        List.of(
            "",
            "a",
            "-1",
            "+1",
            "1a",
            "0x1",
            "1 1",
            "1,1",
            "1, 1",
            "1.0",
            "1e1",
            "'1'",
            "\"1\"",
            "\u00d9\u00a1",
            "99999999999999999999",
            "9223372036854775808",
            "1;",
            "1_0",
            "\u00b9")) {
      table.add(
          "Content-Length " + escaped(length),
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\nx",
          Http1Fault.BAD_CONTENT_LENGTH);
    }
    String one = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n";
    table.add(
        "two Content-Lengths",
        one + "Content-Length: 2\r\n\r\nxx",
        Http1Fault.DUPLICATE_CONTENT_LENGTH);
    table.add(
        "two equal Content-Lengths",
        one + "content-length: 1\r\n\r\nx",
        Http1Fault.DUPLICATE_CONTENT_LENGTH);
    table.add(
        "Content-Length and Transfer-Encoding",
        one + "Transfer-Encoding: chunked\r\n\r\n0",
        Http1Fault.LENGTH_AND_CODING);
    table.add(
        "Transfer-Encoding and Content-Length",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: a\r\nContent-Length: 1\r\n\r\n0",
        Http1Fault.LENGTH_AND_CODING);
    table.add(
        "Content-Length and a bad coding",
        one + "Transfer-Encoding: x\r\n\r\n0",
        Http1Fault.LENGTH_AND_CODING);
    table.add(
        "Content-Length 0 and Transfer-Encoding",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0",
        Http1Fault.LENGTH_AND_CODING);
    table.add(
        "Content-Length and Transfer-Encoding in HTTP/1.0",
        "POST / HTTP/1.0\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0",
        Http1Fault.LENGTH_AND_CODING);
  }

  private static void codings(Table table) {
    for (String coding :
        List.of(
            "",
            "x",
            "xchunked",
            "chunkedx",
            "chunked, chunked",
            "chunked,",
            ",chunked",
            "chunked, gzip",
            "gzip",
            "identity",
            "chunked;a=b",
            "\"chunked\"",
            "chunked chunked",
            "chunked\u000b",
            "gzip, , chunked",
            "ch\u00fcnked",
            "'chunked'",
            "chunked, identity",
            "c hunked",
            "chunked/1",
            "[chunked]")) {
      boolean control = coding.indexOf('\u000b') >= 0;
      table.add(
          "Transfer-Encoding " + escaped(coding),
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n",
          control ? Http1Fault.CONTROL_IN_VALUE : Http1Fault.BAD_TRANSFER_ENCODING);
    }
    for (String coding : List.of("gzip, chunked", "identity, chunked", "a,b ,\tchunked")) {
      table.add(
          "Transfer-Encoding " + escaped(coding),
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n",
          Http1Fault.UNKNOWN_TRANSFER_CODING);
    }
    String chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n";
    table.add(
        "two Transfer-Encodings",
        chunked + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        Http1Fault.BAD_TRANSFER_ENCODING);
    table.add(
        "Transfer-Encoding identity behind chunked",
        chunked + "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        Http1Fault.BAD_TRANSFER_ENCODING);
    table.add(
        "Transfer-Encoding with a folded value",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
        Http1Fault.FOLDED_LINE);
    table.add(
        "Transfer-Encoding with a space before the colon",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        Http1Fault.SPACE_BEFORE_COLON);
    table.add(
        "Content-Length with a space before the colon",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 1\r\n\r\nx",
        Http1Fault.SPACE_BEFORE_COLON);
    table.add(
        "Transfer-Encoding in HTTP/1.0",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        Http1Fault.CODING_BEFORE_1_1);
    table.add(
        "Transfer-Encoding behind a bare LF",
        "POST / HTTP/1.1\r\nHost: a\r\nX: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        Http1Fault.BARE_LF);
    table.add(
        "Transfer-Encoding behind a bare CR",
        "POST / HTTP/1.1\r\nHost: a\r\nX: y\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        Http1Fault.BARE_CR);
  }

  private static void limits(Table table) {
    table.add(
        "request line of 9 KiB",
        "GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
        Http1Fault.REQUEST_LINE_TOO_LONG);
    table.add(
        "endless request line", "GET /" + "a".repeat(20_000), Http1Fault.REQUEST_LINE_TOO_LONG);
    table.field("value of 17 KiB", "Foo: " + "a".repeat(17_000), Http1Fault.HEAD_TOO_LARGE);
    table.add("endless value", HEAD + "Foo: " + "a".repeat(17_000), Http1Fault.HEAD_TOO_LARGE);
    table.add("endless name", HEAD + "F".repeat(17_000), Http1Fault.HEAD_TOO_LARGE);
    table.add("101 fields", HEAD + "a: b\r\n".repeat(100) + "\r\n", Http1Fault.TOO_MANY_FIELDS);
  }

  private static void chunks(Table table) {
    table.chunk("no size", "\r\nhello\r\n0\r\n\r\n", Http1Fault.BAD_CHUNK_SIZE);
    table.chunk("size with 0x", "0x5\r\nhello\r\n0\r\n\r\n", Http1Fault.BAD_CHUNK_SIZE);
    table.chunk("size with a sign", "+5\r\nhello\r\n0\r\n\r\n", Http1Fault.BAD_CHUNK_SIZE);
    table.chunk("negative size", "-5\r\nhello\r\n0\r\n\r\n", Http1Fault.BAD_CHUNK_SIZE);
    table.chunk("size that is no number", "g\r\nhello\r\n0\r\n\r\n", Http1Fault.BAD_CHUNK_SIZE);
    table.chunk("space before the size", " 5\r\nhello\r\n0\r\n\r\n", Http1Fault.BAD_CHUNK_SIZE);
    table.chunk("space behind the size", "5 \r\nhello\r\n0\r\n\r\n", Http1Fault.BAD_CHUNK_SIZE);
    table.chunk("tab behind the size", "5\t\r\nhello\r\n0\r\n\r\n", Http1Fault.BAD_CHUNK_SIZE);
    table.chunk("underscore in the size", "1_0\r\nhello\r\n0\r\n\r\n", Http1Fault.BAD_CHUNK_SIZE);
    table.chunk("comma in the size", "5,5\r\nhello\r\n0\r\n\r\n", Http1Fault.BAD_CHUNK_SIZE);
    table.chunk("NUL behind the size", "5\0\r\nhello\r\n0\r\n\r\n", Http1Fault.BAD_CHUNK_SIZE);
    table.chunk("wide digit", "\u00b5\r\nhello\r\n0\r\n\r\n", Http1Fault.BAD_CHUNK_SIZE);
    table.chunk(
        "size of 16 digits", "1000000000000005\r\nhello\r\n0\r\n\r\n", Http1Fault.CHUNK_TOO_LARGE);
    table.chunk(
        "size of 2^64 + 5", "10000000000000005\r\nhello\r\n0\r\n\r\n", Http1Fault.CHUNK_TOO_LARGE);
    table.chunk(
        "size with many zeros",
        "0".repeat(20) + "5\r\nhello\r\n0\r\n\r\n",
        Http1Fault.CHUNK_TOO_LARGE);
    table.chunk("bare LF behind the size", "5\nhello\r\n0\r\n\r\n", Http1Fault.BARE_LF);
    table.chunk("bare CR behind the size", "5\rhello\r\n0\r\n\r\n", Http1Fault.BARE_CR);
    table.chunk("CR CR LF behind the size", "5\r\r\nhello\r\n0\r\n\r\n", Http1Fault.BARE_CR);
    table.chunk("bare LF behind the data", "5\r\nhello\n0\r\n\r\n", Http1Fault.BAD_CHUNK_END);
    table.chunk("bare CR behind the data", "5\r\nhello\r0\r\n\r\n", Http1Fault.BAD_CHUNK_END);
    table.chunk("nothing behind the data", "5\r\nhello0\r\n\r\n", Http1Fault.BAD_CHUNK_END);
    table.chunk("too much data", "5\r\nhello!\r\n0\r\n\r\n", Http1Fault.BAD_CHUNK_END);
    table.chunk("two bytes of other data", "5\r\nhelloXX0\r\n\r\n", Http1Fault.BAD_CHUNK_END);
    table.chunk("bare LF behind the last size", "0\n\r\n", Http1Fault.BARE_LF);
    table.chunk("bare LF for the last line", "0\r\n\n", Http1Fault.BARE_LF);
    table.chunk("CR X for the last line", "0\r\n\rX", Http1Fault.BARE_CR);
    table.chunk(
        "extension without a name", "5;\r\nhello\r\n0\r\n\r\n", Http1Fault.BAD_CHUNK_EXTENSION);
    table.chunk(
        "extension without a value", "5;a=\r\nhello\r\n0\r\n\r\n", Http1Fault.BAD_CHUNK_EXTENSION);
    table.chunk(
        "extension with white space", "5; a\r\nhello\r\n0\r\n\r\n", Http1Fault.BAD_CHUNK_EXTENSION);
    table.chunk(
        "white space before an extension", "5 ;a\r\nhello\r\n0\r\n\r\n", Http1Fault.BAD_CHUNK_SIZE);
    table.chunk("extension with a bare LF", "5;a\nhello\r\n0\r\n\r\n", Http1Fault.BARE_LF);
    table.chunk(
        "extension with a control",
        "5;a\u0001\r\nhello\r\n0\r\n\r\n",
        Http1Fault.BAD_CHUNK_EXTENSION);
    table.chunk(
        "extension with an open quote",
        "5;a=\"b\r\nhello\r\n0\r\n\r\n",
        Http1Fault.BAD_CHUNK_EXTENSION);
    table.chunk(
        "quoted CR in an extension",
        "5;a=\"b\rc\"\r\nhello\r\n0\r\n\r\n",
        Http1Fault.BAD_CHUNK_EXTENSION);
    table.chunk(
        "text behind a quoted value",
        "5;a=\"b\"c\r\nhello\r\n0\r\n\r\n",
        Http1Fault.BAD_CHUNK_EXTENSION);
    table.chunk(
        "extensions without end",
        "5;" + "a".repeat(5000) + "\r\nhello\r\n0\r\n\r\n",
        Http1Fault.CHUNK_EXTENSIONS_TOO_LARGE);
    table.chunk("trailer without a colon", "0\r\nFoo\r\n\r\n", Http1Fault.MISSING_COLON);
    table.chunk("trailer with a bare LF", "0\r\nFoo: a\nb: c\r\n\r\n", Http1Fault.BARE_LF);
    table.chunk("trailer with a control", "0\r\nFoo: a\u0001\r\n\r\n", Http1Fault.CONTROL_IN_VALUE);
    table.chunk("folded trailer", "0\r\nFoo: a\r\n b\r\n\r\n", Http1Fault.FOLDED_LINE);
    table.chunk(
        "trailer with a space before the colon",
        "0\r\nFoo : a\r\n\r\n",
        Http1Fault.SPACE_BEFORE_COLON);
    table.chunk(
        "101 trailers", "0\r\n" + "a: b\r\n".repeat(101) + "\r\n", Http1Fault.TOO_MANY_FIELDS);
    table.chunk(
        "trailers without end", "0\r\nFoo: " + "a".repeat(20_000), Http1Fault.HEAD_TOO_LARGE);
  }

  private static String escaped(String text) {
    StringBuilder shown = new StringBuilder("'");
    for (int index = 0; index < text.length(); index++) {
      char character = text.charAt(index);
      if (character > ' ' && character < 0x7f) {
        shown.append(character);
      } else {
        shown.append("\\x").append(Integer.toHexString(character));
      }
    }
    return shown.append('\'').toString();
  }

  private static final class Table {
    final List<MalformedRequest> cases = new ArrayList<>();

    void add(String name, String text, Http1Fault fault) {
      cases.add(new MalformedRequest(name, text, fault));
    }

    void line(String name, String line, Http1Fault fault) {
      add(name, line + "Host: a\r\n\r\n", fault);
    }

    void field(String name, String field, Http1Fault fault) {
      add(name, HEAD + field + "\r\n\r\n", fault);
    }

    void chunk(String name, String body, Http1Fault fault) {
      add(
          "chunks: " + name,
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body,
          fault);
    }
  }
}
