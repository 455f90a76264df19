package weft.http.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.h1.NativeText;

/// The parts of a connection, each by itself: table, schedule, windows, states, settings, priority.
class StreamPartsTest {
  private static Http2Stream stream(MachineLink link, int id) {
    Http2Stream stream = link.anExchange().stream;
    stream.id = id;
    return stream;
  }

  private static Priority priority(String value) {
    Priority priority = new Priority();
    priority.parse(NativeText.of(value), value.length());
    return priority;
  }

  private static Http2Stream stream(MachineLink link, int id, String priority) {
    Http2Stream stream = stream(link, id);
    stream.priority.set(priority(priority));
    return stream;
  }

  // The table.

  @Test
  void aTableHoldsWhatAMapHolds() {
    MachineLink link = new MachineLink(MachineLink::hold);
    SplittableRandom random = new SplittableRandom(1);
    StreamTable table = new StreamTable(128);
    Map<Integer, Http2Stream> model = new HashMap<>();
    List<Http2Stream> spare = new ArrayList<>();
    int id = 1;
    for (int step = 0; step < 100_000; step++) {
      if (model.size() < random.nextInt(1, 128)) {
        Http2Stream stream = spare.isEmpty() ? stream(link, id) : spare.removeLast();
        stream.id = id;
        table.add(stream);
        model.put(id, stream);
        id += 2 * random.nextInt(1, 4);
      } else if (!model.isEmpty()) {
        List<Integer> ids = List.copyOf(model.keySet());
        Http2Stream gone = model.remove(ids.get(random.nextInt(ids.size())));
        boolean byUs = random.nextBoolean();
        table.remove(gone, byUs);
        assertThat(table.wasResetByUs(gone.id)).isEqualTo(byUs);
        assertThat(table.hasEnded(gone.id)).isTrue();
        spare.add(gone);
      }
      int asked = 1 + 2 * random.nextInt(id);
      assertThat(table.find(asked)).isSameAs(model.get(asked));
      assertThat(table.count()).isEqualTo(model.size());
    }
    long found = 0;
    for (int slot = 0; slot < table.slotCount(); slot++) {
      found += table.slot(slot) == null ? 0 : 1;
    }
    assertThat(found).isEqualTo(model.size());
  }

  // The schedule.

  private static List<Integer> turns(SendSchedule schedule, int count) {
    List<Integer> turns = new ArrayList<>();
    for (int turn = 0; turn < count; turn++) {
      MessageStream next = schedule.next();
      if (next == null) {
        break;
      }
      turns.add(next.id);
      schedule.sent(next);
    }
    return turns;
  }

  @Test
  void wholesGoOneAfterAnotherByTheirIds() {
    MachineLink link = new MachineLink(MachineLink::hold);
    SendSchedule schedule = new SendSchedule();
    Http2Stream first = stream(link, 1, "u=3");
    schedule.add(stream(link, 5, "u=3"));
    schedule.add(first);
    schedule.add(stream(link, 3, "u=3"));

    assertThat(turns(schedule, 2)).containsExactly(1, 1);
    schedule.remove(first);
    assertThat(turns(schedule, 2)).containsExactly(3, 3);
  }

  @Test
  void piecesGoInTurnsAndWithWholesToo() {
    MachineLink link = new MachineLink(MachineLink::hold);
    SendSchedule schedule = new SendSchedule();
    schedule.add(stream(link, 1, "i"));
    schedule.add(stream(link, 3, "i"));
    schedule.add(stream(link, 5, "i"));
    assertThat(turns(schedule, 6)).containsExactly(1, 3, 5, 1, 3, 5);

    schedule.add(stream(link, 7, "u=3"));
    assertThat(turns(schedule, 8)).containsSubsequence(7, 1, 7, 3, 7, 5);
  }

  @Test
  void theMoreUrgentGoFirstAndMayChange() {
    MachineLink link = new MachineLink(MachineLink::hold);
    SendSchedule schedule = new SendSchedule();
    Http2Stream slow = stream(link, 1, "u=7");
    schedule.add(slow);
    schedule.add(stream(link, 3, "u=2"));
    assertThat(turns(schedule, 1)).containsExactly(3);
    assertThat(schedule.isAheadOf(stream(link, 9, "u=1"))).isFalse();
    assertThat(schedule.isAheadOf(stream(link, 9, "u=2"))).isTrue();

    schedule.reprioritize(slow, priority("u=0"));

    assertThat(turns(schedule, 1)).containsExactly(1);
  }

  // Windows.

  @Test
  void aSendWindowMayBeNegativeAndHasABound() {
    SendWindow window = new SendWindow();
    window.start(10);
    window.take(10);

    assertThat(window.add(-5)).isTrue();
    assertThat(window.available()).isEqualTo(-5);
    assertThat(window.add(Integer.MAX_VALUE)).isTrue();
    assertThat(window.add(5)).isTrue();
    assertThat(window.available()).isEqualTo(Integer.MAX_VALUE);
    assertThat(window.add(1)).isFalse();
  }

