package weft.http.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import weft.http.WebSocketDeflate;

/// RFC 7692 §7.1: offers and their answers.
class DeflateTermsTest {
  private static final WebSocketDeflate TAKES_OVER = WebSocketDeflate.ON.withContextTakeover(true);
  private static final String BOTH_NOT =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

  private static @Nullable String answer(WebSocketDeflate options, String... offers) {
    DeflateTerms terms = DeflateTerms.answer(List.of(offers), options, true);
    return terms == null ? null : terms.field();
  }

  @Test
  void offersAreAnswered() {
    assertThat(answer(WebSocketDeflate.OFF, "permessage-deflate")).isNull();
    assertThat(answer(WebSocketDeflate.ON)).isNull();
    assertThat(answer(WebSocketDeflate.ON, "permessage-deflate")).isEqualTo(BOTH_NOT);
    assertThat(answer(TAKES_OVER, "permessage-deflate; client_max_window_bits"))
        .isEqualTo("permessage-deflate");
    assertThat(answer(TAKES_OVER, "permessage-deflate; client_max_window_bits=\"10\""))
        .isEqualTo("permessage-deflate");
    assertThat(answer(TAKES_OVER, "permessage-deflate; server_no_context_takeover"))
        .isEqualTo("permessage-deflate; server_no_context_takeover");
    assertThat(answer(TAKES_OVER, "permessage-deflate; client_no_context_takeover"))
        .isEqualTo("permessage-deflate; client_no_context_takeover");
    assertThat(answer(TAKES_OVER, "permessage-deflate; server_max_window_bits=10"))
        .isEqualTo("permessage-deflate; server_no_context_takeover; server_max_window_bits=10");
    assertThat(answer(TAKES_OVER, "x-other, permessage-deflate")).isEqualTo("permessage-deflate");
    assertThat(answer(TAKES_OVER, "x-other", "permessage-deflate")).isEqualTo("permessage-deflate");
  }

  @Test
  void offersThatAreNotAsTheyMustAreDeclined() {
    for (String bad :
        List.of(
            "permessage-deflate; unknown",
            "permessage-deflate; server_max_window_bits",
            "permessage-deflate; server_max_window_bits=7",
            "permessage-deflate; server_max_window_bits=16",
            "permessage-deflate; server_max_window_bits=08",
            "permessage-deflate; client_max_window_bits=x",
            "permessage-deflate; server_no_context_takeover=1",
            "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
            "permessage-deflat",
            "")) {
      assertThat(answer(TAKES_OVER, bad)).as(bad).isNull();
      assertThat(answer(TAKES_OVER, bad + ", permessage-deflate"))
          .as(bad)
          .isEqualTo("permessage-deflate");
    }
  }

  @Test
  void withoutMemoryNothingIsTakenOver() {
    DeflateTerms terms = DeflateTerms.answer(List.of("permessage-deflate"), TAKES_OVER, false);

    assertThat(terms).isNotNull();
    assertThat(terms.field()).isEqualTo(BOTH_NOT);
  }

  @Test
  void aClientObeysOrRefuses() {
    assertThat(DeflateTerms.offer(TAKES_OVER)).isEqualTo("permessage-deflate");
    assertThat(DeflateTerms.offer(WebSocketDeflate.ON)).isEqualTo(BOTH_NOT);
    assertThat(DeflateTerms.accept(List.of(BOTH_NOT), WebSocketDeflate.ON)).isNotNull();
    assertThat(DeflateTerms.accept(List.of("permessage-deflate"), TAKES_OVER)).isNotNull();
    assertThat(DeflateTerms.accept(List.of("permessage-deflate"), WebSocketDeflate.ON))
        .as("a server that takes over although it was asked not to")
        .isNull();
    assertThat(
            DeflateTerms.accept(
                List.of("permessage-deflate; client_max_window_bits=9"), TAKES_OVER))
        .as("a window we have not said we can bound")
        .isNull();
    assertThat(DeflateTerms.accept(List.of("x-other"), TAKES_OVER)).isNull();
  }
}
