package weft.bench.flood;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.Arrays;

/// Something a client can do by HTTP/2 to cost a server more than itself, and what Weft tells it.
public enum Flood {
  /// CVE-2023-44487. The bound on streams may be met before that on resets.
  RAPID_RESET(
      "11 too many streams.*",
      800,
      (frames, index) ->
          frames.get(id(index)).frame(FloodFrames.RST_STREAM, 0, id(index), FloodFrames.word(8))),
  /// CVE-2025-8671.
  MADE_YOU_RESET(
      "11 too many streams.*",
      400,
      (frames, index) ->
          frames
              .get(id(index))
              .frame(FloodFrames.WINDOW_UPDATE, 0, id(index), FloodFrames.word(0))),
  /// CVE-2024-27316.
  CONTINUATIONS(
      "11 a header block in too many or too large pieces",
      100,
      (frames, index) -> {
        if (index == 0) {
          frames.frame(FloodFrames.HEADERS, 0, 1);
        }
        frames.frame(FloodFrames.CONTINUATION, 0, 1, new byte[100]);
      }),
  /// CVE-2019-9515.
  SETTINGS("11 too many SETTINGS", 200, (frames, _) -> frames.frame(FloodFrames.SETTINGS, 0, 0)),
  /// CVE-2019-9512.
  PINGS("11 too many PINGs", 400, (frames, _) -> frames.frame(FloodFrames.PING, 0, 0, new byte[8])),
  /// CVE-2019-9513.
  PRIORITIES(
      "11 too many priority frames",
      3000,
      (frames, index) ->
          frames.frame(
              FloodFrames.PRIORITY,
              0,
              id(index),
              FloodFrames.word(0)[0],
              (byte) 0,
              (byte) 0,
              (byte) 0,
              (byte) 1)),
  PRIORITY_UPDATES(
      "11 too many priority frames",
      3000,
      (frames, _) -> frames.frame(FloodFrames.PRIORITY_UPDATE, 0, 0, FloodFrames.word(1))),
  WINDOW_UPDATES(
      "11 too many window updates",
      3000,
      (frames, _) -> frames.frame(FloodFrames.WINDOW_UPDATE, 0, 0, FloodFrames.word(1))),
  /// CVE-2019-9518.
  EMPTY_DATA(
      "11 too many empty frames",
      400,
      (frames, index) -> {
        if (index == 0) {
          frames.post(1);
        }
        frames.frame(FloodFrames.DATA, 0, 1);
      }),
  UNKNOWN_FRAMES(
      "11 too many frames of unknown types",
      400,
      (frames, _) -> frames.frame(0x42, 0, 0, new byte[20])),
  /// Windows that are never opened: each stream is given up, and the connection with enough of
  /// them.
  ZERO_WINDOW("11 too many streams with faults", 120, (frames, index) -> frames.get(id(index))),
  /// Small blocks that are large lists.
  HEADER_BOMB(
      "11 too many requests with too large fields",
      60,
      (frames, index) -> frames.get(id(index), index == 0 ? entry() : references())),
  /// A table that is emptied and filled again with every block.
  TABLE_CHURN(
      "11 too many changes of the table's size",
      60,
      (frames, index) -> frames.frame(FloodFrames.HEADERS, 5, id(index), churn())),
  /// Ids that are used up: the last one is served, and there is none behind it.
  STREAM_IDS(
      "1 a new stream's id is not greater than all before",
      2,
      (frames, index) -> frames.get(Integer.MAX_VALUE - 2 * index)),
  /// A preface that does not come.
  SLOW_PREFACE("1 the connection preface did not arrive in time", 0, (_, _) -> {});

  /// Adds the next frames of an attack.
  private interface Step {
    void accept(FloodFrames frames, int index);
  }

  private final String told;
  private final int count;

  // Steps keep nothing.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Step step;

  /// @param told what GOAWAY says, as a pattern
  Flood(String told, int count, Step step) {
    this.told = told;
    this.count = count;
    this.step = step;
  }

  private static int id(int index) {
    return 1 + 2 * index;
  }

  /// A field of 1900 bytes for the table.
  private static byte[] entry() {
    byte[] field = new byte[6 + 1900];
    Arrays.fill(field, (byte) 'y');
    byte[] head = {
      0x40, 1, 'x', 0x7f, (byte) (0x80 | (1900 - 127) % 128), (byte) ((1900 - 127) / 128)
    };
    System.arraycopy(head, 0, field, 0, 6);
    return field;
  }

  /// That field ten thousand times.
  private static byte[] references() {
    byte[] references = new byte[10_000];
    // Behind it the authority has come once for each stream, and stands before it.
    Arrays.fill(references, (byte) 0xbf);
    return references;
  }

  private static byte[] churn() {
    byte[] fields = new byte[60 * 5];
    for (int at = 0; at < fields.length; at += 5) {
      byte[] field = {0x40, 1, 'x', 1, (byte) ('0' + at % 64)};
      System.arraycopy(field, 0, fields, at, 5);
    }
    byte[] head = {0x20, 0x3f, (byte) 0xe1, 0x1f};
    byte[] get = {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'a'};
    byte[] block = new byte[head.length + get.length + fields.length];
    System.arraycopy(head, 0, block, 0, head.length);
    System.arraycopy(get, 0, block, head.length, get.length);
    System.arraycopy(fields, 0, block, head.length + get.length, fields.length);
    return block;
  }

  /// Does it, and reads what is told, to the end of the connection.
  void play(FloodWire wire) throws IOException {
    if (this == SLOW_PREFACE) {
      wire.send("PRI * HTTP/2.0\r\n".getBytes(ISO_8859_1));
    } else {
      FloodFrames preface = new FloodFrames();
      wire.send((this == ZERO_WINDOW ? preface.preface(4, 0) : preface.preface()).take());
    }
    FloodFrames frames = new FloodFrames();
    for (int index = 0; index < count; index++) {
      step.accept(frames, index);
      if (index % 50 == 49 && !wire.send(frames.take())) {
        break;
      }
    }
    wire.send(frames.take());
    wire.readToEnd();
  }

  /// Whether Weft has told the attacker why.
  boolean isToldOn(FloodWire wire) {
    return wire.goAway.matches(told);
  }
}
