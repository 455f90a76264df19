package weft.verify.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static weft.verify.websocket.AutobahnCase.number;
import static weft.verify.websocket.ClientFrames.CLOSE;
import static weft.verify.websocket.ClientFrames.CONTINUATION;
import static weft.verify.websocket.ClientFrames.PING;
import static weft.verify.websocket.ClientFrames.TEXT;
import static weft.verify.websocket.ClientFrames.close;
import static weft.verify.websocket.ClientFrames.frame;
import static weft.verify.websocket.ClientFrames.part;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Section 7: the closing handshake.
final class CloseCases {
  private static final int PROTOCOL_ERROR = 1002;
  private static final int[] VALID = {
    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999
  };
  private static final int[] INVALID = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999};

  private CloseCases() {}

  static List<AutobahnCase> all() {
    List<AutobahnCase> cases = new ArrayList<>();
    byte[] hello = frame(TEXT, "Hello World!");
    byte[] end = close(1000);
    cases.add(
        number("7.1.1").sends(hello, hello).echoes("Hello World!").echoes("Hello World!").closes());
    // "If an endpoint receives a Close frame ...": nothing behind it counts.
    cases.add(number("7.1.2").sends(end, end).fails(1000));
    cases.add(number("7.1.3").sends(end, frame(PING, "x")).fails(1000));
    cases.add(number("7.1.4").sends(end, hello).fails(1000));
    cases.add(
        number("7.1.5")
            .sends(part(TEXT, "fragment1"), end, frame(CONTINUATION, "fragment2"))
            .fails(1000));
    byte[] large = FramingCases.filled(256 * 1024, '*');
    cases.add(
        number("7.1.6")
            .sends(frame(TEXT, large), hello, end, frame(PING, "x"))
            .echoes(true, large)
            .echoes("Hello World!")
            .fails(1000));
    cases.add(number("7.3.1").sends(frame(CLOSE, new byte[0])).closesEmpty());
    cases.add(number("7.3.2").sends(frame(CLOSE, "a")).fails(PROTOCOL_ERROR));
    cases.add(number("7.3.3").sends(end).fails(1000));
    cases.add(number("7.3.4").sends(close(1000, "Hello World!".getBytes(UTF_8))).fails(1000));
    cases.add(number("7.3.5").sends(close(1000, FramingCases.filled(123, '*'))).fails(1000));
    cases.add(
        number("7.3.6").sends(close(1000, FramingCases.filled(124, '*'))).fails(PROTOCOL_ERROR));
    cases.add(
        number("7.5.1")
            .sends(close(1000, HexFormat.of().parseHex("cebae1bdb9cf83cebcceb5eda080656469746564")))
            .fails(1007));
    for (int index = 0; index < VALID.length; index++) {
      cases.add(number("7.7." + (index + 1)).sends(close(VALID[index])).fails(VALID[index]));
    }
    for (int index = 0; index < INVALID.length; index++) {
      cases.add(number("7.9." + (index + 1)).sends(close(INVALID[index])).fails(PROTOCOL_ERROR));
    }
    cases.add(number("7.13.1").sends(close(5000)).fails(PROTOCOL_ERROR));
    cases.add(number("7.13.2").sends(close(65_535)).fails(PROTOCOL_ERROR));
    return cases;
  }
}
