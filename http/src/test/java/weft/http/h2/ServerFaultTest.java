package weft.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Frames of a server that end its connection (RFC 9113 §5 to §7), and floods.
class ServerFaultTest {
  private static Arguments row(Http2Fault fault, String code, FrameScript script) {
    return Arguments.of(fault, code, script);
  }

  private static FrameScript script() {
    return new FrameScript();
  }

  static Stream<Arguments> frames() {
    byte[] eight = new byte[8];
    return Stream.of(
        row(
            Http2Fault.PUSH_DISABLED,
            "PROTOCOL_ERROR",
            script()
                .frame(FrameType.PUSH_PROMISE, FrameType.END_HEADERS, 1, new byte[] {0, 0, 0, 2})),
        row(
            Http2Fault.PRIORITY_UPDATE_FROM_SERVER,
            "PROTOCOL_ERROR",
            script().priorityUpdate(1, "u=1")),
        row(
            Http2Fault.BAD_SETTING,
            "PROTOCOL_ERROR",
            script().settings(PeerSettings.ENABLE_PUSH, 1)),
        row(
            Http2Fault.BAD_SETTING,
            "PROTOCOL_ERROR",
            script().settings(PeerSettings.MAX_FRAME_SIZE, 1)),
        row(
            Http2Fault.BAD_WINDOW_SETTING,
            "FLOW_CONTROL_ERROR",
            script().settings(PeerSettings.INITIAL_WINDOW_SIZE, -1)),
        row(
            Http2Fault.WINDOW_OVERFLOW,
            "FLOW_CONTROL_ERROR",
            script().windowUpdate(0, Integer.MAX_VALUE)),
        row(Http2Fault.ZERO_WINDOW_UPDATE, "PROTOCOL_ERROR", script().windowUpdate(0, 0)),
        row(Http2Fault.IDLE_STREAM, "PROTOCOL_ERROR", script().windowUpdate(5, 1)),
        row(Http2Fault.IDLE_STREAM, "PROTOCOL_ERROR", script().headers(5, true, ":status", "200")),
        row(Http2Fault.IDLE_STREAM, "PROTOCOL_ERROR", script().data(5, true, "x")),
        row(Http2Fault.IDLE_STREAM, "PROTOCOL_ERROR", script().resetStream(5, 0)),
        row(Http2Fault.IDLE_STREAM, "PROTOCOL_ERROR", script().data(2, true, "x")),
        row(
            Http2Fault.BAD_STREAM_ID,
            "PROTOCOL_ERROR",
            script().headers(2, true, ":status", "200")),
        row(Http2Fault.BAD_STREAM_ID, "PROTOCOL_ERROR", script().data(0, true, "x")),
        row(
            Http2Fault.BAD_STREAM_ID,
            "PROTOCOL_ERROR",
            script().headers(0, true, ":status", "200")),
        row(
            Http2Fault.BAD_STREAM_ID,
            "PROTOCOL_ERROR",
            script().frame(FrameType.PING, 0, 1, eight)),
        row(
            Http2Fault.BAD_STREAM_ID,
            "PROTOCOL_ERROR",
            script().frame(FrameType.GOAWAY, 0, 1, eight)),
        row(
            Http2Fault.BAD_FRAME_LENGTH,
            "FRAME_SIZE_ERROR",
            script().frame(FrameType.RST_STREAM, 0, 1, eight)),
        row(
            Http2Fault.BAD_FRAME_LENGTH,
            "FRAME_SIZE_ERROR",
            script().frame(FrameType.SETTINGS, FrameType.ACK, 0, eight)),
        row(
            Http2Fault.FRAME_TOO_LARGE,
            "FRAME_SIZE_ERROR",
            script().data(1, true, new byte[16_385])),
        row(
            Http2Fault.BAD_PADDING,
            "PROTOCOL_ERROR",
            script()
                .headers(1, false, ":status", "200")
                .frame(FrameType.DATA, FrameType.PADDED, 1, new byte[] {9, 1})),
        row(
            Http2Fault.BAD_HEADER_BLOCK,
            "COMPRESSION_ERROR",
            script().block(1, true, new byte[] {(byte) 0xff})),
        row(
            Http2Fault.UNEXPECTED_CONTINUATION,
            "PROTOCOL_ERROR",
            script().frame(FrameType.CONTINUATION, 0, 1, eight)),
        row(
            Http2Fault.INTERRUPTED_HEADERS,
            "PROTOCOL_ERROR",
            script().frame(FrameType.HEADERS, 0, 1, eight).ping("12345678")),
        row(
            Http2Fault.CLOSED_STREAM,
            "STREAM_CLOSED",
            script().headers(1, true, ":status", "200").headers(1, true, ":status", "200")));
  }

  @ParameterizedTest
  @MethodSource("frames")
  void aFaultOfTheConnectionEndsItByName(Http2Fault fault, String code, FrameScript script) {
    CallLink link = new CallLink().begun();
    link.get();
    TestCall other = link.get();
    link.takeLines();

    link.receive(script.take());

    assertThat(link.takeLines()).contains("GOAWAY 0 " + code + " " + fault.reason());
    assertThat(link.finished).isTrue();
    assertThat(other.told).containsExactly("PROTOCOL " + fault.name().toLowerCase(Locale.ROOT));
    assertThat(link.machine.isSpent()).isTrue();
    link.close();
  }