  @Test
  void aReceiveWindowIsGivenBackByHalves() {
    ReceiveWindow window = new ReceiveWindow();
    window.start(100);

    assertThat(window.take(100)).isTrue();
    assertThat(window.give(5)).isZero();
    assertThat(window.give(8)).as("most lies unread: less will do").isEqualTo(13);
    assertThat(window.take(14)).isFalse();
  }

  @Test
  void aReceiveWindowThatIsReadIsNotGivenBackBitByBit() {
    ReceiveWindow window = new ReceiveWindow();
    window.start(100);

    for (int count = 0; count < 49; count++) {
      assertThat(window.take(1)).isTrue();
      assertThat(window.give(1)).isZero();
    }
    assertThat(window.take(1)).isTrue();
    assertThat(window.give(1)).isEqualTo(50);
  }

  // Priority, https://www.rfc-editor.org/rfc/rfc9218#section-4.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|3|false",
        "u=0|0|false",
        "u=7, i|7|true",
        "i|3|true",
        "i=?1|3|true",
        "i=?0|3|false",
        "u=5,i,u=2|2|true",
        "u=5;x=1|5|false",
        "u=8|3|false",
        "u=-1|3|false",
        "u=10|3|false",
        "u|3|false",
        "U=1|3|false",
        "i=1|3|false",
        "x=1, u=4|4|false",
        ",,,|3|false"
      })
  void prioritiesAreReadAsFarAsTheyCanBe(String value, int urgency, boolean incremental) {
    Priority priority = priority(value);

    assertThat(priority.urgency()).isEqualTo(urgency);
    assertThat(priority.isIncremental()).isEqualTo(incremental);
  }

  // Settings, https://www.rfc-editor.org/rfc/rfc9113#section-6.5.2.

  private static Http2Fault take(PeerSettings settings, int... pairs) {
    byte[] payload = FrameScript.settingsPayload(pairs);
    return settings.take(NativeText.of(new String(payload, ISO_8859_1)), payload.length);
  }

  @Test
  void settingsHaveRanges() {
    PeerSettings settings = PeerSettings.ofClient();

    assertThat(take(settings, PeerSettings.ENABLE_PUSH, 2)).isEqualTo(Http2Fault.BAD_SETTING);
    assertThat(take(settings, PeerSettings.INITIAL_WINDOW_SIZE, -1))
        .isEqualTo(Http2Fault.BAD_WINDOW_SETTING);
    assertThat(take(settings, PeerSettings.MAX_FRAME_SIZE, 16_383))
        .isEqualTo(Http2Fault.BAD_SETTING);
    assertThat(take(settings, PeerSettings.MAX_FRAME_SIZE, 1 << 24))
        .isEqualTo(Http2Fault.BAD_SETTING);
    assertThat(take(settings, 0x4242, -1, PeerSettings.MAX_FRAME_SIZE, 16_384)).isNull();
  }

  @Test
  void theLeastTableSizeOfAFrameIsKnown() {
    PeerSettings settings = PeerSettings.ofClient();

    take(settings, PeerSettings.HEADER_TABLE_SIZE, 0, PeerSettings.HEADER_TABLE_SIZE, 2000);

    assertThat(settings.headerTableLeast()).isZero();
    assertThat(settings.headerTable()).isEqualTo(2000);
  }

  // States, https://www.rfc-editor.org/rfc/rfc9113#section-5.1.

  @ParameterizedTest
  @EnumSource
  void statesGoTheWayTheyMust(StreamState state) {
    switch (state) {
      case OPEN -> {
        assertThat(state.receivedEnd()).isEqualTo(StreamState.HALF_CLOSED_REMOTE);
        assertThat(state.sentEnd()).isEqualTo(StreamState.HALF_CLOSED_LOCAL);
      }
      case HALF_CLOSED_LOCAL -> assertThat(state.receivedEnd()).isEqualTo(StreamState.CLOSED);
      case HALF_CLOSED_REMOTE -> assertThat(state.sentEnd()).isEqualTo(StreamState.CLOSED);
      case CLOSED -> assertThat(state.sentEnd()).isEqualTo(state.receivedEnd()).isEqualTo(state);
      case IDLE, RESERVED_LOCAL, RESERVED_REMOTE -> {
        assertThatThrownBy(state::receivedEnd).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(state::sentEnd).isInstanceOf(IllegalStateException.class);
      }
    }
    boolean receives = state == StreamState.OPEN || state == StreamState.HALF_CLOSED_LOCAL;
    boolean sends = state == StreamState.OPEN || state == StreamState.HALF_CLOSED_REMOTE;
    assertThat(state.receives()).isEqualTo(receives);
    assertThat(state.sends()).isEqualTo(sends);
  }
}
