package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Where files are touched.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FileWorkTest {
  private Hubs hubs;
  private FileWork work;

  @BeforeAll
  void start() throws IOException {
    hubs = Hubs.start(HubOptions.DEFAULTS.withHubs(1));
    work = new FileWork(hubs.offload());
  }

  @AfterAll
  void stop() {
    hubs.close();
  }

  private static <T> T onVirtualThread(Callable<T> action) throws Exception {
    FutureTask<T> task = new FutureTask<>(action);
    Thread.ofVirtual().start(task);
    return task.get();
  }

  private static void failOnVirtualThread(ThrowingCallable action) throws Exception {
    onVirtualThread(() -> {
      try {
        action.call();
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
      return true;
    });
  }

  @Test
  void virtualThreadsGoToThePoolAndOthersDoNot() throws Exception {
    Callable<String> name = () -> Thread.currentThread().getName();

    assertThat(onVirtualThread(() -> work.call(name))).startsWith("weft-offload-");
    assertThat(work.call(name)).isEqualTo(Thread.currentThread().getName());
    assertThat(onVirtualThread(() -> FileWork.HERE.call(name))).isEmpty();
  }

  @Test
  void whatTheWorkThrowsComesBack() {
    assertThatThrownBy(() -> work.call(failing(new IOException("a")))).hasMessage("a");
    assertThatThrownBy(() -> work.call(failing(new IllegalArgumentException("b")))).hasMessage("b");
    assertThatThrownBy(() -> work.call(failing(new Exception("c"))))
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("c");
    assertThatThrownBy(() ->
            work.call(() -> {
              throw new AssertionError("d");
            }))
        .isInstanceOf(AssertionError.class);
  }

  private static Callable<@Nullable Void> failing(Exception failure) {
    return () -> {
      throw failure;
    };
  }

  @Test
  void aPoolThatTakesNoMoreDoesNotKeepThingsFromBeingGivenBack() throws Exception {
    Hubs ended = Hubs.start(HubOptions.DEFAULTS.withHubs(1));
    ended.close();
    FileWork files = new FileWork(ended.offload());
    AtomicBoolean done = new AtomicBoolean();

    failOnVirtualThread(() -> {
      assertThatThrownBy(() -> files.call(() -> true)).isInstanceOf(OffloadRefused.class);
      files.always(() -> {
        done.set(true);
        return null;
      });
    });

    assertThat(done).isTrue();
  }

  @Test
  void whatCannotBeGivenBackIsToldOnce() throws Exception {
    List<String> attempts = new ArrayList<>();

    failOnVirtualThread(() ->
        assertThatThrownBy(() ->
                work.always(() -> {
                  attempts.add("one");
                  throw new IOException("full disk");
                }))
            .hasMessage("full disk"));

    assertThat(attempts).containsExactly("one");
  }

  @Test
  void interruptsEndWorkButNotWhatGivesBack() throws Exception {
    AtomicBoolean done = new AtomicBoolean();

    failOnVirtualThread(() -> {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> work.call(() -> done.getAndSet(true)))
          .isInstanceOf(InterruptedIOException.class)
          .hasCauseInstanceOf(InterruptedException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      work.always(() -> {
        done.set(true);
        return null;
      });
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    });

    assertThat(done).isTrue();
  }

  @Test
  void anInterruptBeforeAThreadIsFreeDoesNotKeepThingsFromBeingGivenBack() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    try (Hubs narrow = Hubs.start(HubOptions.DEFAULTS.withHubs(1).withOffloadThreadsMax(1))) {
      FileWork files = new FileWork(narrow.offload());
      CountDownLatch begun = new CountDownLatch(1);
      Thread.ofVirtual()
          .start(
              new FutureTask<>(() ->
                  files.call(() -> {
                    begun.countDown();
                    release.await();
                    return true;
                  })));
      begun.await();
      FutureTask<Boolean> caller =
          new FutureTask<>(() -> {
            files.always(() -> {
              done.set(true);
              return null;
            });
            return Thread.currentThread().isInterrupted();
          });
      Thread thread = Thread.ofVirtual().start(caller);
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }

      thread.interrupt();
      release.countDown();

      assertThat(caller.get()).as("whether the interrupt stands").isTrue();
      assertThat(done).isTrue();
    } finally {
      release.countDown();
    }
  }

  @Test
  void anInterruptThatClosesAFileIsToldAsOne() throws Exception {
    failOnVirtualThread(() -> {
      assertThatThrownBy(() -> work.call(failing(new ClosedByInterruptException())))
          .isInstanceOf(InterruptedIOException.class)
          .hasCauseInstanceOf(ClosedByInterruptException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    });
  }

  @Test
  void anInterruptReachesTheWorkWhichIsWaitedFor() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    FutureTask<Boolean> caller =
        new FutureTask<>(() -> {
          assertThatThrownBy(() ->
                  work.call(() -> {
                    begun.countDown();
                    try {
                      new CountDownLatch(1).await();
                    } finally {
                      ended.set(true);
                    }
                    return true;
                  }))
              .isInstanceOf(InterruptedIOException.class);
          return ended.get();
        });
    Thread thread = Thread.ofVirtual().start(caller);

    begun.await();
    thread.interrupt();

    assertThat(caller.get()).isTrue();
  }
}
