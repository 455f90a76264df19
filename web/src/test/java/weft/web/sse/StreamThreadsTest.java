package weft.web.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class StreamThreadsTest {
  /// Never started: it only keeps its interrupt.
  private final Thread elsewhere = Thread.ofVirtual().unstarted(() -> {});

  private final StreamThreads handledElsewhere = new StreamThreads(elsewhere);
  private final StreamThreads handledHere = new StreamThreads(Thread.currentThread());

  @AfterEach
  void noInterruptIsLeft() {
    assertThat(Thread.interrupted()).isFalse();
  }

  /// Ends a stream by another thread. An interrupt does not end `join`, which keeps it.
  private static void endElsewhere(StreamThreads threads, StreamEnd reason) {
    CompletableFuture.runAsync(() -> threads.end(reason), task -> Thread.ofVirtual().start(task))
        .join();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "GONE")
  void aHandlerThatWaitsForSomethingElseIsInterrupted(StreamEnd reason) {
    handledElsewhere.end(reason);

    assertThat(elsewhere.isInterrupted()).isTrue();
  }

  @Test
  void aClientThatHasGoneInterruptsItsHandlerByItself() {
    handledElsewhere.beginWriting();
    handledElsewhere.end(StreamEnd.GONE);
    handledElsewhere.endWriting(StreamEnd.GONE);

    assertThat(elsewhere.isInterrupted()).isFalse();
  }

  @Test
  void aHandlerThatIsDoneIsNotInterrupted() {
    handledElsewhere.handlerDone();
    handledElsewhere.end(StreamEnd.STOPPING);

    assertThat(elsewhere.isInterrupted()).isFalse();
  }

  @Test
  void aHandlerThatEndsTheStreamItselfIsNotInterrupted() {
    handledHere.end(StreamEnd.CLOSED);

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aHandlerThatServesIsNotInterruptedUntilItServesNoMore() {
    handledHere.serves(true);
    endElsewhere(handledHere, StreamEnd.STOPPING);
    handledHere.beginWriting();
    handledHere.endWriting(StreamEnd.STOPPING);

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void anotherThreadThatServesIsNotTakenForTheHandler() {
    handledElsewhere.serves(true);
    assertThat(handledElsewhere.handlerServes()).isFalse();
    handledElsewhere.end(StreamEnd.STOPPING);

    assertThat(elsewhere.isInterrupted()).isTrue();
  }

  @Test
  void aHandlerInTheMiddleOfAnEventIsInterruptedBehindIt() {
    handledHere.beginWriting();
    endElsewhere(handledHere, StreamEnd.STOPPING);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    handledHere.endWriting(StreamEnd.STOPPING);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();

    handledHere.handlerDone();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aHandlerWhoseClientIsTooSlowIsInterruptedInTheMiddleOfAnEvent() {
    handledHere.beginWriting();
    endElsewhere(handledHere, StreamEnd.OVERFLOW);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();

    handledHere.endWriting(StreamEnd.OVERFLOW);
    handledHere.handlerDone();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void anotherWriterWhoseClientIsTooSlowIsInterruptedAndDoesNotKeepIt() {
    handledElsewhere.beginWriting();
    endElsewhere(handledElsewhere, StreamEnd.OVERFLOW);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThat(elsewhere.isInterrupted()).isTrue();

    handledElsewhere.endWriting(StreamEnd.OVERFLOW);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void anotherWriterFinishesItsEventWhenTheServerStops() {
    handledElsewhere.beginWriting();
    endElsewhere(handledElsewhere, StreamEnd.STOPPING);

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(elsewhere.isInterrupted()).isTrue();
  }
}
