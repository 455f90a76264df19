package weft.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.http.protocol.NativeText;

/// Whose turn it is: RFC 9218 §10.
class SendScheduleTest {
  private final MachineLink link = new MachineLink(MachineLink::hold);
  private final SendSchedule schedule = new SendSchedule();

  private static Priority priority(int urgency, boolean incremental) {
    String text = "u=" + urgency + (incremental ? ", i" : "");
    Priority priority = new Priority();
    priority.parse(NativeText.of(text), text.length());
    return priority;
  }

  private Http2Stream stream(int id, int urgency, boolean incremental) {
    Http2Stream stream = link.acquire();
    stream.id = id;
    stream.priority.set(priority(urgency, incremental));
    schedule.add(stream);
    return stream;
  }

  private List<Integer> turns(int count) {
    List<Integer> ids = new ArrayList<>();
    for (int turn = 0; turn < count; turn++) {
      MessageStream next = schedule.next();
      if (next == null) {
        break;
      }
      ids.add(next.id);
      schedule.sent(next);
    }
    return ids;
  }

  @Test
  void theMoreUrgentGoFirst() {
    stream(1, 5, false);
    Http2Stream urgent = stream(3, 0, false);
    stream(5, 3, false);

    assertThat(turns(2)).containsExactly(3, 3);
    schedule.remove(urgent);
    assertThat(turns(1)).containsExactly(5);
  }

  @Test
  void wholesGoOneAfterAnotherByTheirIds() {
    stream(5, 3, false);
    Http2Stream first = stream(1, 3, false);
    Http2Stream second = stream(3, 3, false);

    assertThat(turns(3)).containsExactly(1, 1, 1);
    schedule.remove(first);
    assertThat(turns(2)).containsExactly(3, 3);
    schedule.remove(second);
    assertThat(turns(1)).containsExactly(5);
  }

  @Test
  void piecesGoInTurns() {
    stream(1, 3, true);
    stream(3, 3, true);
    Http2Stream third = stream(5, 3, true);

    assertThat(turns(6)).containsExactly(1, 3, 5, 1, 3, 5);
    schedule.remove(third);
    assertThat(turns(4)).containsExactly(1, 3, 1, 3);
  }

  @Test
  void wholesAndPiecesShare() {
    stream(1, 3, false);
    stream(3, 3, true);
    stream(5, 3, true);

    assertThat(turns(6)).containsExactly(1, 3, 1, 5, 1, 3);
  }

  @Test
  void aPriorityMayChangeMeanwhile() {
    stream(1, 3, false);
    Http2Stream other = stream(3, 3, false);

    schedule.reprioritize(other, priority(1, true));
    assertThat(turns(1)).containsExactly(3);

    schedule.reprioritize(other, priority(7, false));
    assertThat(turns(1)).containsExactly(1);
  }

  @Test
  void whoIsNotInItChangesNothing() {
    Http2Stream stream = stream(1, 3, false);
    schedule.remove(stream);
    schedule.remove(stream);

    assertThat(schedule.isEmpty()).isTrue();
    assertThat(schedule.next()).isNull();
    schedule.reprioritize(stream, priority(0, true));
    assertThat(schedule.isEmpty()).isTrue();
  }

  @Test
  void aStreamWaitsForEquallyUrgentOnes() {
    stream(1, 3, false);
    Http2Stream late = link.acquire();

    late.priority.set(priority(3, false));
    assertThat(schedule.isAheadOf(late)).isTrue();
    late.priority.set(priority(2, false));
    assertThat(schedule.isAheadOf(late)).isFalse();
  }
}
