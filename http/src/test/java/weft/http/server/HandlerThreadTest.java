package weft.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandlerThreadTest {
  private final HandlerThread thread = new HandlerThread();

  @AfterEach
  void forget() {
    Thread.interrupted();
  }

  @Test
  void onlyAHandlerThatRunsIsInterrupted() {
    thread.reset();
    thread.begin();
    thread.interrupt();

    assertThat(thread.wasInterrupted()).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    thread.end();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    thread.interrupt();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void anInterruptBeforeItBeginsIsKept() {
    thread.reset();
    thread.interrupt();
    thread.begin();

    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThat(thread.wasInterrupted()).isTrue();
  }

  @Test
  void aRequestIsTakenBackBeforeItsHandlerBegins() {
    thread.reset();

    assertThat(thread.withdraw()).isTrue();
    assertThat(thread.begin()).isFalse();
    assertThat(thread.lend()).isFalse();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void oneThatIsHandledIsNotTakenBack() {
    thread.reset();

    assertThat(thread.begin()).isTrue();
    assertThat(thread.withdraw()).isFalse();
    assertThat(thread.hasEnded()).isFalse();
    thread.end();
  }

  @Test
  void aRequestIsLentWhileItsHandlerRuns() {
    thread.reset();
    assertThat(thread.lend()).isFalse();
    thread.begin();
    assertThat(thread.wasLent()).isFalse();

    assertThat(thread.lend()).isTrue();
    assertThat(thread.lend()).isTrue();
    thread.end();

    assertThat(thread.lend()).isFalse();
    assertThat(thread.hasEnded()).isTrue();
    assertThat(thread.wasLent()).isTrue();
  }

  @Test
  void whatWasNotLentInTimeIsNotLent() {
    thread.reset();
    thread.begin();
    thread.end();

    assertThat(thread.lend()).isFalse();
    assertThat(thread.wasLent()).isFalse();
  }

  @Test
  void whatWasLentIsInterruptedAndEndsLikeAnyOther() {
    thread.reset();
    thread.begin();
    thread.lend();
    thread.interrupt();

    assertThat(thread.wasInterrupted()).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    thread.end();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(thread.hasEnded()).isTrue();
    assertThat(thread.wasLent()).isTrue();
  }

  @Test
  void whoWasInterruptedMayLend() {
    thread.reset();
    thread.begin();
    thread.interrupt();

    assertThat(thread.lend()).isTrue();
    assertThat(thread.wasInterrupted()).isTrue();
    thread.end();
    assertThat(thread.wasLent()).isTrue();
  }
}