  /// "The server connection preface consists of a potentially empty SETTINGS frame that MUST be the
  /// first frame". https://www.rfc-editor.org/rfc/rfc9113#section-3.4
  @Test
  void theFirstFrameIsSettings() {
    CallLink link = new CallLink();
    TestCall call = link.get();
    link.server.ping("12345678");
    link.send();

    assertThat(call.told).containsExactly("PROTOCOL first_frame_not_settings");
    link.close();
  }

  @Test
  void anAnswerOfHttp1IsNoFrame() {
    CallLink link = new CallLink();
    TestCall call = link.get();
    link.receive(
        "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));

    assertThat(call.told).hasSize(1).first().asString().startsWith("PROTOCOL ");
    assertThat(link.finished).isTrue();
    link.close();
  }

  /// Data beyond a window is the fault of a stream, or of the connection.
  @Test
  void windowsAreObeyed() {
    CallLink link = new CallLink().begun();
    TestCall call = link.get();
    link.server.headers(1, false, ":status", "200");
    for (int count = 0; count < 5; count++) {
      link.server.data(1, false, new byte[16_000]);
    }
    link.send();

    assertThat(call.told).containsExactly("200", "PROTOCOL window_exceeded");
    assertThat(link.takeLines()).contains("RST_STREAM 1 FLOW_CONTROL_ERROR");
    link.close();
  }

  @Test
  void dataBehindTheEndIsAFaultOfTheStream() {
    CallLink link = new CallLink().begun();
    TestCall call = link.get();
    TestCall upload = link.post(-1);
    link.server
        .headers(1, true, ":status", "200")
        .data(1, false, "x")
        .headers(3, true, ":status", "200")
        .data(3, false, "x");
    link.send();

    assertThat(link.takeLines())
        .contains("RST_STREAM 1 STREAM_CLOSED", "RST_STREAM 3 STREAM_CLOSED");
    assertThat(call.read()).isEqualTo("[end]");
    assertThat(upload.read()).isEqualTo("[end]");
    assertThat(upload.write("x")).isEqualTo(weft.http.protocol.Outcome.GONE);
    link.close();
  }

  @Test
  void pingsAreAnsweredAndUnknownFramesPassed() {
    CallLink link = new CallLink().begun();
    link.server.frame(0x42, 0xff, 77, new byte[3]).ping("12345678");
    link.send();

    assertThat(link.takeLines()).containsExactly("PING ack");
    link.close();
  }

  /// A server that sheds load refuses what we ask for, each time once.
  @Test
  void refusalsAreNoFlood() {
    CallLink link = new CallLink().begun();
    TestCall held = link.get();
    link.server.headers(1, false, ":status", "200");
    link.send();

    for (int id = 3; id < 2003; id += 2) {
      TestCall refused = link.get();
      link.server.resetStream(id, ErrorCode.REFUSED_STREAM);
      link.send();
      assertThat(refused.failure).isNotNull();
    }

    assertThat(held.failure).isNull();
    assertThat(link.finished).isFalse();
    link.close();
  }

  /// A kind of flood: its bound, and one step of it.
  enum Flood {
    MALFORMED_RESPONSES(
        Http2Fault.FAULT_FLOOD, 100, (link, id) -> link.server.headers(id, true, "x", "y")),
    // One came with the preface.
    SETTINGS(Http2Fault.SETTINGS_FLOOD, 49, (link, _) -> link.server.settings()),
    GOAWAY(
        Http2Fault.GOAWAY_FLOOD,
        50,
        (link, _) -> link.server.goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR)),
    // The request's head pays for one.
    PING(Http2Fault.PING_FLOOD, 101, (link, _) -> link.server.ping("12345678")),
    PRIORITY(
        Http2Fault.PRIORITY_FLOOD,
        1000,
        (link, _) -> link.server.frame(FrameType.PRIORITY, 0, 1, new byte[5])),
    WINDOW_UPDATE(
        Http2Fault.WINDOW_UPDATE_FLOOD, 1000, (link, _) -> link.server.windowUpdate(0, 1)),
    UNKNOWN_FRAMES(
        Http2Fault.UNKNOWN_FRAME_FLOOD,
        100,
        (link, _) -> link.server.frame(0x42, 0, 0, new byte[10])),
    EMPTY_DATA(
        Http2Fault.EMPTY_FRAME_FLOOD, 100, (link, _) -> link.server.data(1, false, new byte[0]));

    private final Http2Fault fault;
    private final int most;
    private final BiConsumer<CallLink, Integer> step;

    Flood(Http2Fault fault, int most, BiConsumer<CallLink, Integer> step) {
      this.fault = fault;
      this.most = most;
      this.step = step;
    }

    private void step(CallLink link, int index) {
      if (this == MALFORMED_RESPONSES) {
        link.get();
      }
      step.accept(link, 3 + 2 * index);
      link.send().takeLines();
    }
  }

  @ParameterizedTest
  @EnumSource(Flood.class)
  void aFloodEndsTheConnectionByName(Flood flood) {
    CallLink link = new CallLink().begun();
    TestCall held = link.get();
    link.server.headers(1, false, ":status", "200");
    link.send();

    for (int index = 0; index < flood.most; index++) {
      flood.step(link, index);
    }
    assertThat(link.finished).isFalse();
    assertThat(held.failure).isNull();
    flood.step(link, flood.most);

    assertThat(link.finished).isTrue();
    assertThat(held.told)
        .containsExactly("200", "PROTOCOL " + flood.fault.name().toLowerCase(Locale.ROOT));
    link.close();
  }
}
