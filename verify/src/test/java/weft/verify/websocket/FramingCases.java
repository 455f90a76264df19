package weft.verify.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static weft.verify.websocket.AutobahnCase.number;
import static weft.verify.websocket.ClientFrames.BINARY;
import static weft.verify.websocket.ClientFrames.CONTINUATION;
import static weft.verify.websocket.ClientFrames.PING;
import static weft.verify.websocket.ClientFrames.PONG;
import static weft.verify.websocket.ClientFrames.TEXT;
import static weft.verify.websocket.ClientFrames.frame;
import static weft.verify.websocket.ClientFrames.part;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import weft.verify.websocket.AutobahnCase.Script;

/// Sections 1 to 5 and 10: framing, pings, reserved bits and opcodes, fragments.
final class FramingCases {
  private static final int PROTOCOL_ERROR = 1002;
  private static final byte[] NOTHING = {};
  private static final byte[] HELLO = frame(TEXT, "Hello, world!");

  private FramingCases() {}

  static List<AutobahnCase> all() {
    List<AutobahnCase> cases = new ArrayList<>();
    lengths(cases);
    pings(cases);
    reservedBits(cases);
    reservedOpcodes(cases);
    fragments(cases);
    strayContinuations(cases);
    byte[] long10 = filled(65_536, '*');
    Script fragmented = number("10.1.1");
    for (int at = 0; at < long10.length; at += 1300) {
      int end = Math.min(long10.length, at + 1300);
      fragmented.sends(
          frame(
              end == long10.length,
              0,
              at == 0 ? TEXT : CONTINUATION,
              Arrays.copyOfRange(long10, at, end)));
    }
    cases.add(fragmented.echoes(true, long10).closes());
    return cases;
  }

  static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static void lengths(List<AutobahnCase> cases) {
    int[] lengths = {0, 125, 126, 127, 128, 65_535, 65_536};
    for (int index = 0; index < lengths.length; index++) {
      byte[] text = filled(lengths[index], '*');
      byte[] binary = filled(lengths[index], 0xfe);
      String last = "." + (index + 1);
      cases.add(number("1.1" + last).sends(frame(TEXT, text)).echoes(true, text).closes());
      cases.add(number("1.2" + last).sends(frame(BINARY, binary)).echoes(false, binary).closes());
    }
    byte[] text = filled(65_536, '*');
    byte[] binary = filled(65_536, 0xfe);
    cases.add(number("1.1.8").chops(997, frame(TEXT, text)).echoes(true, text).closes());
    cases.add(number("1.2.8").chops(997, frame(BINARY, binary)).echoes(false, binary).closes());
  }

  private static void pings(List<AutobahnCase> cases) {
    byte[] hello = "Hello, world!".getBytes(UTF_8);
    byte[] odd = {
      0, (byte) 0xff, (byte) 0xfe, (byte) 0xfd, (byte) 0xfc, (byte) 0xfb, 0, (byte) 0xff
    };
    byte[] most = filled(125, 0xfe);
    cases.add(number("2.1").sends(frame(PING, NOTHING)).pongs(NOTHING).closes());
    cases.add(number("2.2").sends(frame(PING, hello)).pongs(hello).closes());
    cases.add(number("2.3").sends(frame(PING, odd)).pongs(odd).closes());
    cases.add(number("2.4").sends(frame(PING, most)).pongs(most).closes());
    cases.add(number("2.5").sends(frame(PING, filled(126, 0xfe))).fails(PROTOCOL_ERROR));
    cases.add(number("2.6").chops(1, frame(PING, most)).pongs(most).closes());
    cases.add(number("2.7").sends(frame(PONG, NOTHING)).closes());
    cases.add(number("2.8").sends(frame(PONG, "unsolicited pong payload")).closes());
    cases.add(
        number("2.9").sends(frame(PONG, "unsolicited"), frame(PING, hello)).pongs(hello).closes());
    Script ten = number("2.10");
    Script chopped = number("2.11");
    for (int index = 0; index < 10; index++) {
      byte[] payload = ("payload-" + index).getBytes(UTF_8);
      ten.sends(frame(PING, payload)).pongs(payload);
      chopped.chops(1, frame(PING, payload)).pongs(payload);
    }
    cases.add(ten.closes());
    cases.add(chopped.closes());
  }

  private static void reservedBits(List<AutobahnCase> cases) {
    byte[] hello = "Hello, world!".getBytes(UTF_8);
    cases.add(number("3.1").sends(frame(true, 1, TEXT, hello)).fails(PROTOCOL_ERROR));
    byte[] two = frame(true, 2, TEXT, hello);
    byte[] three = frame(true, 3, TEXT, hello);
    byte[] four = frame(true, 4, TEXT, hello);
    byte[] ping = frame(PING, NOTHING);
    cases.add(number("3.2").sends(HELLO, two, ping).echoes("Hello, world!").fails(PROTOCOL_ERROR));
    cases.add(
        number("3.3").chops(7, HELLO, three, ping).echoes("Hello, world!").fails(PROTOCOL_ERROR));
    cases.add(
        number("3.4").chops(1, HELLO, four, ping).echoes("Hello, world!").fails(PROTOCOL_ERROR));
    cases.add(number("3.5").sends(frame(true, 5, BINARY, filled(8, 0xff))).fails(PROTOCOL_ERROR));
    cases.add(number("3.6").sends(frame(true, 6, PING, hello)).fails(PROTOCOL_ERROR));
    cases.add(
        number("3.7").sends(frame(true, 7, ClientFrames.CLOSE, NOTHING)).fails(PROTOCOL_ERROR));
  }

