package weft.http.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// States of streams: [RFC 9113 §5.1](https://www.rfc-editor.org/rfc/rfc9113#section-5.1).
class StreamStateTest {
  @ParameterizedTest
  @EnumSource
  void statesGoTheWayTheyMust(StreamState state) {
    switch (state) {
      case OPEN -> {
        assertThat(state.receivedEnd()).isEqualTo(StreamState.HALF_CLOSED_REMOTE);
        assertThat(state.sentEnd()).isEqualTo(StreamState.HALF_CLOSED_LOCAL);
      }
      case HALF_CLOSED_LOCAL -> assertThat(state.receivedEnd()).isEqualTo(StreamState.CLOSED);
      case HALF_CLOSED_REMOTE -> assertThat(state.sentEnd()).isEqualTo(StreamState.CLOSED);
      case CLOSED -> assertThat(state.sentEnd()).isEqualTo(state.receivedEnd()).isEqualTo(state);
      case IDLE, RESERVED_LOCAL, RESERVED_REMOTE -> {
        assertThatThrownBy(state::receivedEnd).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(state::sentEnd).isInstanceOf(IllegalStateException.class);
      }
    }
    boolean receives = state == StreamState.OPEN || state == StreamState.HALF_CLOSED_LOCAL;
    boolean sends =
        switch (state) {
          case RESERVED_LOCAL, OPEN, HALF_CLOSED_REMOTE -> true;
          case IDLE, RESERVED_REMOTE, HALF_CLOSED_LOCAL, CLOSED -> false;
        };
    if (sends) {
      assertThat(state.sentHead())
          .isEqualTo(state == StreamState.RESERVED_LOCAL ? StreamState.HALF_CLOSED_REMOTE : state);
    } else if (state != StreamState.CLOSED) {
      assertThatThrownBy(state::sentHead).isInstanceOf(IllegalStateException.class);
    }
    assertThat(state.receives()).isEqualTo(receives);
    assertThat(state.sends()).isEqualTo(sends);
  }
}
