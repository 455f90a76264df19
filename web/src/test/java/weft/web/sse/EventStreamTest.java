package weft.web.sse;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.web.json.JacksonCodec;

/// What ends a stream while its handler is in the middle of an event.
class EventStreamTest {
  /// Who ends it.
  private enum Ending {
    STOP(EventStream::stop),
    CLOSE(EventStream::close);

    final Consumer<EventStream> step;

    Ending(Consumer<EventStream> step) {
      this.step = step;
    }
  }

  private final CountDownLatch inTheMiddle = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  private EventStream stream() {
    OutputStream slow =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            inTheMiddle.countDown();
            try {
              goOn.await();
            } catch (InterruptedException interrupted) {
              throw new IOException(interrupted);
            }
          }
        };
    EventOutput output = new EventOutput(slow, () -> 0, () -> false, null, new EventTally());
    return new EventStream(output, new JacksonCodec(), SseOptions.DEFAULTS, "");
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerInTheMiddleOfAnEventIsInterruptedBehindIt(Ending ending) throws Exception {
    CompletableFuture<EventStream> made = new CompletableFuture<>();
    CompletableFuture<String> told = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          EventStream events = stream();
          made.complete(events);
          try {
            events.send("whole");
            told.complete(new CountDownLatch(1).await(10, SECONDS) + "");
          } catch (InterruptedException interrupted) {
            boolean clean = events.finish(true) && !Thread.currentThread().isInterrupted();
            told.complete("interrupted behind it" + (clean ? "" : ", and again"));
          } catch (IOException broken) {
            told.complete("broken: " + broken);
          }
        });
    inTheMiddle.await();
    ending.step.accept(made.join());
    goOn.countDown();

    assertThat(told.join()).isEqualTo("interrupted behind it");
  }

  @Test
  void aHandlerThatServesIsNotInterrupted() throws Exception {
    CompletableFuture<EventStream> made = new CompletableFuture<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          EventStream events = stream();
          made.complete(events);
          try {
            events.await();
            interrupted.complete(Thread.currentThread().isInterrupted());
          } catch (InterruptedException | IOException broken) {
            interrupted.completeExceptionally(broken);
          }
        });
    EventStream events = made.join();
    events.publish(Event.of("whole"));
    inTheMiddle.await();
    events.stop();
    goOn.countDown();

    assertThat(interrupted.join()).isFalse();
  }

  /// The hub's pump may come when its handler has thrown; what coded the body is somebody else's.
  @Test
  void nothingIsWrittenBehindTheEnd() {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    EventOutput output = new EventOutput(sent, () -> 10_000, () -> false, null, new EventTally());
    EventStream events = new EventStream(output, new JacksonCodec(), SseOptions.DEFAULTS, "");
    events.close();
    events.replay(List.of(EventText.comment("late")));

    assertThat(events.finish(false)).isTrue();
    events.deliver();
    assertThat(sent.size()).isZero();
  }
}
