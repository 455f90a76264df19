package weft.verify.websocket;

import static weft.verify.websocket.AutobahnCase.number;
import static weft.verify.websocket.ClientFrames.BINARY;
import static weft.verify.websocket.ClientFrames.CONTINUATION;
import static weft.verify.websocket.ClientFrames.TEXT;
import static weft.verify.websocket.ClientFrames.frame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import weft.verify.websocket.AutobahnCase.Script;

/// Section 9: large messages, many fragments, small pieces, many messages; at a sixteenth of the
/// list's sizes, so that builds stay short.
final class VolumeCases {
  private static final int[] SIZES = {4096, 16_384, 65_536, 262_144, 524_288, 1_048_576};
  private static final int[] FRAGMENTS = {
    64, 256, 1024, 4096, 16_384, 65_536, 262_144, 524_288, 1_048_576
  };
  private static final int[] PIECES = {64, 128, 256, 512, 1024, 2048};
  private static final int[] ROUND_TRIPS = {0, 16, 64, 256, 1024, 4096};
  private static final int ROUND_TRIP_COUNT = 60;

  private VolumeCases() {}

  static List<AutobahnCase> all() {
    List<AutobahnCase> cases = new ArrayList<>();
    for (int kind = 0; kind < 2; kind++) {
      int opcode = kind == 0 ? TEXT : BINARY;
      boolean text = kind == 0;
      for (int index = 0; index < SIZES.length; index++) {
        byte[] payload = payload(SIZES[index], text);
        cases.add(
            number("9." + (1 + kind) + "." + (index + 1))
                .sends(frame(opcode, payload))
                .echoes(text, payload)
                .closes());
      }
      for (int index = 0; index < FRAGMENTS.length; index++) {
        byte[] payload = payload(262_144, text);
        Script script = number("9." + (3 + kind) + "." + (index + 1));
        for (byte[] fragment : fragments(opcode, payload, FRAGMENTS[index])) {
          script.sends(fragment);
        }
        cases.add(script.echoes(text, payload).closes());
      }
      for (int index = 0; index < PIECES.length; index++) {
        byte[] payload = payload(65_536, text);
        cases.add(
            number("9." + (5 + kind) + "." + (index + 1))
                .chops(PIECES[index], frame(opcode, payload))
                .echoes(text, payload)
                .closes());
      }
      for (int index = 0; index < ROUND_TRIPS.length; index++) {
        byte[] payload = payload(ROUND_TRIPS[index], text);
        Script script = number("9." + (7 + kind) + "." + (index + 1));
        for (int count = 0; count < ROUND_TRIP_COUNT; count++) {
          script.sends(frame(opcode, payload)).echoes(text, payload);
        }
        cases.add(script.closes());
      }
    }
    return cases;
  }

  static byte[] payload(int size, boolean text) {
    byte[] bytes = new byte[size];
    int state = size;
    for (int index = 0; index < size; index++) {
      state = state * 1_103_515_245 + 12_345;
      bytes[index] = (byte) (text ? 'a' + ((state >>> 16) & 15) : state >>> 16);
    }
    return bytes;
  }

  static List<byte[]> fragments(int opcode, byte[] payload, int size) {
    List<byte[]> frames = new ArrayList<>();
    for (int at = 0; at < payload.length; at += size) {
      int end = Math.min(payload.length, at + size);
      frames.add(
          frame(
              end == payload.length,
              0,
              at == 0 ? opcode : CONTINUATION,
              Arrays.copyOfRange(payload, at, end)));
    }
    return frames;
  }
}
