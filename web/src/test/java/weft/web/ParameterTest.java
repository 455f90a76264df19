package weft.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterTest {
  private static Parameter parameter(String value) {
    return new Parameter("query", "x", value);
  }

  private static Problem refusal(String value, Function<Parameter, Object> conversion) {
    return catchThrowableOfType(ProblemError.class, () -> conversion.apply(parameter(value)))
        .problem();
  }

  @Test
  void legalTextIsConverted() {
    assertThat(parameter("a b").asString()).isEqualTo("a b");
    assertThat(parameter("-2147483648").asInt()).isEqualTo(Integer.MIN_VALUE);
    assertThat(parameter("7").asInt(1, 7)).isEqualTo(7);
    assertThat(parameter("9223372036854775807").asLong()).isEqualTo(Long.MAX_VALUE);
    assertThat(parameter("-1.5e3").asDouble()).isEqualTo(-1500.0);
    assertThat(parameter("1e+3").asDouble()).isEqualTo(1000.0);
    assertThat(parameter("007").asInt()).isEqualTo(7);
    assertThat(parameter("true").asBoolean()).isTrue();
    assertThat(parameter("false").asBoolean()).isFalse();
    assertThat(parameter("123e4567-e89b-12d3-a456-426614174000").asUuid())
        .isEqualTo(UUID.fromString("123e4567-e89b-12d3-a456-426614174000"));
    assertThat(parameter("123E4567-E89B-12D3-A456-426614174000").asUuid())
        .isEqualTo(UUID.fromString("123e4567-e89b-12d3-a456-426614174000"));
    assertThat(parameter("2026-01-31").asDate()).isEqualTo(LocalDate.of(2026, 1, 31));
    assertThat(parameter("2026-01-31T12:00:00Z").asInstant())
        .isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
    assertThat(parameter("seconds").asEnum(TimeUnit.class)).isEqualTo(TimeUnit.SECONDS);
    assertThat(parameter("ab").<String>as("letters", text -> text + "c")).isEqualTo("abc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "1.0", "2147483648", "-2147483649", " 1", "+1", "١", "0x1", "1_0"})
  void whatIsNoIntIsRefusedWithNameAndValue(String value) {
    Problem problem = refusal(value, Parameter::asInt);

    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.detail())
        .isEqualTo(
            "query parameter 'x' is '"
                + value
                + "', not an integer from -2147483648 to 2147483647");
    assertThat(problem.members()).containsEntry("parameter", "x").containsEntry("value", value);
  }

  @Test
  void boundsAreNamed() {
    assertThat(refusal("8", p -> p.asInt(1, 7)).detail())
        .isEqualTo("query parameter 'x' is '8', not an integer from 1 to 7");
    assertThat(refusal("0", p -> p.asLong(1, 7)).detail())
        .isEqualTo("query parameter 'x' is '0', not an integer from 1 to 7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NaN", "Infinity", "1e999", "1d", "1f", "0x1p3", "a", "+1", "١"})
  void whatIsNoFiniteNumberIsRefused(String value) {
    assertThat(refusal(value, Parameter::asDouble).detail()).endsWith("not a finite number");
  }

  @ParameterizedTest
  @CsvSource({
    "boolean, TRUE, true or false",
    "boolean, 1, true or false",
    "uuid, 1-1-1-1-1, a UUID",
    "uuid, x, a UUID",
    "uuid, 123e456-e89b-12d3-a456-4266141740001, a UUID",
    "uuid, +23e4567-e89b-12d3-a456-426614174000, a UUID",
    "uuid, 123e4567-+89b-12d3-a456-426614174000, a UUID",
    "uuid, ١23e4567-e89b-12d3-a456-426614174000, a UUID",
    "date, 2026-02-30, a date such as 2026-01-31",
    "instant, 2026-01-31, a time such as 2026-01-31T12:00:00Z",
  })
  void whatDoesNotFitIsRefused(String kind, String value, String legal) {
    Problem problem =
        refusal(
            value,
            p ->
                switch (kind) {
                  case "boolean" -> p.asBoolean();
                  case "uuid" -> p.asUuid();
                  case "date" -> p.asDate();
                  default -> p.asInstant();
                });

    assertThat(problem.detail()).isEqualTo("query parameter 'x' is '" + value + "', not " + legal);
  }

  @Test
  void anUnknownConstantIsRefusedWithTheKnownOnes() {
    assertThat(refusal("weeks", p -> p.asEnum(TimeUnit.class)).detail())
        .endsWith(
            "not one of nanoseconds, microseconds, milliseconds, seconds, minutes, hours, days");
  }

  @Test
  void aLongValueIsShownInPart() {
    assertThat(refusal("9".repeat(5000), Parameter::asLong).members().get("value").toString())
        .hasSize(101)
        .endsWith("…");
  }

  @Test
  void aMissingParameterIsNamed() {
    Parameter missing = new Parameter("query", "page", null);

    assertThat(missing.isPresent()).isFalse();
    assertThat(missing.orNull()).isNull();
    assertThat(missing.orElse("3").asInt()).isEqualTo(3);
    assertThatThrownBy(missing::asInt)
        .isInstanceOfSatisfying(
            ProblemError.class,
            error ->
                assertThat(error.problem())
                    .isEqualTo(
                        Problem.of(400, "query parameter 'page' is missing")
                            .with("parameter", "page")));
  }
}