  private static void reservedOpcodes(List<AutobahnCase> cases) {
    for (int group = 0; group < 2; group++) {
      for (int index = 0; index < 5; index++) {
        int opcode = (group == 0 ? 3 : 11) + index;
        byte[] payload = index % 2 == 0 ? NOTHING : "reserved opcode payload".getBytes(UTF_8);
        Script script = number("4." + (group + 1) + "." + (index + 1));
        byte[] reserved = frame(opcode, payload);
        byte[] ping = frame(PING, NOTHING);
        switch (index) {
          case 0, 1 -> script.sends(reserved);
          case 2 -> script.sends(HELLO, reserved, ping).echoes("Hello, world!");
          case 3 -> script.chops(5, HELLO, reserved, ping).echoes("Hello, world!");
          default -> script.chops(1, HELLO, reserved, ping).echoes("Hello, world!");
        }
        cases.add(script.fails(PROTOCOL_ERROR));
      }
    }
  }

  private static void fragments(List<AutobahnCase> cases) {
    byte[] first = part(TEXT, "fragment1");
    byte[] second = frame(CONTINUATION, "fragment2");
    byte[] ping = frame(PING, "ping payload");
    byte[] pong = "ping payload".getBytes(UTF_8);
    String both = "fragment1fragment2";
    cases.add(number("5.1").sends(part(PING, "fragment1"), second).fails(PROTOCOL_ERROR));
    cases.add(number("5.2").sends(part(PONG, "fragment1"), second).fails(PROTOCOL_ERROR));
    cases.add(number("5.3").sends(first, second).echoes(both).closes());
    cases.add(number("5.4").chops(4, first, second).echoes(both).closes());
    cases.add(number("5.5").chops(1, first, second).echoes(both).closes());
    cases.add(number("5.6").sends(first, ping, second).pongs(pong).echoes(both).closes());
    cases.add(number("5.7").chops(4, first, ping, second).pongs(pong).echoes(both).closes());
    cases.add(number("5.8").chops(1, first, ping, second).pongs(pong).echoes(both).closes());
    byte[][] five = {
      part(TEXT, "fragment1"),
      part(CONTINUATION, "fragment2"),
      frame(PING, "pongme 1!"),
      part(CONTINUATION, "fragment3"),
      part(CONTINUATION, "fragment4"),
      frame(PING, "pongme 2!"),
      frame(CONTINUATION, "fragment5")
    };
    String all = "fragment1fragment2fragment3fragment4fragment5";
    byte[] pong1 = "pongme 1!".getBytes(UTF_8);
    byte[] pong2 = "pongme 2!".getBytes(UTF_8);
    cases.add(number("5.18").sends(first, frame(TEXT, "fragment2")).fails(PROTOCOL_ERROR));
    cases.add(number("5.19").sends(five).pongs(pong1).pongs(pong2).echoes(all).closes());
    cases.add(number("5.20").chops(1, five).pongs(pong1).pongs(pong2).echoes(all).closes());
  }

  /// 5.9 to 5.17: continuations where there is nothing to continue.
  private static void strayContinuations(List<AutobahnCase> cases) {
    byte[] lastStray = frame(CONTINUATION, "non-continuation payload");
    byte[] stray = part(CONTINUATION, "non-continuation payload");
    cases.add(number("5.9").sends(lastStray, HELLO).fails(PROTOCOL_ERROR));
    cases.add(number("5.10").chops(6, lastStray, HELLO).fails(PROTOCOL_ERROR));
    cases.add(number("5.11").chops(1, lastStray, HELLO).fails(PROTOCOL_ERROR));
    cases.add(number("5.12").sends(stray, HELLO).fails(PROTOCOL_ERROR));
    cases.add(number("5.13").chops(6, stray, HELLO).fails(PROTOCOL_ERROR));
    cases.add(number("5.14").chops(1, stray, HELLO).fails(PROTOCOL_ERROR));
    cases.add(
        number("5.15")
            .sends(
                part(TEXT, "fragment1"),
                frame(CONTINUATION, "fragment2"),
                part(CONTINUATION, "fragment3"),
                frame(TEXT, "fragment4"))
            .echoes("fragment1fragment2")
            .fails(PROTOCOL_ERROR));
    cases.add(
        number("5.16")
            .sends(part(CONTINUATION, "fragment1"), part(TEXT, "fragment2"))
            .fails(PROTOCOL_ERROR));
    cases.add(
        number("5.17")
            .sends(frame(CONTINUATION, "fragment1"), part(TEXT, "fragment2"))
            .fails(PROTOCOL_ERROR));
  }
}
