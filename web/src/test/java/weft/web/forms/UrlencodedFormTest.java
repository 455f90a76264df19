package weft.web.forms;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// URL Standard §5.1, strictly.
class UrlencodedFormTest {
  private static NamedValues parse(String text, int keysMax) {
    return UrlencodedForm.parse(text.getBytes(ISO_8859_1), keysMax, FormFault::error);
  }

  @Test
  void pairsAreDecodedInOrder() {
    NamedValues form = parse("a=1&b=x+y%26&a=%C3%A9&&c&=d&e=f=g&", 10);

    assertThat(form.names()).containsExactly("a", "b", "c", "", "e");
    assertThat(form.all("a")).containsExactly("1", "é");
    assertThat(form.first("b")).isEqualTo("x y&");
    assertThat(form.first("c")).isEmpty();
    assertThat(form.first("")).isEqualTo("d");
    assertThat(form.first("e")).isEqualTo("f=g");
    assertThat(form.first("x")).isNull();
    assertThat(form.all("x")).isEmpty();
    assertThat(form.size()).isEqualTo(6);
  }

  @Test
  void nothingIsAnEmptyForm() {
    assertThat(parse("", 1).size()).isZero();
    assertThat(parse("&&&", 1).size()).isZero();
  }

  @Test
  void keysAreLimited() {
    assertThat(parse("a&b", 2).size()).isEqualTo(2);
    assertFault("a&b&c", 2, FormFault.KEYS);
  }

  @ParameterizedTest
  @CsvSource({
    "a=%, PERCENT_ENCODING",
    "a=%4, PERCENT_ENCODING",
    "a=%4&b, PERCENT_ENCODING",
    "a=%zz, PERCENT_ENCODING",
    "%=a, PERCENT_ENCODING",
    "a=%ff, TEXT",
    "a=%C3, TEXT",
    "a=%ED%A0%80, TEXT",
  })
  void badEncodingsAreNamed(String text, FormFault fault) {
    assertFault(text, 10, fault);
  }

  private static void assertFault(String text, int keysMax, FormFault fault) {
    assertThatThrownBy(() -> parse(text, keysMax))
        .isInstanceOfSatisfying(
            FormError.class, error -> assertThat(error.fault()).isEqualTo(fault));
  }
}
