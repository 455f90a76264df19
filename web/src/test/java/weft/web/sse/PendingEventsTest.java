package weft.web.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PendingEventsTest {
  private final PendingEvents pending = new PendingEvents(10);

  private String poll() {
    byte[] next = pending.poll(Integer.MAX_VALUE);
    return next == null ? "nothing" : new String(next, UTF_8);
  }

  private void add(String name, String text) {
    pending.add(new EncodedEvent(name, text.getBytes(UTF_8)));
  }

  @Test
  void bytesAreBoundedButOneEventAlwaysHasRoom() {
    assertThat(pending.hasRoom(1000)).isTrue();
    add("a", "12345678");
    assertThat(pending.hasRoom(2)).isTrue();
    assertThat(pending.hasRoom(3)).isFalse();
    assertThat(poll()).isEqualTo("12345678");
    assertThat(pending.hasRoom(1000)).isTrue();
  }

  @Test
  void theOldestAreDroppedFirst() {
    add("a", "1234");
    add("b", "5678");
    assertThat(pending.dropOldestFor(5)).isEqualTo(1);
    add("c", "90123");

    assertThat(poll()).isEqualTo("5678");
    assertThat(poll()).isEqualTo("90123");
    assertThat(poll()).isEqualTo("nothing");
  }

  @Test
  void oneOfTheSameNameIsReplaced() {
    add("a", "1");
    add("b", "2");
    assertThat(pending.dropNamed("a")).isEqualTo(1);
    assertThat(pending.dropNamed("c")).isZero();
    add("a", "3");

    assertThat(poll()).isEqualTo("2");
    assertThat(poll()).isEqualTo("3");
    assertThat(pending.isEmpty()).isTrue();
  }

  @Test
  void aHistoryGoesFirstAndIsNotCounted() {
    add("a", "1");
    pending.replay(List.of("old".getBytes(UTF_8), new byte[100]));

    assertThat(pending.hasRoom(9)).isTrue();
    assertThat(poll()).isEqualTo("old");
    assertThat(poll()).hasSize(100);
    assertThat(poll()).isEqualTo("1");
  }
}
