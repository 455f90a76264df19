package weft.verify.conformance;

import static weft.verify.conformance.WireCase.neverServed;
import static weft.verify.conformance.WireCase.post;
import static weft.verify.conformance.WireCase.refused;
import static weft.verify.conformance.WireCase.served;

import java.util.List;

/// The chunked coding: sizes, extensions, line ends, trailers. RFC 9112 §7.1.
final class ChunkCases {
  private static final String SIZE = "RFC 9112 §7.1";
  private static final String EXTENSION = "RFC 9112 §7.1.1";
  private static final String TRAILER = "RFC 9112 §7.1.2";
  private static final String END = "0\r\n\r\n";

  private ChunkCases() {}

  static List<WireCase> list() {
    return List.of(
        served("several chunks", SIZE, chunked("3\r\nabc\r\n2\r\nde\r\n" + END), "POST /x 5"),
        served("the last chunk alone", SIZE, chunked(END), "POST /x 0"),
        served(
            "a last chunk of several zeros",
            SIZE + ": 1*\"0\"",
            chunked("3\r\nabc\r\n000\r\n\r\n"),
            "POST /x 3"),
        served("a size with leading zeros", SIZE, chunked("0003\r\nabc\r\n" + END), "POST /x 3"),
        served("a size in capitals", SIZE, chunked("A\r\n0123456789\r\n" + END), "POST /x 10"),
        served("a size in small letters", SIZE, chunked("a\r\n0123456789\r\n" + END), "POST /x 10"),
        served(
            "a size of two digits",
            SIZE,
            chunked("10\r\n0123456789abcdef\r\n" + END),
            "POST /x 16"),
        served(
            "a chunk that holds line ends", SIZE, chunked("4\r\n\r\n\r\n\r\n" + END), "POST /x 4"),
        served(
            "a chunk that looks like an end",
            SIZE,
            chunked("5\r\n0\r\n\r\n\r\n" + END),
            "POST /x 5"),
        served(
            "a chunk larger than a buffer",
            SIZE,
            chunked("11170\r\n" + "b".repeat(0x11170) + "\r\n" + END),
            "POST /x 70000"),
        served(
            "an extension without value", EXTENSION, chunked("3;a\r\nabc\r\n" + END), "POST /x 3"),
        served(
            "an extension with a token", EXTENSION, chunked("3;a=b\r\nabc\r\n" + END), "POST /x 3"),
        served(
            "an extension with a quoted string",
            EXTENSION,
            chunked("3;a=\"b;c\"\r\nabc\r\n" + END),
            "POST /x 3"),
        served(
            "an extension of the last chunk",
            EXTENSION,
            chunked("3\r\nabc\r\n0;a=b\r\n\r\n"),
            "POST /x 3"),
        served(
            "several extensions",
            EXTENSION,
            chunked("3;a=b;c;d=\"e\"\r\nabc\r\n" + END),
            "POST /x 3"),
        served(
            "a trailer field", TRAILER, chunked("3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n"), "POST /x 3"),
        served(
            "several trailer fields",
            TRAILER,
            chunked("3\r\nabc\r\n0\r\nX-Sum: 1\r\nX-B: \r\n\r\n"),
            "POST /x 3"),
        refused("a size that is no number", SIZE, chunked("x\r\nabc\r\n" + END), 400),
        refused("an empty size", SIZE, chunked("\r\nabc\r\n" + END), 400),
        refused(
            "a size with 0x",
            "parsed by many library functions",
            chunked("0x3\r\nabc\r\n" + END),
            400),
        refused(
            "a negative size",
            "parsed by many library functions",
            chunked("-3\r\nabc\r\n" + END),
            400),
        refused(
            "a size with a plus",
            "parsed by many library functions",
            chunked("+3\r\nabc\r\n" + END),
            400),
        refused(
            "a size with an underscore",
            "legal in some languages' parsers",
            chunked("0_3\r\nabc\r\n" + END),
            400),
        refused(
            "a size with a space before",
            "RFC 9112 §7.1 has none",
            chunked(" 3\r\nabc\r\n" + END),
            400),
        refused(
            "a size with a space behind",
            "trimmed by some, an extension to others",
            chunked("3 \r\nabc\r\n" + END),
            400),
        refused(
            "a size with a tab behind",
            "RFC 9112 §7.1 has none",
            chunked("3\t\r\nabc\r\n" + END),
            400),
        refused("a size with a NUL behind", SIZE, chunked("3\0\r\nabc\r\n" + END), 400),
        refused("a size with a comma", SIZE, chunked("3,\r\nabc\r\n" + END), 400),
        refused(
            "a size of a 64-bit overflow",
            SIZE + ": anticipate large values",
            chunked("10000000000000003\r\nabc\r\n" + END),
            400,
            413),
        neverServed("a size of a 32-bit overflow", SIZE, chunked("100000003\r\nabc\r\n" + END)),
        neverServed("a chunk longer than what comes", SIZE, chunked("fff\r\nabc\r\n" + END)),
        refused(
            "a negative size in two's complement",
            SIZE,
            chunked("ffffffffffffffff\r\nabc\r\n" + END),
            400,
            413),
        refused(
            "a size of a thousand zeros",
            "a long line for nothing",
            chunked("0".repeat(5000) + "3\r\nabc\r\n" + END),
            400,
            413),
        refused(
            "a bare LF behind the size",
            "smuggling by bare LF, TE.TE research 2025",
            chunked("3\nabc\r\n" + END),
            400),
        refused("a bare CR behind the size", SIZE, chunked("3\rabc\r\n" + END), 400),
        refused("CR CR LF behind the size", SIZE, chunked("3\r\r\nabc\r\n" + END), 400),
        refused(
            "a bare LF behind the data", "smuggling by bare LF", chunked("3\r\nabc\n" + END), 400),
        refused("a bare CR behind the data", SIZE, chunked("3\r\nabc\r" + END), 400),
        refused("nothing behind the data", SIZE, chunked("3\r\nabc" + END), 400),
        refused(
            "two other bytes behind the data",
            "a proxy may skip two bytes unread",
            chunked("3\r\nabcXX" + END),
            400),
        refused("a chunk shorter than its data", SIZE, chunked("2\r\nabc\r\n" + END), 400),
        refused(
            "a bare LF behind the last chunk",
            "smuggling by bare LF",
            chunked("3\r\nabc\r\n0\n\r\n"),
            400),
        refused(
            "a bare LF ends the trailers",
            "smuggling by bare LF",
            chunked("3\r\nabc\r\n0\r\n\n"),
            400),
        refused("CR without LF ends the trailers", SIZE, chunked("3\r\nabc\r\n0\r\n\rX"), 400),
        refused(
            "an extension with a bare LF",
            "smuggling by chunk extension, 2025",
            chunked("3;\nabc\r\n" + END),
            400),
        refused(
            "an extension name, then a bare LF",
            "smuggling by chunk extension, 2025",
            chunked("3;a\nabc\r\n" + END),
            400),
        refused("an extension with a bare CR", EXTENSION, chunked("3;a\rb\r\nabc\r\n" + END), 400),
        refused("an extension with a NUL", EXTENSION, chunked("3;a=\0\r\nabc\r\n" + END), 400),
        refused("an extension without name", EXTENSION, chunked("3;\r\nabc\r\n" + END), 400),
        refused(
            "an extension with an open quote", EXTENSION, chunked("3;a=\"b\r\nabc\r\n" + END), 400),
        refused(
            "extensions without end",
            "CVE-2023-39326 kind: overhead per byte of body",
            chunked("3;" + "a".repeat(40_000) + "\r\nabc\r\n" + END),
            400,
            413,
            431),
        refused("a trailer without colon", TRAILER, chunked("3\r\nabc\r\n0\r\nX\r\n\r\n"), 400),
        refused(
            "a trailer with a space before the colon",
            "RFC 9112 §5.1",
            chunked("3\r\nabc\r\n0\r\nX : 1\r\n\r\n"),
            400),
        refused(
            "a folded trailer",
            "RFC 9112 §5.2",
            chunked("3\r\nabc\r\n0\r\nX: 1\r\n 2\r\n\r\n"),
            400),
        refused(
            "a trailer with a NUL",
            "RFC 9110 §5.5",
            chunked("3\r\nabc\r\n0\r\nX: \0\r\n\r\n"),
            400),
        refused(
            "a bare LF in the trailers",
            "RFC 9112 §2.2",
            chunked("3\r\nabc\r\n0\r\nX: 1\nY: 2\r\n\r\n"),
            400),
        refused(
                "Content-Length as a trailer",
                "RFC 9110 §6.5.1: framing is never a trailer",
                chunked("3\r\nabc\r\n0\r\nContent-Length: 5\r\n\r\n"),
                400)
            .orServedAs("POST /x 3"),
        refused(
                "Transfer-Encoding as a trailer",
                "RFC 9110 §6.5.1",
                chunked("3\r\nabc\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n"),
                400)
            .orServedAs("POST /x 3"),
        refused(
                "Host as a trailer",
                "RFC 9110 §6.5.1",
                chunked("3\r\nabc\r\n0\r\nHost: b\r\n\r\n"),
                400)
            .orServedAs("POST /x 3"),
        refused(
            "trailers larger than the head's limit",
            "RFC 6585 §5",
            chunked("3\r\nabc\r\n0\r\nX: " + "b".repeat(20_000) + "\r\n\r\n"),
            400,
            431),
        refused(
            "more trailers than the limit",
            "RFC 6585 §5",
            chunked("3\r\nabc\r\n0\r\n" + "X: 1\r\n".repeat(300) + "\r\n"),
            400,
            431));
  }

  private static String chunked(String body) {
    return post("Transfer-Encoding: chunked") + body;
  }
}
