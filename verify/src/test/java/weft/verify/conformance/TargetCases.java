package weft.verify.conformance;

import static weft.verify.conformance.WireCase.head;
import static weft.verify.conformance.WireCase.refused;
import static weft.verify.conformance.WireCase.served;

import java.util.List;

/// Request targets and the Host field. RFC 9112 §3.2, RFC 9110 §7.2, RFC 3986.
final class TargetCases {
  private static final String ORIGIN = "RFC 9112 §3.2.1";
  private static final String ABSOLUTE = "RFC 9112 §3.2.2";
  private static final String HOST = "RFC 9112 §3.2";
  private static final String GENERIC = "RFC 3986 §3.3";

  private TargetCases() {}

  static List<WireCase> list() {
    return List.of(
        served("a path of several segments", ORIGIN, target("/a/b/c"), "GET /a/b/c 0"),
        served("a query is no part of the path", ORIGIN, target("/a?b=c&d=/e"), "GET /a 0"),
        served("an empty query", ORIGIN, target("/a?"), "GET /a 0"),
        served("a question mark in the query", "RFC 3986 §3.4", target("/a?b?c"), "GET /a 0"),
        served("a percent-encoded slash stays encoded", GENERIC, target("/a%2Fb"), "GET /a%2Fb 0"),
        served("sub-delimiters", GENERIC, target("/a!$&'()*+,;=:@b"), "GET /a!$&'()*+,;=:@b 0"),
        served("unreserved characters", "RFC 3986 §2.3", target("/-._~"), "GET /-._~ 0"),
        served("empty segments", GENERIC, target("//a//b"), "GET //a//b 0"),
        served(
                "dot segments are the application's to judge",
                GENERIC,
                target("/a/../b"),
                "GET /a/../b 0")
            .orRefused(400),
        served("absolute form", ABSOLUTE, head("GET http://a/x HTTP/1.1", "Host: a"), "GET /x 0"),
        served(
            "absolute form with a query",
            ABSOLUTE,
            head("GET http://a/x?y=z HTTP/1.1", "Host: a"),
            "GET /x 0"),
        served(
            "absolute form with an empty path",
            ABSOLUTE,
            head("GET http://a HTTP/1.1", "Host: a"),
            "GET / 0"),
        served(
            "absolute form with a port",
            ABSOLUTE,
            head("GET http://a:8080/x HTTP/1.1", "Host: a:8080"),
            "GET /x 0"),
        served(
            "absolute form in capitals",
            "RFC 3986 §3.1",
            head("GET HTTP://A/x HTTP/1.1", "Host: a"),
            "GET /x 0"),
        served(
                "asterisk form",
                "RFC 9112 §3.2.4",
                head("OPTIONS * HTTP/1.1", "Host: a"),
                "OPTIONS * 0")
            .mayClose(),
        served(
                "an empty Host",
                "RFC 9110 §7.2: legal when the target has no authority",
                head("GET /x HTTP/1.1", "Host:"),
                "GET /x 0")
            .orRefused(400),
        served(
            "a Host with a port",
            "RFC 9110 §7.2",
            head("GET /x HTTP/1.1", "Host: a.example:80"),
            "GET /x 0"),
        served(
            "an IPv4 Host",
            "RFC 3986 §3.2.2",
            head("GET /x HTTP/1.1", "Host: 127.0.0.1:80"),
            "GET /x 0"),
        served(
            "an IPv6 Host",
            "RFC 3986 §3.2.2",
            head("GET /x HTTP/1.1", "Host: [::1]:80"),
            "GET /x 0"),
        served(
            "a Host in capitals", "RFC 9110 §5.1", head("GET /x HTTP/1.1", "HOST: a"), "GET /x 0"),
        served(
            "Host is not the first field",
            "RFC 9110 §7.2",
            head("GET /x HTTP/1.1", "Accept: */*", "Host: a"),
            "GET /x 0"),
        refused(
                "absolute form and Host disagree",
                "one host for routing, another for us",
                head("GET http://a/x HTTP/1.1", "Host: b"),
                400)
            .orServedAs("GET /x 0"),
        refused("no Host in HTTP/1.1", HOST, head("GET / HTTP/1.1", "Accept: */*"), 400),
        refused("no field at all in HTTP/1.1", HOST, head("GET / HTTP/1.1"), 400),
        refused("two Hosts", HOST, head("GET / HTTP/1.1", "Host: a", "Host: b"), 400),
        refused("the same Host twice", HOST, head("GET / HTTP/1.1", "Host: a", "Host: a"), 400),
        refused("two Hosts in HTTP/1.0", HOST, head("GET / HTTP/1.0", "Host: a", "Host: b"), 400),
        refused("a list of Hosts", HOST, head("GET / HTTP/1.1", "Host: a, b"), 400),
        refused("a Host with a path", HOST, head("GET / HTTP/1.1", "Host: a/b"), 400),
        refused("a Host with a space", HOST, head("GET / HTTP/1.1", "Host: a b"), 400),
        refused(
            "a Host with user information",
            "RFC 9110 §4.2.4",
            head("GET / HTTP/1.1", "Host: u@a"),
            400),
        refused("a Host with a letter port", HOST, head("GET / HTTP/1.1", "Host: a:b"), 400),
        refused("a Host with two ports", HOST, head("GET / HTTP/1.1", "Host: a:1:2"), 400),
        refused(
            "an open bracket in Host",
            "RFC 3986 §3.2.2",
            head("GET / HTTP/1.1", "Host: [::1"),
            400),
        refused("a Host with a query", HOST, head("GET / HTTP/1.1", "Host: a?b"), 400),
        refused("a Host with a fragment", HOST, head("GET / HTTP/1.1", "Host: a#b"), 400),
        refused("a target without a slash", ORIGIN, target("a"), 400),
        refused("a relative target", ORIGIN, target("../a"), 400),
        refused("a query alone", ORIGIN, target("?a"), 400),
        refused("an asterisk for GET", "RFC 9112 §3.2.4: OPTIONS only", target("*"), 400),
        refused("authority form for GET", "RFC 9112 §3.2.3: CONNECT only", target("a:80"), 400),
        refused("a fragment", "RFC 9112 §3.2: no fragment is sent", target("/a#b"), 400),
        refused("an absolute target without authority", ABSOLUTE, target("http:///x"), 400),
        refused(
            "an absolute target with user information",
            "RFC 9110 §4.2.4",
            target("http://u:p@a/x"),
            400),
        refused(
            "an absolute target of an unknown scheme",
            "RFC 9110 §4.2",
            target("gopher://a/x"),
            400,
            421),
        refused("NUL in the target", "RFC 3986 §2", target("/a\0b"), 400),
        refused("a control character in the target", "RFC 3986 §2", target("/a\u0001b"), 400),
        refused("DEL in the target", "RFC 3986 §2", target("/a\u007fb"), 400),
        refused("a raw byte above ASCII in the target", "RFC 3986 §2", target("/caf\u00e9"), 400),
        refused("a bare CR in the target", "RFC 9112 §2.2", target("/a\rb"), 400),
        refused("a bare LF in the target", "RFC 9112 §2.2", target("/a\nb"), 400),
        refused("half a percent escape", "RFC 3986 §2.1", target("/a%2"), 400),
        refused("a percent escape of other letters", "RFC 3986 §2.1", target("/a%zz"), 400),
        refused("an encoded NUL", "RFC 3986 §7.3: cuts strings elsewhere", target("/a%00b"), 400)
            .orServedAs("GET /a%00b 0"),
        refused(
            "a backslash in the path",
            "RFC 3986 §3.3, read as a slash elsewhere",
            target("/a\\b"),
            400),
        refused("a quote in the path", "RFC 3986 §3.3", target("/a\"b"), 400)
            .orServedAs("GET /a\"b 0"),
        refused("an angle bracket in the path", "RFC 3986 §3.3", target("/<a>"), 400)
            .orServedAs("GET /<a> 0"),
        refused(
            "a target longer than its limit",
            "RFC 9112 §3: 414",
            target("/" + "a".repeat(9000)),
            414));
  }

  private static String target(String target) {
    return head("GET " + target + " HTTP/1.1", "Host: a");
  }
}
