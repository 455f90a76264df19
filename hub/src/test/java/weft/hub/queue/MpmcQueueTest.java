package weft.hub.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class MpmcQueueTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 64})
  void holdsAsManyElementsAsItsCapacity(int wanted) {
    var queue = new MpmcQueue<Integer>(wanted);
    int capacity = queue.capacity();

    assertThat(capacity).isGreaterThanOrEqualTo(Math.max(2, wanted));
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
  @ValueSource(ints = {0, -5, MpmcQueue.CAPACITY_MAX + 1})
  void anImpossibleCapacityIsRefused(int capacity) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MpmcQueue<String>(capacity))
        .withMessageContaining("capacity " + capacity);
  }

  // NullAway is right about callers inside the module; this one plays a careless user.
  @SuppressWarnings("NullAway")
  @Test
  void nullIsRefused() {
    var queue = new MpmcQueue<String>(2);

    assertThatNullPointerException().isThrownBy(() -> queue.offer(null));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8, 1024})
  void everyElementIsTakenOnceAndInItsProducersOrder(int capacity) throws Exception {
    int sides = 3;
    int perProducer = capacity == 1024 ? 200_000 : 30_000;
    var queue = new MpmcQueue<Integer>(capacity);
    var taken = new AtomicIntegerArray(sides * perProducer);
    var left = new AtomicInteger(sides * perProducer);
    var group = new Producers();
    for (int side = 0; side < sides; side++) {
      int first = side * perProducer;
      group.add(() -> {
        for (int index = 0; index < perProducer; index++) {
          while (!queue.offer(first + index)) {
            Producers.letOthersRun();
          }
        }
      });
      group.add(() -> {
        var last = new int[sides];
        java.util.Arrays.fill(last, -1);
        while (left.get() > 0) {
          var element = queue.poll();
          if (element == null) {
            Producers.letOthersRun();
            continue;
          }
          left.decrementAndGet();
          taken.incrementAndGet(element);
          // One consumer sees the elements of one producer in their order.
          int producer = element / perProducer;
          assertThat(element % perProducer).isGreaterThan(last[producer]);
          last[producer] = element % perProducer;
        }
      });
    }

    group.start();
    group.join();

    for (int index = 0; index < taken.length(); index++) {
      assertThat(taken.get(index)).isOne();
    }
    assertThat(queue.isEmpty()).isTrue();
  }
}
