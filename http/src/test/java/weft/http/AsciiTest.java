package weft.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsciiTest {
  @Test
  void aPercentEncodingIsAnOctetInEitherCase() {
    assertThat(Ascii.percentDecoded("a%00", 1)).isZero();
    assertThat(Ascii.percentDecoded("%c3%BC", 0)).isEqualTo(0xc3);
    assertThat(Ascii.percentDecoded("%c3%BC", 3)).isEqualTo(0xbc);
    assertThat(Ascii.percentDecoded("%fF-", 0)).isEqualTo(0xff);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%1", "%g0", "%0g", "%%0", "%0/", "% 1", "%-1", "%\u0661\u0661"})
  void whatTwoDigitsDoNotFollowIsNone(String text) {
    assertThat(Ascii.percentDecoded(text, 0)).isEqualTo(-1);
  }
}
