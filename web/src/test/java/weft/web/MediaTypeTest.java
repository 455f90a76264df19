package weft.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypeTest {
  @ParameterizedTest
  @CsvSource({
    "application/json, application/json, , true",
    "Application/JSON ; charset=UTF-8, application/json, UTF-8, true",
    "'text/plain;charset=\"iso-8859-1\"', text/plain, iso-8859-1, false",
    "text/plain; format=flowed; Charset=utf-8; charset=x, text/plain, utf-8, false",
    "application/problem+json, application/problem+json, , true",
    "text/plain;, text/plain, , false",
    "'', '', , false",
  })
  void nameAndCharsetAreRead(String text, String name, String charset, boolean json) {
    MediaType type = MediaType.parse(text);

    assertThat(type.name()).isEqualTo(name);
    assertThat(type.charset()).isEqualTo(charset);
    assertThat(type.isJson()).isEqualTo(json);
  }
}
