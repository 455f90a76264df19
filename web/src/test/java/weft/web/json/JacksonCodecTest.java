package weft.web.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JacksonCodecTest {
  private final JacksonCodec codec = new JacksonCodec();

  enum Colour {
    RED
  }

  record Note(String title, int stars, @Nullable Colour colour, @Nullable List<Double> weights) {
    Note {
      if (stars > 5) {
        throw new IllegalArgumentException("stars 6 is not in 0 to 5");
      }
    }
  }

  private Note decode(String json) {
    return codec.decode(json.getBytes(UTF_8), Note.class);
  }

  @Test
  void recordsAreWrittenAndRead() {
    Note note = new Note("é\"\n", 3, Colour.RED, List.of(0.1));

    byte[] json = codec.encode(note);

    assertThat(new String(json, UTF_8))
        .isEqualTo("{\"title\":\"é\\\"\\n\",\"stars\":3,\"colour\":\"RED\",\"weights\":[0.1]}");
    assertThat(codec.decode(json, Note.class)).isEqualTo(note);
  }

  @Test
  void mapsAndNullAreWritten() {
    assertThat(new String(codec.encode(null), UTF_8)).isEqualTo("null");
    assertThat(new String(codec.encode(Map.of("a", List.of(1, true))), UTF_8))
        .isEqualTo("{\"a\":[1,true]}");
  }

  @Test
  void unknownNamesAreIgnoredAndOptionalOnesMayBeMissing() {
    assertThat(decode("{\"title\":\"a\",\"stars\":1,\"more\":[{}]}"))
        .isEqualTo(new Note("a", 1, null, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''| there is no value|''",
        "{| not valid JSON|''",
        "{\"title\":\"a\",\"stars\":1} x| not valid JSON|''",
        "{\"title\":\"a\",\"title\":\"b\",\"stars\":1}| not valid JSON|''",
        "{'title':1}| not valid JSON|''",
        "[]| does not fit: expected an object|''",
        "null| the value is null|''",
        "{\"title\":\"a\"}| does not fit: expected an integer|/stars",
        "{\"title\":\"a\",\"stars\":null}| does not fit: expected an integer|/stars",
        "{\"title\":\"a\",\"stars\":\"x\"}| does not fit: expected an integer|/stars",
        "{\"title\":\"a\",\"stars\":99999999999}| does not fit: expected an integer|/stars",
        "{\"title\":\"a\",\"stars\":3.5}| does not fit: expected an integer|/stars",
        "{\"title\":\"a\",\"stars\":1,\"colour\":0}"
            + "| does not fit: expected one of the listed names|/colour",
        "{\"title\":[],\"stars\":1}| does not fit: expected a string|/title",
        "{\"title\":\"a\",\"stars\":1,\"colour\":\"BLUE\"}"
            + "| does not fit: expected one of the listed names|/colour",
        "{\"title\":\"a\",\"stars\":1,\"weights\":[1,\"x\"]}"
            + "| does not fit: expected a number|/weights/1",
        "{\"title\":\"a\",\"stars\":1,\"weights\":3}"
            + "| does not fit: expected an array|/weights",
        "{\"title\":\"a\",\"stars\":6}| does not fit: stars 6 is not in 0 to 5|''",
      })
  void aWrongTextIsRefusedWithPlaceAndReason(String json, String message, String pointer) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOfSatisfying(
            JsonError.class,
            error -> {
              assertThat(error.getMessage()).isEqualTo(message);
              assertThat(error.pointer()).isEqualTo(pointer);
            });
  }

  @Test
  void aValueWithoutJsonFormIsRefused() {
    List<Object> ring = new ArrayList<>();
    ring.add(ring);

    assertThatThrownBy(() -> codec.encode(ring))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no JSON form");
  }

  @Test
  void deepNestingIsRefusedNotOverflown() {
    assertThatThrownBy(() -> codec.decode("[".repeat(100_000).getBytes(UTF_8), List.class))
        .isInstanceOf(JsonError.class);
  }

  @Test
  void warmingUpWorks() {
    codec.warmUp();
  }
}
