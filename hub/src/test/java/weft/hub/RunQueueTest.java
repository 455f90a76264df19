package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunQueueTest {
  @Test
  void keepsTheOrderAcrossWrapAndGrowth() {
    RunQueue<Runnable> queue = new RunQueue<>();
    List<Integer> ran = new ArrayList<>();
    int next = 0;
    int taken = 0;
    for (int round = 0; round < 50; round++) {
      for (int index = 0; index < 40; index++) {
        int number = next++;
        queue.add(() -> ran.add(number));
      }
      for (int index = 0; index < 17; index++) {
        queue.poll().run();
        taken++;
      }
    }

    while (!queue.isEmpty()) {
      queue.poll().run();
      taken++;
    }

    assertThat(taken).isEqualTo(next);
    assertThat(ran).isSorted().hasSize(next);
    assertThat(queue.poll()).isNull();
    assertThat(queue.sizeMax()).isEqualTo(50 * 40 - 49 * 17);
  }
}
