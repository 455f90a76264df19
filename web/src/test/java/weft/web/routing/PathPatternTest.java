package weft.web.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {
  @ParameterizedTest
  @CsvSource({
    "users, does not begin with '/'",
    "'', does not begin with '/'",
    "/a//b, has an empty segment",
    "/a/{b, has a brace inside segment '{b'; a parameter is a whole segment",
    "/{name}.json, has a brace inside segment '{name}.json'; a parameter is a whole segment",
    "/{path*}/x, has the tail '{path*}' before its end",
    "/{}, 'has the parameter name ''''; letters, digits and ''_'' are allowed'",
    "/{1a}, 'has the parameter name ''1a''; letters, digits and ''_'' are allowed'",
    "/{a-b}, 'has the parameter name ''a-b''; letters, digits and ''_'' are allowed'",
    "/{a}/{a}, has the parameter 'a' twice",
    "/a%zz, has a bad percent-encoding in segment 'a%zz'",
    "/a/../b, 'has the dot segment ''..'', which no request path may have'",
    "/a?b, has the character '?' in segment 'a?b'",
    "/a b, has the character ' ' in segment 'a b'",
    "/*, has the character '*' in segment '*'",
    "/a>b, has the character '>' in segment 'a>b'",
    "/:id, 'has the segment '':id''; a parameter is written {id}, a rest {path*}'",
    "/<path>, 'has the segment ''<path>''; a parameter is written {id}, a rest {path*}'",
    "/{a:even}, 'is wrong at ''{a:even}'': unknown constraint ''even'', known are int, long, uuid, hex, alpha, slug and alternatives such as en|de'",
    "/{a:x|}, 'is wrong at ''{a:x|}'': an alternative of [x, ] is empty'",
    "/{a:x|x}, 'is wrong at ''{a:x|x}'': an alternative of [x, x] stands twice'",
    "/{a:}, 'is wrong at ''{a:}'': unknown constraint '''', known are int, long, uuid, hex, alpha, slug and alternatives such as en|de'",
  })
  void aWrongPatternIsRefusedWithItsReason(String pattern, String reason) {
    assertThatThrownBy(() -> PathPattern.parse(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("path pattern '" + pattern + "' " + reason.replace("\\'", "'"));
  }

  @Test
  void namesAreInOrder() {
    assertThat(PathPattern.parse("/{b}/x/{a:int}/{rest*}").names())
        .containsExactly("b", "a", "rest");
  }

  @ParameterizedTest
  @CsvSource({
    "/users/{id}, 42, /users/42",
    "/users/{id}, a b/c, /users/a%20b%2Fc",
    "/users/{id}, café?, /users/caf%C3%A9%3F",
    "/users/{id}, a:b@c!$&'()*+;=~, /users/a:b@c!$&'()*+;=~",
    "/files/{path*}, a/b c/d, /files/a/b%20c/d",
    "/files/{path*}, '', /files/",
    "/café/{x}, 1, /caf%C3%A9/1",
    "/a%2Fb/{x}, c/d, /a%2Fb/c%2Fd",
  })
  void aPathIsBuiltFromValues(String pattern, String value, String path) {
    assertThat(PathPattern.parse(pattern).path(value)).isEqualTo(path);
  }

  @ParameterizedTest
  @CsvSource({
    "/u/{id:int}, x, value 'x' of parameter 'id' does not fit pattern '/u/{id:int}'",
    "/u/{id}, '', value '' of parameter 'id' does not fit pattern '/u/{id}'",
    "/u/{id}, .., value '..' of parameter 'id' is a dot segment in '/u/{id}'",
    "/u/{p*}, a/../b, value '..' of parameter 'p' is a dot segment in '/u/{p*}'",
    "/u/{id}, ../b, value '..' of parameter 'id' is a dot segment in '/u/{id}'",
    "/u/{a}/{b}, 1, 'pattern ''/u/{a}/{b}'' needs [a, b], got 1 values'",
  })
  void aPathThatWouldNotMatchIsRefused(String pattern, String value, String message) {
    assertThatThrownBy(() -> PathPattern.parse(pattern).path(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "int, 0, true",
    "int, -2147483648, true",
    "int, -2147483649, false",
    "int, 2147483647, true",
    "int, 2147483648, false",
    "int, -, false",
    "int, +1, false",
    "int, 1.0, false",
    "int, ١, false",
    "long, 9223372036854775807, true",
    "long, -9223372036854775808, true",
    "long, 9223372036854775808, false",
    "long, -9223372036854775809, false",
    "long, 99999999999999999999, false",
    "hex, 09afAF, true",
    "hex, 0g, false",
    "alpha, azAZ, true",
    "alpha, a1, false",
    "alpha, '[', false",
    "slug, a-b_1, true",
    "slug, a.b, false",
    "uuid, 123e4567-e89b-12d3-a456-426614174000, true",
    "uuid, 123e4567e89b-12d3-a456-4266141740000, false",
    "uuid, 123e4567-e89b-12d3-a456-42661417400g, false",
    "uuid, 1, false",
    "a|bc, bc, true",
    "a|bc, b, false",
    "a|bc, bcd, false",
  })
  void aConstraintAcceptsItsValues(String constraint, String value, boolean accepted) {
    assertThat(Constraint.parse(constraint).matches(value, 0, value.length())).isEqualTo(accepted);
    assertThat(Constraint.parse(constraint).matches("/" + value + "/", 1, value.length() + 1))
        .isEqualTo(accepted);
  }
}
