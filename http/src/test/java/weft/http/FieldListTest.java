package weft.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldListTest {
  private final FieldList list = new FieldList();

  private List<String> shown() {
    List<String> lines = new ArrayList<>();
    for (int index = 0; index < list.size(); index++) {
      lines.add(list.name(index) + ": " + list.value(index));
    }
    return lines;
  }

  private void set(String name, String value) {
    list.set(FieldNames.id(name), name, value);
  }

  @Test
  void addingKeepsAndSettingReplaces() {
    list.add("Vary", "a");
    list.add("X-One", "1");
    list.add("vary", "b");
    list.add("x-one", "2");

    set("VARY", "c");
    set("x-One", "3");
    set("New", "n");

    assertThat(shown()).containsExactly("VARY: c", "x-One: 3", "New: n");
    assertThat(list.bytes()).isEqualTo("VARY: c\r\nx-One: 3\r\nNew: n\r\n".length());
  }

  @Test
  void namesAreTokens() {
    for (String name : List.of("", " ", "a b", "a:", "a\r\n", "a\0", "\u00e9", "\u0100", "(a)")) {
      assertThatIllegalArgumentException().as(name).isThrownBy(() -> list.add(name, "x"));
    }
    assertThatCode(() -> list.add("!#$%&'*+-.^_`|~09azAZ", "x")).doesNotThrowAnyException();
  }

  /// Response splitting: https://www.rfc-editor.org/rfc/rfc9110#section-5.5-5
  @Test
  void valuesCannotEndTheirLine() {
    for (String value :
        List.of(
            "a\rb",
            "a\nb",
            "a\r\nb: c",
            "\r",
            "\n",
            "a\0b",
            "a\u0007",
            "a\u001f",
            "a\u007f",
            "a\u010a",
            "a\u010d",
            "\u2028",
            " a",
            "a ",
            "\ta",
            "a\t",
            " ")) {
      assertThatIllegalArgumentException().as(value).isThrownBy(() -> list.add("A", value));
      assertThatIllegalArgumentException().as(value).isThrownBy(() -> set("A", value));
    }
    list.add("A", "b");
    assertThatIllegalArgumentException().isThrownBy(() -> set("A", "c\nd"));
    assertThat(shown()).containsExactly("A: b");
  }

  @Test
  void valuesMayHaveBlanksInsideAndLatinLetters() {
    list.add("A", "");
    list.add("A", "b c\td \u00e9\u00ff");

    assertThat(list.size()).isEqualTo(2);
  }

  @Test
  void aListIsLimited() {
    String value = "x".repeat(1000);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> {
          while (true) {
            list.add("A", value);
          }
        })
        .withMessageContaining("49152 bytes");
    assertThat(list.bytes()).isLessThanOrEqualTo(FieldList.BYTES_MAX);
    list.clear();
    assertThat(list.size()).isZero();
    assertThat(list.bytes()).isZero();
  }

  /// HTTP/2 takes native memory for a head by this count.
  @Test
  void aReplacementThatDoesNotFitLeavesTheCountAsItWas() {
    list.add("A", "x".repeat(40_000));
    int before = list.bytes();

    assertThatIllegalArgumentException().isThrownBy(() -> set("A", "y".repeat(50_000)));

    assertThat(list.bytes()).isEqualTo(before);
    assertThatIllegalArgumentException().isThrownBy(() -> list.add("B", "z".repeat(40_000)));
    set("A", "y".repeat(45_000));
    assertThat(list.bytes()).isEqualTo("A: \r\n".length() + 45_000);
  }
}
