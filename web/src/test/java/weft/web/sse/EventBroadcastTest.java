package weft.web.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import weft.web.json.JacksonCodec;

class EventBroadcastTest {
  private final EventBroadcast feed = EventBroadcast.create();

  /// What a client is sent that comes back.
  private String replayed(String lastEventId) throws Exception {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    EventOutput output = new EventOutput(sent, () -> 0, () -> false, null, new EventTally());
    EventStream events =
        new EventStream(output, new JacksonCodec(), SseOptions.DEFAULTS, lastEventId);
    events.close();
    feed.serve(events);
    assertThat(events.finish(true)).isTrue();
    return sent.toString(UTF_8);
  }

  /// An empty one would have clients forget the id they tell when they come back.
  @Test
  void anEmptyIdIsNone() throws Exception {
    String id = feed.publish(Event.of("tick", "one").withId(""));

    assertThat(id).isNotEmpty();
    assertThat(replayed("unknown")).isEqualTo("id: " + id + "\nevent: tick\ndata: one\n\n");
    assertThat(replayed(id)).isEmpty();
  }

  @Test
  void anOwnIdIsKept() throws Exception {
    assertThat(feed.publish(Event.of("tick", "one").withId("7"))).isEqualTo("7");
    feed.publish("tick", "two");

    assertThat(replayed("7")).endsWith("data: two\n\n").doesNotContain("one");
  }
}
