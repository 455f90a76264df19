package weft.verify.conformance;

import static weft.verify.conformance.WireCase.head;
import static weft.verify.conformance.WireCase.refused;
import static weft.verify.conformance.WireCase.served;

import java.util.List;

/// The request line: method, spaces, version, line ends. RFC 9112 §2 and §3.
final class RequestLineCases {
  private static final String LINE = "RFC 9112 §3";
  private static final String HOST = "Host: a";

  private RequestLineCases() {}

  static List<WireCase> list() {
    return List.of(
        served("the plainest request", LINE, head("GET / HTTP/1.1", HOST), "GET / 0"),
        served(
            "one empty line before the request line is skipped",
            "RFC 9112 §2.2",
            "\r\n" + head("GET / HTTP/1.1", HOST),
            "GET / 0"),
        served("HEAD gets no body", "RFC 9110 §9.3.2", head("HEAD /x HTTP/1.1", HOST), "HEAD /x 0"),
        served("PUT", "RFC 9110 §9.3.4", put("PUT") + "abc", "PUT /x 3"),
        served("PATCH", "RFC 5789", put("PATCH") + "abc", "PATCH /x 3"),
        served("DELETE", "RFC 9110 §9.3.5", head("DELETE /x HTTP/1.1", HOST), "DELETE /x 0"),
        served(
            "OPTIONS of a path",
            "RFC 9110 §9.3.7",
            head("OPTIONS /x HTTP/1.1", HOST),
            "OPTIONS /x 0"),
        served("QUERY carries a body", "QUERY method draft", put("QUERY") + "abc", "QUERY /x 3"),
        served(
                "a method nobody registered",
                "RFC 9110 §9.1: unknown is 501, or the application's to judge",
                head("BREW /pot HTTP/1.1", HOST),
                "BREW /pot 0")
            .orRefused(501, 405),
        served(
                "a method of every token character",
                "RFC 9110 §5.6.2",
                head("M!#$%&'*+-.^_`|~0 /x HTTP/1.1", HOST),
                "M!#$%&'*+-.^_`|~0 /x 0")
            .orRefused(501, 405, 400),
        served(
                "methods are case-sensitive",
                "RFC 9110 §9.1: get is not GET",
                head("get /x HTTP/1.1", HOST),
                "get /x 0")
            .orRefused(501, 405, 400),
        refused(
            "a comma is no method character",
            "RFC 9110 §5.6.2",
            head("GE,T / HTTP/1.1", HOST),
            400,
            501),
        refused(
            "a control character in the method",
            "RFC 9110 §5.6.2",
            head("GE\0T / HTTP/1.1", HOST),
            400),
        refused(
            "a byte above ASCII in the method",
            "RFC 9110 §5.6.2",
            head("GÉT / HTTP/1.1", HOST),
            400),
        refused("no method", LINE, head(" / HTTP/1.1", HOST), 400),
        refused("no target", LINE, head("GET HTTP/1.1", HOST), 400),
        refused("an empty target", LINE, head("GET  HTTP/1.1", HOST), 400),
        refused("two spaces before the target", LINE, head("GET  / HTTP/1.1", HOST), 400),
        refused("two spaces before the version", LINE, head("GET /  HTTP/1.1", HOST), 400),
        refused("a tab instead of the first space", LINE, head("GET\t/ HTTP/1.1", HOST), 400),
        refused("a tab instead of the second space", LINE, head("GET /\tHTTP/1.1", HOST), 400),
        refused(
            "a vertical tab instead of a space",
            "RFC 9112 §3 lenient parsing",
            head("GET /\u000bHTTP/1.1", HOST),
            400),
        refused(
            "a form feed instead of a space",
            "RFC 9112 §3 lenient parsing",
            head("GET /\fHTTP/1.1", HOST),
            400),
        refused("a space in front of the method", LINE, head(" GET / HTTP/1.1", HOST), 400),
        refused("a space behind the version", LINE, head("GET / HTTP/1.1 ", HOST), 400),
        refused("a tab behind the version", LINE, head("GET / HTTP/1.1\t", HOST), 400),
        refused(
            "a word behind the version",
            "two request lines in one",
            head("GET / HTTP/1.1 GET", HOST),
            400),
        refused("a space inside the target", LINE, head("GET /a b HTTP/1.1", HOST), 400),
        refused("no version is HTTP/0.9", "RFC 9112 §2.3", "GET /\r\n", 400, 505),
        refused("HTTP/0.9 by name", "RFC 9112 §2.3", head("GET / HTTP/0.9", HOST), 400, 505),
        refused(
            "HTTP/2.0 in an HTTP/1 line",
            "RFC 9110 §15.6.6",
            head("GET / HTTP/2.0", HOST),
            400,
            505),
        refused("HTTP/3", "RFC 9112 §2.3", head("GET / HTTP/3", HOST), 400, 505),
        refused(
            "a lower-case version name",
            "RFC 9112 §2.3 is case-sensitive",
            head("GET / http/1.1", HOST),
            400,
            505),
        refused(
            "a two-digit minor version",
            "RFC 9112 §2.3: one digit",
            head("GET / HTTP/1.10", HOST),
            400,
            505),
        refused(
            "a two-digit major version",
            "RFC 9112 §2.3: one digit",
            head("GET / HTTP/01.1", HOST),
            400,
            505),
        refused("a version without minor", "RFC 9112 §2.3", head("GET / HTTP/1", HOST), 400, 505),
        refused("a version with a comma", "RFC 9112 §2.3", head("GET / HTTP/1,1", HOST), 400, 505),
        refused("a version with a letter", "RFC 9112 §2.3", head("GET / HTTP/1.x", HOST), 400, 505),
        refused("another protocol's name", "RFC 9112 §2.3", head("GET / ICY/1.1", HOST), 400, 505),
        refused(
            "a version glued to a field",
            "RFC 9112 §3",
            head("GET / HTTP/1.1Host: a", HOST),
            400,
            505),
        refused(
            "a bare LF ends the request line",
            "RFC 9112 §2.2, we refuse what a proxy may miss",
            "GET / HTTP/1.1\nHost: a\r\n\r\n",
            400),
        refused(
            "a bare CR ends the request line",
            "RFC 9112 §2.2",
            "GET / HTTP/1.1\rHost: a\r\n\r\n",
            400),
        refused(
            "CR CR LF ends the request line",
            "RFC 9112 §2.2",
            "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n",
            400),
        refused(
            "a bare LF before the request line",
            "RFC 9112 §2.2 allows CRLF only",
            "\n" + head("GET / HTTP/1.1", HOST),
            400),
        refused(
            "a bare CR before the request line",
            "RFC 9112 §2.2",
            "\r" + head("GET / HTTP/1.1", HOST),
            400),
        refused("NUL before the request line", LINE, "\0" + head("GET / HTTP/1.1", HOST), 400),
        refused(
            "a byte order mark before the request line",
            LINE,
            "\u00ef\u00bb\u00bf" + head("GET / HTTP/1.1", HOST),
            400),
        refused(
            "bytes of a TLS hello",
            "a TLS client on a cleartext port",
            "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003" + "\r\n\r\n",
            400),
        refused(
            "the HTTP/2 preface in lower case",
            "RFC 9113 §3.4, these are not its bytes",
            "pri * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            400,
            405,
            501,
            505),
        refused(
            "CONNECT makes no tunnel",
            "RFC 9110 §9.3.6",
            head("CONNECT a:80 HTTP/1.1", "Host: a:80"),
            400,
            405,
            501));
  }

  private static String put(String method) {
    return head(method + " /x HTTP/1.1", HOST, "Content-Length: 3");
  }
}
