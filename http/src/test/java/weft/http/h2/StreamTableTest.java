package weft.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StreamTableTest {
  private final MachineLink link = new MachineLink(MachineLink::hold);

  private Http2Stream stream(int id) {
    Http2Stream stream = link.acquire();
    stream.id = id;
    return stream;
  }

  @Test
  void itHoldsWhatAMapHolds() {
    SplittableRandom random = new SplittableRandom(7);
    StreamTable table = new StreamTable(128);
    Map<Integer, Http2Stream> model = new HashMap<>();
    int nextId = 1;
    for (int step = 0; step < 20_000; step++) {
      if (model.size() < 128 && random.nextInt(3) > 0) {
        Http2Stream added = stream(nextId);
        nextId += 2 * random.nextInt(1, 4);
        table.add(added);
        model.put(added.id, added);
      } else if (!model.isEmpty()) {
        List<Integer> ids = new ArrayList<>(model.keySet());
        Http2Stream removed = model.remove(ids.get(random.nextInt(ids.size())));
        table.remove(removed, random.nextBoolean());
      }
      assertThat(table.count()).isEqualTo(model.size());
      int probe = random.nextInt(nextId) | 1;
      assertThat(table.find(probe)).isSameAs(model.get(probe));
    }
    model.forEach((id, each) -> assertThat(table.find(id)).isSameAs(each));
  }

  @Test
  void howTheLastStreamsEndedIsRemembered() {
    StreamTable table = new StreamTable(128);
    Http2Stream ended = stream(1);
    Http2Stream reset = stream(3);
    table.add(ended);
    table.add(reset);

    table.remove(ended, false);
    table.remove(reset, true);

    assertThat(table.hasEnded(1)).isTrue();
    assertThat(table.wasResetByUs(1)).isFalse();
    assertThat(table.hasEnded(3)).isTrue();
    assertThat(table.wasResetByUs(3)).isTrue();
    assertThat(table.hasEnded(5)).isFalse();
    for (int id = 5; id < 5 + 2 * 10_000; id += 2) {
      table.remember(id, true);
    }
    assertThat(table.hasEnded(1)).as("only the last ones").isFalse();
  }
}
