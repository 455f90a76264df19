package weft.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The table of a connection's streams.
class StreamTableTest {
  private final MachineLink link = new MachineLink(MachineLink::hold);

  private Http2Stream stream(int id) {
    Http2Stream stream = link.acquire();
    stream.id = id;
    return stream;
  }

  @Test
  void itHoldsWhatAMapHolds() {
    SplittableRandom random = new SplittableRandom(1);
    StreamTable table = new StreamTable(128);
    Map<Integer, Http2Stream> model = new HashMap<>();
    List<Http2Stream> spare = new ArrayList<>();
    int nextId = 1;
    for (int step = 0; step < 100_000; step++) {
      if (model.size() < random.nextInt(1, 129)) {
        Http2Stream added = spare.isEmpty() ? stream(nextId) : spare.removeLast();
        added.id = nextId;
        table.add(added);
        model.put(nextId, added);
        nextId += 2 * random.nextInt(1, 4);
      } else {
        List<Integer> ids = List.copyOf(model.keySet());
        Http2Stream gone = model.remove(ids.get(random.nextInt(ids.size())));
        boolean byUs = random.nextBoolean();
        table.remove(gone, byUs);
        assertThat(table.wasResetByUs(gone.id)).isEqualTo(byUs);
        assertThat(table.hasEnded(gone.id)).isTrue();
        spare.add(gone);
      }
      int asked = random.nextInt(nextId) | 1;
      assertThat(table.find(asked)).isSameAs(model.get(asked));
      assertThat(table.count()).isEqualTo(model.size());
    }
    model.forEach((id, each) -> assertThat(table.find(id)).isSameAs(each));
    long found = 0;
    for (int slot = 0; slot < table.slotCount(); slot++) {
      found += table.slot(slot) == null ? 0 : 1;
    }
    assertThat(found).isEqualTo(model.size());
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
