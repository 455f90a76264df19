package weft.hub.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class SpscQueueTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64})
  void holdsAsManyElementsAsItsCapacity(int wanted) {
    var queue = new SpscQueue<Integer>(wanted);
    int capacity = queue.capacity();

    assertThat(capacity).isGreaterThanOrEqualTo(wanted).isLessThan(2 * wanted + 1);
    for (int lap = 0; lap < 5; lap++) {
      for (int index = 0; index < capacity; index++) {
        assertThat(queue.size()).isEqualTo(index);
        assertThat(queue.offer(index)).isTrue();
      }
      assertThat(queue.offer(-1)).isFalse();
      for (int index = 0; index < capacity; index++) {
        assertThat(queue.isEmpty()).isFalse();
        assertThat(queue.poll()).isEqualTo(index);
      }
      assertThat(queue.poll()).isNull();
      assertThat(queue.isEmpty()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, SpscQueue.CAPACITY_MAX + 1})
  void anImpossibleCapacityIsRefused(int capacity) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SpscQueue<String>(capacity))
        .withMessageContaining("capacity " + capacity);
  }

  // NullAway is right about callers inside the module; this one plays a careless user.
  @SuppressWarnings("NullAway")
  @Test
  void nullIsRefused() {
    var queue = new SpscQueue<String>(2);

    assertThatNullPointerException().isThrownBy(() -> queue.offer(null));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1024})
  void everyElementArrivesOnceAndInOrder(int capacity) throws Exception {
    int count = capacity == 1024 ? 1_000_000 : 50_000;
    var queue = new SpscQueue<Integer>(capacity);
    var group = new Producers();
    group.add(() -> {
      for (int index = 0; index < count; index++) {
        while (!queue.offer(index)) {
          Producers.letOthersRun();
        }
      }
    });

    group.start();
    for (int expected = 0; expected < count; ) {
      var element = queue.poll();
      if (element == null) {
        Producers.letOthersRun();
        continue;
      }
      assertThat(element.intValue()).isEqualTo(expected);
      expected++;
    }
    group.join();

    assertThat(queue.isEmpty()).isTrue();
  }
}
