package weft.web.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.web.json.JacksonCodec;

/// HTML, server-sent events, "parsing an event stream".
class EventTextTest {
  private static String text(Event event) {
    return new String(EventText.of(event, new JacksonCodec()), UTF_8);
  }

  @Test
  void everyFieldHasItsLine() {
    Event event = Event.of("tick", "now").withId("7").withRetry(Duration.ofSeconds(3));

    assertThat(text(event)).isEqualTo("event: tick\nid: 7\nretry: 3000\ndata: now\n\n");
  }

  @Test
  void dataOfSeveralLinesIsSeveralFields() {
    assertThat(text(Event.of("a\nb"))).isEqualTo("data: a\ndata: b\n\n");
    assertThat(text(Event.of("a\r\nb"))).isEqualTo("data: a\ndata: b\n\n");
    assertThat(text(Event.of("a\rb"))).isEqualTo("data: a\ndata: b\n\n");
    assertThat(text(Event.of("a\r\rb"))).isEqualTo("data: a\ndata: \ndata: b\n\n");
    assertThat(text(Event.of("a\n"))).isEqualTo("data: a\ndata: \n\n");
    assertThat(text(Event.of("\r\n"))).isEqualTo("data: \ndata: \n\n");
    assertThat(text(Event.of(""))).isEqualTo("data: \n\n");
    assertThat(text(Event.of(" indented: text"))).isEqualTo("data:  indented: text\n\n");
  }

  @Test
  void anythingButTextIsJson() {
    assertThat(text(Event.of(Map.of("at", 1)))).isEqualTo("data: {\"at\":1}\n\n");
    assertThat(text(Event.of(5))).isEqualTo("data: 5\n\n");
    assertThat(text(Event.of(new StringBuilder("text")))).isEqualTo("data: text\n\n");
    assertThat(text(new Event(null, "1", null, null))).isEqualTo("id: 1\n\n");
  }

  @Test
  void commentsHaveAsManyLines() {
    assertThat(new String(EventText.comment("one\ntwo\r\nthree"), UTF_8))
        .isEqualTo(": one\n: two\n: three\n\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\rb", "a\r\ndata: forged"})
  void namesAndIdsStayOnTheirLine(String value) {
    assertThatThrownBy(() -> Event.of(value, "")).hasMessageContaining("more than one line");
    assertThatThrownBy(() -> Event.of("").withId(value)).hasMessageContaining("more than one");
  }

  /// It comes back in a field, which loses outer blanks and cannot have controls, RFC 9110 §5.5.
  @Test
  void anIdCanComeBack() {
    for (String id :
        List.of(
            " a", "a ", "\ta", "a\t", " ", "a\0b", "a\u001bb", "a\u007f", "a\ud800", "\udc00")) {
      assertThatThrownBy(() -> Event.of("").withId(id))
          .hasMessageContaining("which clients cannot send back");
    }
    for (String id : List.of("", "a", "a b", "a\tb", "ü", "\ud83d\ude00", "\u0085")) {
      assertThat(text(Event.of("").withId(id))).isEqualTo("id: " + id + "\ndata: \n\n");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 366L * 86_400, Long.MAX_VALUE})
  void timesThatNoClientCanWaitAreRefused(long seconds) {
    Duration time = Duration.ofSeconds(seconds);

    for (ThrowingCallable senseless :
        List.<ThrowingCallable>of(
            () -> Event.of("").withRetry(time),
            () -> EventText.retry(time),
            () -> SseOptions.DEFAULTS.withStopRetry(time),
            () -> SseOptions.DEFAULTS.withKeepAlive(time))) {
      assertThatIllegalArgumentException()
          .isThrownBy(senseless)
          .withMessageContaining("is not in 0 to 365 days");
    }
  }
}
