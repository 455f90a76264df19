package weft.verify.conformance;

import static weft.verify.conformance.WireCase.get;
import static weft.verify.conformance.WireCase.head;
import static weft.verify.conformance.WireCase.neverServed;
import static weft.verify.conformance.WireCase.post;
import static weft.verify.conformance.WireCase.refused;
import static weft.verify.conformance.WireCase.served;

import java.util.List;

/// Content-Length, and the choice between it and Transfer-Encoding. RFC 9110 §8.6, RFC 9112 §6.
final class LengthCases {
  private static final String LENGTH = "RFC 9110 §8.6";
  private static final String BOTH = "RFC 9112 §6.3 rule 3: both is an attempt to smuggle";
  private static final String CODING = "RFC 9112 §6.1";
  private static final String CHUNKED = "Transfer-Encoding: chunked";
  private static final String BODY = "3\r\nabc\r\n0\r\n\r\n";

  private LengthCases() {}

  static List<WireCase> list() {
    return List.of(
        served("a body by its length", LENGTH, post("Content-Length: 3") + "abc", "POST /x 3"),
        served("a body of nothing", LENGTH, post("Content-Length: 0"), "POST /x 0"),
        served("no length and no coding is no body", "RFC 9112 §6.3 rule 7", post(), "POST /x 0"),
        served(
                "leading zeros",
                LENGTH + " 1*DIGIT",
                post("Content-Length: 003") + "abc",
                "POST /x 3")
            .orRefused(400),
        served("a body of a GET", "RFC 9110 §9.3.1", get("Content-Length: 3") + "abc", "GET /x 3"),
        served(
            "a body of a DELETE",
            "RFC 9110 §9.3.5",
            head("DELETE /x HTTP/1.1", "Host: a", "Content-Length: 3") + "abc",
            "DELETE /x 3"),
        served(
            "a body of a HEAD",
            "RFC 9110 §9.3.2",
            head("HEAD /x HTTP/1.1", "Host: a", "Content-Length: 3") + "abc",
            "HEAD /x 3"),
        served(
            "a body that looks like a request",
            "RFC 9112 §6.2",
            post("Content-Length: " + WireCase.SMUGGLED.length()) + WireCase.SMUGGLED,
            "POST /x " + WireCase.SMUGGLED.length()),
        served(
            "a body that holds line ends",
            "RFC 9112 §6.2",
            post("Content-Length: 6") + "\r\n\r\n\r\n",
            "POST /x 6"),
        served(
            "a body of NULs", "RFC 9112 §6.2", post("Content-Length: 4") + "\0\0\0\0", "POST /x 4"),
        served(
            "a length with spaces around",
            "RFC 9112 §5",
            post("Content-Length: \t 3 \t") + "abc",
            "POST /x 3"),
        served(
            "a larger body",
            LENGTH,
            post("Content-Length: 70000") + "b".repeat(70_000),
            "POST /x 70000"),
        served("chunked", CODING, post(CHUNKED) + BODY, "POST /x 3"),
        served(
            "chunked in capitals",
            "RFC 9112 §7: names are case-insensitive",
            post("TRANSFER-ENCODING: CHUNKED") + BODY,
            "POST /x 3"),
        served(
            "chunked with spaces around",
            "RFC 9112 §5",
            post("Transfer-Encoding: \t chunked \t") + BODY,
            "POST /x 3"),
        served("chunked of a GET", CODING, get(CHUNKED) + BODY, "GET /x 3"),
        neverServed(
            "a length longer than what comes", LENGTH, post("Content-Length: 4000") + "abc"),
        refused("an empty length", LENGTH, post("Content-Length:"), 400),
        refused("a negative length", LENGTH, post("Content-Length: -1"), 400),
        refused(
            "a length with a plus",
            "parsed by many library functions",
            post("Content-Length: +3") + "abc",
            400),
        refused("a hexadecimal length", LENGTH, post("Content-Length: 0x3") + "abc", 400),
        refused("a length with a point", LENGTH, post("Content-Length: 3.0") + "abc", 400),
        refused("a length with an exponent", LENGTH, post("Content-Length: 3e0") + "abc", 400),
        refused(
            "a length with an underscore",
            "legal in some languages' parsers",
            post("Content-Length: 1_0") + "0123456789",
            400),
        refused("a length with a letter", LENGTH, post("Content-Length: 3a") + "abc", 400),
        refused(
            "a length with a space inside",
            LENGTH,
            post("Content-Length: 1 0") + "0123456789",
            400),
        refused("a length in quotes", LENGTH, post("Content-Length: \"3\"") + "abc", 400),
        refused(
            "a length in other digits",
            "Unicode digits",
            post("Content-Length: \u00b3") + "abc",
            400),
        refused(
            "a length of a 64-bit overflow",
            LENGTH + ": anticipate large values",
            post("Content-Length: 18446744073709551619") + "abc",
            400,
            413),
        refused(
            "a length of a signed overflow",
            LENGTH,
            post("Content-Length: 9223372036854775808") + "abc",
            400,
            413),
        refused(
            "a length of forty digits",
            LENGTH,
            post("Content-Length: " + "9".repeat(40)),
            400,
            413),
        refused(
            "two lengths",
            "RFC 9112 §6.3 rule 5",
            post("Content-Length: 3", "Content-Length: 4") + "abcd",
            400),
        refused(
            "the same length twice",
            "RFC 9112 §6.3 rule 5: we refuse the repair",
            post("Content-Length: 3", "Content-Length: 3") + "abc",
            400),
        refused(
            "two lengths far apart",
            "RFC 9112 §6.3 rule 5",
            post("Content-Length: 3", "X-A: b", "content-length: 0") + "abc",
            400),
        refused(
            "a list of two lengths",
            "RFC 9112 §6.3 rule 5",
            post("Content-Length: 3, 4") + "abcd",
            400),
        refused(
            "a list of the same length",
            "RFC 9112 §6.3 rule 5: we refuse the repair",
            post("Content-Length: 3, 3") + "abc",
            400),
        refused("a length and a comma", LENGTH, post("Content-Length: 3,") + "abc", 400),
        refused("a comma and a length", LENGTH, post("Content-Length: ,3") + "abc", 400),
        refused(
            "a length of a bad request in HTTP/1.0",
            LENGTH,
            head("POST /x HTTP/1.0", "Content-Length: x"),
            400),
        refused("a length and chunked", BOTH, post("Content-Length: 3", CHUNKED) + BODY, 400),
        refused("chunked and a length", BOTH, post(CHUNKED, "Content-Length: 3") + BODY, 400),
        refused(
            "chunked and the length of its bytes",
            BOTH,
            post(CHUNKED, "Content-Length: 13") + BODY,
            400),
        refused(
            "chunked and a length of zero", BOTH, post(CHUNKED, "Content-Length: 0") + BODY, 400),
        refused("chunked and a bad length", BOTH, post(CHUNKED, "Content-Length: x") + BODY, 400),
        refused(
            "another coding and a length",
            BOTH,
            post("Transfer-Encoding: identity", "Content-Length: 3") + "abc",
            400,
            501),
        refused(
            "an empty coding and a length",
            BOTH,
            post("Transfer-Encoding:", "Content-Length: 3") + "abc",
            400,
            501),
        refused(
            "identity",
            CODING + ": removed from the registry",
            post("Transfer-Encoding: identity") + "abc",
            400,
            501),
        refused("an empty coding", CODING, post("Transfer-Encoding:") + BODY, 400, 501),
        refused(
            "an unknown coding",
            CODING + ": 501",
            post("Transfer-Encoding: xchunked") + BODY,
            400,
            501),
        refused(
            "a coding of chunked with a suffix",
            "smuggling by obfuscation",
            post("Transfer-Encoding: chunkedx") + BODY,
            400,
            501),
        refused(
            "gzip without chunked",
            "RFC 9112 §6.3 rule 4",
            post("Transfer-Encoding: gzip") + "abc",
            400,
            501),
        refused(
            "gzip then chunked",
            "a coding we do not decode",
            post("Transfer-Encoding: gzip, chunked") + BODY,
            400,
            501),
        refused(
            "chunked then gzip",
            "RFC 9112 §6.3 rule 4: chunked is not last",
            post("Transfer-Encoding: chunked, gzip") + BODY,
            400,
            501),
        refused(
            "chunked twice in a list",
            CODING + ": not more than once",
            post("Transfer-Encoding: chunked, chunked") + BODY,
            400,
            501),
        refused(
            "chunked twice in two fields",
            CODING + ": not more than once",
            post(CHUNKED, CHUNKED) + BODY,
            400,
            501),
        refused(
            "chunked and another coding in two fields",
            "smuggling: first or last wins",
            post(CHUNKED, "Transfer-Encoding: x") + BODY,
            400,
            501),
        refused(
            "another coding and chunked in two fields",
            "smuggling: first or last wins",
            post("Transfer-Encoding: x", CHUNKED) + BODY,
            400,
            501),
        refused(
            "identity then chunked",
            "smuggling: identity is skipped by some",
            post("Transfer-Encoding: identity, chunked") + BODY,
            400,
            501),
        refused(
            "chunked with a parameter",
            CODING,
            post("Transfer-Encoding: chunked;a=b") + BODY,
            400,
            501),
        refused(
            "chunked with a semicolon",
            CODING,
            post("Transfer-Encoding: chunked;") + BODY,
            400,
            501),
        refused(
            "chunked with a comma behind",
            "smuggling by an empty list element",
            post("Transfer-Encoding: chunked,") + BODY,
            400,
            501),
        refused(
            "chunked with a comma before",
            "smuggling by an empty list element",
            post("Transfer-Encoding: ,chunked") + BODY,
            400,
            501),
        refused(
            "chunked in quotes", CODING, post("Transfer-Encoding: \"chunked\"") + BODY, 400, 501),
        refused(
            "chunked with a colon",
            "smuggling by obfuscation",
            post("Transfer-Encoding: : chunked") + BODY,
            400,
            501),
        refused(
            "chunked with a NUL",
            "smuggling by obfuscation",
            post("Transfer-Encoding: chunked\0") + BODY,
            400),
        refused(
            "chunked with a vertical tab",
            "smuggling by obfuscation",
            post("Transfer-Encoding:\u000bchunked") + BODY,
            400),
        refused(
            "chunked with a form feed",
            "smuggling by obfuscation",
            post("Transfer-Encoding:\fchunked") + BODY,
            400),
        refused(
            "chunked with a no-break space",
            "smuggling by obfuscation",
            post("Transfer-Encoding: \u00a0chunked") + BODY,
            400,
            501),
        refused(
            "a space before the colon of Transfer-Encoding",
            "RFC 9112 §5.1",
            post("Transfer-Encoding : chunked") + BODY,
            400),
        refused(
            "Transfer-Encoding behind a space",
            "smuggling by a fold",
            post("X-A: b", " Transfer-Encoding: chunked") + BODY,
            400),
        refused(
            "chunked in HTTP/1.0",
            CODING + ": faulty framing",
            head("POST /x HTTP/1.0", "Host: a", CHUNKED) + BODY,
            400,
            501),
        refused(
            "chunked and a length in HTTP/1.0",
            CODING,
            head("POST /x HTTP/1.0", "Host: a", CHUNKED, "Content-Length: 3") + BODY,
            400,
            501),
        refused(
            "a body announced larger than the limit",
            "RFC 9110 §15.5.14: 413 before it is read",
            post("Content-Length: 1073741824"),
            413));
  }
}
