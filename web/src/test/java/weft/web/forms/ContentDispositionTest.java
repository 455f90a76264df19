package weft.web.forms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names as browsers, curl and older clients write them.
class ContentDispositionTest {
  private static String fileName(String parameter) {
    return "" + PartDisposition.parse("form-data; name=n; " + parameter).fileName();
  }

  /// As reqwest of Rust writes a field's name that is not ASCII or has a blank.
  @Test
  void anEncodedNameIsDecodedWhereThereIsNoPlainOne() {
    assertThat(PartDisposition.parse("form-data; name*=utf-8''%C3%BC%20b").name())
        .isEqualTo("\u00fc b");
    assertThat(PartDisposition.parse("form-data; name*=UTF-8''a; name=\"b\"").name())
        .isEqualTo("b");
    assertThatThrownBy(() -> PartDisposition.parse("form-data; name*=utf-8''a; name*=utf-8''b"))
        .isInstanceOf(FormError.class);
    assertThatThrownBy(() -> PartDisposition.parse("form-data; name*=utf-8''%C3"))
        .isInstanceOf(FormError.class);
  }

  @Test
  void namesAreTokensOrQuoted() {
    assertThat(PartDisposition.parse("form-data; name=n"))
        .isEqualTo(new PartDisposition("n", null));
    assertThat(PartDisposition.parse("Form-Data;NAME=\"a; b=c\"\t; FileName=\"\""))
        .isEqualTo(new PartDisposition("a; b=c", ""));
    assertThat(PartDisposition.parse("form-data; name=\"\"; x=y").name()).isEmpty();
    assertThat(PartDisposition.parse("form-data; name=\"größe\"").name()).isEqualTo("größe");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          filename="a%22b",                    a"b
          filename="a%0D%0Ab%20",              `a\r\nb%20`
          filename="a\\"b\\\\c",               a"b\\c
          filename="C:\\dir\\a.txt",           C:\\dir\\a.txt
          filename*=UTF-8''a%20%E2%82%AC.txt,  a €.txt
          filename*=utf-8'en'a,                a
          filename*=ISO-8859-1''%A3,           £
          filename="plain"; filename*=UTF-8''better, better
          filename*=UTF-8''better; filename="plain", better
          """)
  void fileNamesAreDecoded(String parameter, String expected) {
    assertThat(fileName(parameter)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "filename=a; filename=b, DISPOSITION",
    "filename*=UTF-8''%, DISPOSITION",
    "filename*=UTF-8''%4, DISPOSITION",
    "filename*=UTF-8''%4g, DISPOSITION",
    "filename*=UTF-8'a, DISPOSITION",
    "filename*=\"UTF-8''ä\", DISPOSITION",
    "filename*=UTF-8''%ff, TEXT",
    "filename*=UTF-16''a, CHARSET",
  })
  void brokenFileNamesAreNamed(String parameter, FormFault fault) {
    long before = fault.count();

    assertThatThrownBy(() -> fileName(parameter))
        .isInstanceOfSatisfying(
            FormError.class, error -> assertThat(error.fault()).isEqualTo(fault));
    assertThat(fault.count()).isGreaterThan(before);
  }
}
