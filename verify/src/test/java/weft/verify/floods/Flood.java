package weft.verify.floods;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.BiConsumer;

/// Something a client can do to cost a server more than itself, and what it is told.
enum Flood {
  /// CVE-2023-44487. The bound on streams may be met before that on resets.
  RAPID_RESET(
      "11 too many streams.*",
      800,
      (frames, index) ->
          frames.get(id(index)).frame(Frames.RST_STREAM, 0, id(index), Frames.word(8))),
  /// CVE-2025-8671.
  MADE_YOU_RESET(
      "11 too many streams.*",
      400,
      (frames, index) ->
          frames.get(id(index)).frame(Frames.WINDOW_UPDATE, 0, id(index), Frames.word(0))),
  /// CVE-2024-27316.
  CONTINUATIONS(
      "11 a header block in too many or too large pieces",
      100,
      (frames, index) -> {
        if (index == 0) {
          frames.frame(Frames.HEADERS, 0, 1);
        }
        frames.frame(Frames.CONTINUATION, 0, 1, new byte[100]);
      }),
  /// CVE-2019-9515.
  SETTINGS("11 too many SETTINGS", 200, (frames, _) -> frames.frame(Frames.SETTINGS, 0, 0)),
  /// CVE-2019-9512.
  PINGS("11 too many PINGs", 400, (frames, _) -> frames.frame(Frames.PING, 0, 0, new byte[8])),
  /// CVE-2019-9513.
  PRIORITIES(
      "11 too many priority frames",
      3000,
      (frames, index) ->
          frames.frame(
              Frames.PRIORITY,
              0,
              id(index),
              Frames.word(0)[0],
              (byte) 0,
              (byte) 0,
              (byte) 0,
              (byte) 1)),
  PRIORITY_UPDATES(
      "11 too many priority frames",
      3000,
      (frames, _) -> frames.frame(Frames.PRIORITY_UPDATE, 0, 0, Frames.word(1))),
  WINDOW_UPDATES(
      "11 too many window updates",
      3000,
      (frames, _) -> frames.frame(Frames.WINDOW_UPDATE, 0, 0, Frames.word(1))),
  /// CVE-2019-9518.
  EMPTY_DATA(
      "11 too many empty frames",
      400,
      (frames, index) -> {
        if (index == 0) {
          frames.post(1);
        }
        frames.frame(Frames.DATA, 0, 1);
      }),
  UNKNOWN_FRAMES(
      "11 too many frames of unknown types",
      400,
      (frames, _) -> frames.frame(0x42, 0, 0, new byte[20])),
  /// Windows that are never opened: each stream is given up, and the connection with enough of
  /// them.
  ZERO_WINDOW("11 too many streams with faults", 120, (frames, index) -> frames.get(id(index))),
  /// Small blocks that are large lists: each is refused.
  HEADER_BOMB(
      "", 60, (frames, index) -> frames.get(id(index), index == 0 ? entry() : references())),
  /// A table that is emptied and filled again with every block: served, at the client's cost.
  TABLE_CHURN("", 60, (frames, index) -> frames.frame(Frames.HEADERS, 5, id(index), churn())),
  /// Ids that are used up: the last one is served, and there is none behind it.
  STREAM_IDS(
      "1 a new stream's id is not greater than all before",
      2,
      (frames, index) -> frames.get(Integer.MAX_VALUE - 2 * index)),
  /// A preface that does not come.
  SLOW_PREFACE("1 the connection preface did not arrive in time", 0, (_, _) -> {});

  private final String told;
  private final int count;
  private final BiConsumer<Frames, Integer> step;

  /// @param told what GOAWAY says, as a pattern; empty when the connection is not ended
  Flood(String told, int count, BiConsumer<Frames, Integer> step) {
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
    byte[] head = {0x40, 1, 'x', 0x7f, (byte) (1900 - 127 & 0x7f | 0x80), (byte) (1900 - 127 >> 7)};
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

  /// Does it, and checks what is told.
  void play(Http2Wire wire) throws IOException {
    if (this == SLOW_PREFACE) {
      wire.send("PRI * HTTP/2.0\r\n".getBytes(ISO_8859_1));
    } else {
      wire.send(this == ZERO_WINDOW ? frames().preface(4, 0).take() : frames().preface().take());
    }
    Frames frames = frames();
    for (int index = 0; index < count; index++) {
      step.accept(frames, index);
      if (index % 50 == 49 && !wire.send(frames.take())) {
        break;
      }
    }
    wire.send(frames.take());
    if (told.isEmpty()) {
      wire.readAnswers(count);
      check(wire.answers == count && wire.goAway.isEmpty(), wire);
    } else {
      wire.readToEnd();
      check(wire.goAway.matches(told), wire);
    }
    check(this != HEADER_BOMB || wire.refusals >= count - 2, wire);
  }

  private static Frames frames() {
    return new Frames();
  }

  private void check(boolean holds, Http2Wire wire) {
    if (!holds) {
      throw new AssertionError(this + " was told: " + wire);
    }
  }
}
