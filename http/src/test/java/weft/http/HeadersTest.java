package weft.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
  private final Headers headers =
      Headers.of("Host", "a", "Accept", "x", "X-Mine", "1", "accept", "y", "x-MINE", "2");

  @Test
  void fieldsKeepTheirOrderAndDuplicates() {
    assertThat(headers.size()).isEqualTo(5);
    assertThat(headers.name(0)).isEqualTo("host");
    assertThat(headers.value(0)).isEqualTo("a");
    assertThat(headers.name(4)).as("names are lower case").isEqualTo("x-mine");
    assertThat(headers).hasToString("host: a\naccept: x\nx-mine: 1\naccept: y\nx-mine: 2\n");
  }

  @Test
  void namesAreFoundInAnyCase() {
    assertThat(headers.first("ACCEPT")).isEqualTo("x");
    assertThat(headers.first("X-mine")).isEqualTo("1");
    assertThat(headers.first("absent")).isNull();
    assertThat(headers.first("Cookie")).isNull();
    assertThat(headers.all("Accept")).containsExactly("x", "y");
    assertThat(headers.all("x-Mine")).containsExactly("1", "2");
    assertThat(headers.all("absent")).isEmpty();
    assertThat(headers.joined("accept")).isEqualTo("x, y");
    assertThat(headers.joined("absent")).isNull();
    assertThat(headers.contains("hOST")).isTrue();
    assertThat(headers.contains("y-mine")).isFalse();
  }

  @Test
  void aCopyLasts() throws IOException {
    var exchange = new ScriptedExchange();
    exchange.fields.add("Host", "a");
    Headers lent = exchange.theRequest().headers();
    Headers copy = lent.copy();

    exchange.returned();

    assertThat(copy.first("host")).isEqualTo("a");
    assertThatIllegalStateException().isThrownBy(() -> lent.first("host"));
    assertThat(lent).hasToString("fields of a request that is over");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "If-Match",
        "if-none-match",
        "If-Modified-Since",
        "If-Unmodified-Since",
        "If-Range"
      })
  void aRequestWithAPreconditionIsConditional(String name) {
    var exchange = new ScriptedExchange();
    for (int id = 1; id < FieldNames.count(); id++) {
      if (!FieldNames.name(id).startsWith("if-")) {
        exchange.fields.add(FieldNames.name(id), "x");
      }
    }
    assertThat(exchange.theRequest().isConditional()).as("all others").isFalse();

    exchange.fields.add(name, "x");

    assertThat(exchange.theRequest().isConditional()).isTrue();
  }

  @Test
  void badUseIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Headers.of("a"));
    assertThatThrownBy(() -> headers.value(5)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> headers.name(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void manyFieldsGrowTheTable() {
    FieldTable table = new FieldTable();
    for (int index = 0; index < 100; index++) {
      table.add("x-" + index, "v" + index);
    }
    Headers many = new Headers(table, null);

    assertThat(many.size()).isEqualTo(100);
    assertThat(many.first("X-99")).isEqualTo("v99");
    table.clear();
    assertThat(many.size()).isZero();
  }

  /// Else whoever is late, against the rules, would end the process.
  @Test
  void aTableWithoutMemoryIsNotRead() {
    FieldTable table = new FieldTable();
    table.add(FieldNames.UNKNOWN, 0, 3, 5, 2);
    Headers late = new Headers(table, null);

    assertThatIllegalStateException().isThrownBy(() -> late.first("abc"));
    assertThatIllegalStateException().isThrownBy(() -> late.name(0));
    assertThatIllegalStateException().isThrownBy(() -> late.value(0));
  }

  /// Whoever is late finds what was found before, or is refused; nothing that was there is missing.
  @Test
  void aTableThatLetItsMemoryGoKeepsItsFields() {
    try (Arena arena = Arena.ofConfined()) {
      FieldTable table = new FieldTable();
      table.setBase(arena.allocateFrom("abc: 12").address());
      table.add(FieldNames.UNKNOWN, 0, 3, 5, 2);
      table.add(FieldNames.id("accept"), 0, 3, 5, 2);
      Headers late = new Headers(table, null);
      assertThat(late.value(0)).isEqualTo("12");

      table.release();

      assertThat(late.size()).isEqualTo(2);
      assertThat(late.value(0)).isEqualTo("12");
      assertThat(late.contains("accept")).isTrue();
      assertThat(late.first("cookie")).isNull();
      assertThatIllegalStateException().isThrownBy(() -> late.first("accept"));
      assertThatIllegalStateException().isThrownBy(() -> late.first("abc"));
      assertThatIllegalStateException().isThrownBy(late::copy);
      assertThatIllegalStateException().isThrownBy(late::toString);
    }
  }
}
