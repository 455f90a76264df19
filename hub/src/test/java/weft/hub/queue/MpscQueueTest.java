package weft.hub.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MpscQueueTest {
  @Test
  void anEmptyQueueHasNothingToPoll() {
    var queue = new MpscQueue<String>();

    assertThat(queue.poll()).isNull();
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.canPoll()).isFalse();
  }

  @Test
  void elementsComeOutInTheOrderTheyWentIn() {
    var queue = new MpscQueue<Integer>();
    for (int index = 0; index < 1000; index++) {
      queue.offer(index);
    }

    for (int index = 0; index < 1000; index++) {
      assertThat(queue.canPoll()).isTrue();
      assertThat(queue.isEmpty()).isFalse();
      assertThat(queue.poll()).isEqualTo(index);
    }
    assertThat(queue.poll()).isNull();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void emptyingAndFillingAgainLosesNothing() {
    var queue = new MpscQueue<Integer>();
    int expected = 0;
    int offered = 0;
    for (int round = 1; round < 50; round++) {
      for (int index = 0; index < round; index++) {
        queue.offer(offered++);
      }
      for (int index = 0; index < round; index++) {
        assertThat(queue.poll()).isEqualTo(expected++);
      }
      assertThat(queue.poll()).isNull();
    }
  }

  // NullAway is right about callers inside the module; this one plays a careless user.
  @SuppressWarnings("NullAway")
  @Test
  void nullIsRefused() {
    var queue = new MpscQueue<String>();

    assertThatNullPointerException().isThrownBy(() -> queue.offer(null));
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void everyElementOfManyProducersArrivesOnceAndInItsProducersOrder() throws Exception {
    int producers = 4;
    int perProducer = 100_000;
    var queue = new MpscQueue<Long>();
    var group = new Producers();
    for (int producer = 0; producer < producers; producer++) {
      long tag = (long) producer << 32;
      group.add(() -> {
        for (int index = 0; index < perProducer; index++) {
          queue.offer(tag | index);
        }
      });
    }
    var seen = new long[producers];

    group.start();
    int received = 0;
    while (received < producers * perProducer) {
      var element = queue.poll();
      if (element == null) {
        Producers.letOthersRun();
        continue;
      }
      int producer = (int) (element >>> 32);
      assertThat(element & 0xffff_ffffL).isEqualTo(seen[producer]);
      seen[producer]++;
      received++;
    }
    group.join();

    assertThat(queue.poll()).isNull();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void aConsumerThatSleepsByTheProtocolIsAlwaysWoken() throws Exception {
    int producers = 3;
    int perProducer = 20_000;
    var queue = new MpscQueue<Object>();
    var asleep = new AtomicBoolean();
    var consumer = Thread.currentThread();
    var group = new Producers();
    for (int producer = 0; producer < producers; producer++) {
      group.add(() -> {
        for (int index = 0; index < perProducer; index++) {
          queue.offer(index);
          if (asleep.get() && asleep.compareAndSet(true, false)) {
            LockSupport.unpark(consumer);
          }
        }
      });
    }

    group.start();
    int received = 0;
    while (received < producers * perProducer) {
      if (queue.poll() != null) {
        received++;
        continue;
      }
      asleep.set(true);
      // A park that nobody ends hangs the test until its time is over.
      while (!queue.canPoll() && asleep.get()) {
        LockSupport.park();
      }
      asleep.set(false);
    }
    group.join();

    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void consumedElementsAreNotHeldByTheQueue() {
    var queue = new MpscQueue<Object>();
    var references = new ArrayList<java.lang.ref.WeakReference<Object>>();
    for (int index = 0; index < 3; index++) {
      var element = new Object();
      references.add(new java.lang.ref.WeakReference<>(element));
      queue.offer(element);
    }
    while (queue.poll() != null) {
      // Drained; nothing else refers to the elements now.
    }

    while (references.stream().anyMatch(reference -> reference.get() != null)) {
      System.gc();
    }
    assertThat(queue.isEmpty()).isTrue();
  }
}
