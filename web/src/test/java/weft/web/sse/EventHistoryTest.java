package weft.web.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EventHistoryTest {
  private final EventHistory history = new EventHistory(new BroadcastOptions(3, 30));

  private void add(String id, String text) {
    history.add(id, text.getBytes(UTF_8));
  }

  private List<String> after(String id) {
    return history.after(id).stream().map(text -> new String(text, UTF_8)).toList();
  }

  @Test
  void whatFollowsAnIdIsReplayed() {
    add("1", "one");
    add("2", "two");
    add("3", "three");

    assertThat(after("1")).containsExactly("two", "three");
    assertThat(after("3")).isEmpty();
    assertThat(after("")).as("a client that comes for the first time").isEmpty();
    assertThat(after("unknown")).containsExactly("one", "two", "three");
  }

  @Test
  void countAndBytesAreBounded() {
    for (int id = 1; id <= 5; id++) {
      add("" + id, "text");
    }
    assertThat(after("unknown")).hasSize(3);

    add("6", "x".repeat(25));
    assertThat(after("unknown")).containsExactly("text", "x".repeat(25));

    add("7", "x".repeat(31));
    assertThat(after("unknown")).as("what is larger than all is not kept").isEmpty();
  }
}
