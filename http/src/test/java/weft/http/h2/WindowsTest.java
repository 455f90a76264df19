package weft.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Windows of flow control: [RFC 9113 §6.9](https://www.rfc-editor.org/rfc/rfc9113#section-6.9).
class WindowsTest {
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
}
