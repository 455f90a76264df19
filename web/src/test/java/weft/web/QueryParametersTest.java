package weft.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.web.forms.NamedValues;

class QueryParametersTest {
  @ParameterizedTest
  @CsvSource({
    "a=1, 1",
    "a=, ''",
    "a, ''",
    "x=1&a=2, 2",
    "&&a=1&, 1",
    "a=b=c, b=c",
    "a=1&a=2, 1",
    "a=x+y, x y",
    "a=x%20y%2By, x y+y",
    "a=caf%C3%A9, café",
    "%61=1, 1",
    "a=%26%3D, &=",
    "a+b=1&a=2, 2",
  })
  void theFirstValueIsDecoded(String query, String value) {
    assertThat(QueryParameters.parse(query).first("a")).isEqualTo(value);
  }

  @Test
  void duplicatesAreKeptInOrder() {
    NamedValues query = QueryParameters.parse("b=1&a=2&b=3");

    assertThat(query.all("b")).containsExactly("1", "3");
    assertThat(query.all("c")).isEmpty();
    assertThat(query.first("c")).isNull();
    assertThat(query.names()).containsExactly("b", "a");
  }

  @Test
  void noQueryHasNoParameters() {
    assertThat(QueryParameters.parse(null).names()).isEmpty();
    assertThat(QueryParameters.parse("").names()).isEmpty();
    assertThat(QueryParameters.parse("&").names()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "%=1", "a=%C3", "a=%C0%AF", "a=%FF", "a=%-1"})
  void aBadEncodingIsRefused(String query) {
    assertThatThrownBy(() -> QueryParameters.parse(query))
        .isInstanceOfSatisfying(
            ProblemError.class,
            error ->
                assertThat(error.problem())
                    .isEqualTo(Problem.of(400, "the query has a bad percent-encoding")));
  }
}
