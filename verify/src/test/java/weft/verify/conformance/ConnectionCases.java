package weft.verify.conformance;

import static weft.verify.conformance.WireCase.get;
import static weft.verify.conformance.WireCase.head;
import static weft.verify.conformance.WireCase.post;
import static weft.verify.conformance.WireCase.refused;
import static weft.verify.conformance.WireCase.served;

import java.util.Arrays;
import java.util.List;

/// Keeping and ending connections, pipelining, HTTP/1.0, expectations. RFC 9112 §9, RFC 9110
/// §10.1.1.
final class ConnectionCases {
  private static final String PIPELINE = "RFC 9112 §9.3.2";
  private static final String PERSIST = "RFC 9112 §9.3";
  private static final String EXPECT = "RFC 9110 §10.1.1";
  private static final String CHUNKS = "3\r\nabc\r\n0\r\n\r\n";

  private ConnectionCases() {}

  static List<WireCase> list() {
    String one = head("GET /1 HTTP/1.1", "Host: a");
    String two = head("GET /2 HTTP/1.1", "Host: a");
    return List.of(
        served("two requests at once", PIPELINE, one + two, "GET /1 0", "GET /2 0"),
        served(
            "three kinds of body at once",
            PIPELINE,
            one + post("Content-Length: 3") + "abc" + post("Transfer-Encoding: chunked") + CHUNKS,
            "GET /1 0",
            "POST /x 3",
            "POST /x 3"),
        served(
            "a body, then a request",
            PIPELINE,
            post("Content-Length: 3") + "abc" + two,
            "POST /x 3",
            "GET /2 0"),
        served(
            "chunks, then a request",
            PIPELINE,
            post("Transfer-Encoding: chunked") + CHUNKS + two,
            "POST /x 3",
            "GET /2 0"),
        served(
            "HEAD, then GET",
            PIPELINE,
            head("HEAD /1 HTTP/1.1", "Host: a") + two,
            "HEAD /1 0",
            "GET /2 0"),
        served(
            "an empty line between requests",
            "RFC 9112 §2.2",
            one + "\r\n" + two,
            "GET /1 0",
            "GET /2 0"),
        served("forty requests at once", PIPELINE, one.repeat(40), echoes(40)),
        served("close is obeyed", "RFC 9112 §9.6", get("Connection: close"), "GET /x 0").closes(),
        served("close in capitals", "RFC 9110 §7.6.1", get("Connection: CLOSE"), "GET /x 0")
            .closes(),
        served("close in a list", "RFC 9110 §7.6.1", get("Connection: x-a, close"), "GET /x 0")
            .closes(),
        served(
                "close in a second field",
                "RFC 9110 §5.3",
                get("Connection: x-a", "Connection: close"),
                "GET /x 0")
            .closes(),
        served(
                "close wins over keep-alive",
                PERSIST,
                get("Connection: keep-alive, close"),
                "GET /x 0")
            .closes(),
        served(
                "nothing is read behind close",
                "RFC 9112 §9.6",
                get("Connection: close") + two,
                "GET /x 0")
            .closes(),
        served(
            "keep-alive is the default anyway", PERSIST, get("Connection: keep-alive"), "GET /x 0"),
        served(
            "a word that only begins like close",
            "RFC 9110 §7.6.1",
            get("Connection: closed"),
            "GET /x 0"),
        served(
                "close after a body",
                "RFC 9112 §9.6",
                post("Connection: close", "Content-Length: 3") + "abc",
                "POST /x 3")
            .closes(),
        served(
                "close after chunks",
                "RFC 9112 §9.6",
                post("Connection: close", "Transfer-Encoding: chunked") + CHUNKS,
                "POST /x 3")
            .closes(),
        served(
                "HTTP/1.0 ends the connection",
                PERSIST,
                head("GET /x HTTP/1.0", "Host: a"),
                "GET /x 0")
            .closes(),
        served("HTTP/1.0 needs no Host", "RFC 9112 §3.2", head("GET /x HTTP/1.0"), "GET /x 0")
            .closes(),
        served(
                "HTTP/1.0 with a body",
                "RFC 9112 §6.3",
                head("POST /x HTTP/1.0", "Content-Length: 3") + "abc",
                "POST /x 3")
            .closes(),
        served(
                "HTTP/1.0 without length has no body",
                "RFC 9112 §6.3 rule 7",
                head("POST /x HTTP/1.0", "Host: a"),
                "POST /x 0")
            .closes(),
        served(
                "HTTP/1.0 with keep-alive",
                PERSIST,
                head("GET /x HTTP/1.0", "Host: a", "Connection: keep-alive"),
                "GET /x 0")
            .mayClose(),
        served(
                "HTTP/1.0 then another request",
                PERSIST,
                head("GET /x HTTP/1.0", "Host: a") + two,
                "GET /x 0")
            .closes(),
        served(
                "HTTP/1.0 knows no expectation",
                EXPECT,
                head("POST /x HTTP/1.0", "Content-Length: 3", "Expect: 100-continue") + "abc",
                "POST /x 3")
            .closes(),
        served(
            "an Upgrade nobody knows is ignored",
            "RFC 9110 §7.8",
            get("Connection: upgrade", "Upgrade: foo/1"),
            "GET /x 0"),
        served(
            "an Upgrade to h2c without settings is ignored",
            "RFC 7540 §3.2.1",
            get("Connection: Upgrade", "Upgrade: h2c"),
            "GET /x 0"),
        served(
            "an expectation, and the body at once",
            EXPECT + ": may omit 100",
            post("Content-Length: 3", "Expect: 100-continue") + "abc",
            "POST /x 3"),
        served(
            "an expectation in capitals",
            EXPECT,
            post("Content-Length: 3", "Expect: 100-CONTINUE") + "abc",
            "POST /x 3"),
        served("an expectation without body", EXPECT, get("Expect: 100-continue"), "GET /x 0")
            .mayClose(),
        refused("an unknown expectation", EXPECT + ": 417", get("Expect: 200-ok"), 417)
            .orServedAs("GET /x 0"),
        refused(
            "close, then a malformed length",
            "RFC 9112 §6.3",
            post("Connection: close", "Content-Length: x"),
            400),
        served("one good, one malformed", "RFC 9112 §6.3", one, "GET /1 0")
            .then(refused("", "", head("GET / HTTP/1.1", "Host : a"), 400)),
        served(
                "a good body, then a malformed request line",
                PIPELINE,
                post("Content-Length: 3") + "abc",
                "POST /x 3")
            .then(refused("", "", "GARBAGE\r\n\r\n", 400)),
        served(
                "a body one byte longer than its length",
                "the rest is a next request, and no good one",
                post("Content-Length: 3") + "abc",
                "POST /x 3")
            .then(refused("", "", "\u0007", 400)),
        served(
                "chunks, then bytes that are no request",
                "CVE-2005-2088 kind",
                post("Transfer-Encoding: chunked") + CHUNKS,
                "POST /x 3")
            .then(refused("", "", "5\r\nhello\r\n", 400)),
        served(
            "a length too short by a request",
            "CL.0 research: our framing is the length",
            post("Content-Length: 0") + two,
            "POST /x 0",
            "GET /2 0"),
        served(
            "a GET with a body that hides a request",
            "CL.0 research",
            get("Content-Length: " + two.length()) + two,
            "GET /x " + two.length()));
  }

  private static String[] echoes(int count) {
    String[] echoes = new String[count];
    Arrays.fill(echoes, "GET /1 0");
    return echoes;
  }
}
