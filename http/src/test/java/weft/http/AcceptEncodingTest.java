package weft.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 9110 §12.5.3.
class AcceptEncodingTest {
  private static final List<String> ALL = List.of("zstd", "br", "gzip", "deflate");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gzip                                 | gzip
          GZip                                 | gzip
          x-gzip                               | gzip
          gzip, deflate, br, zstd              | zstd
          gzip;q=1.0, zstd;q=0.5               | gzip
          gzip;q=0.2,br;q=0.201                | br
          gzip ; q=0.5                         | gzip
          gzip;Q=0.5                           | gzip
          *                                    | zstd
          *, zstd;q=0                          | br
          *;q=0, gzip                          | gzip
          *;q=0.5, gzip;q=0.7                  | gzip
          gzip;q=0                             | identity
          gzip;q=0.000                         | identity
          identity                             | identity
          identity, gzip;q=0.5                 | identity
          identity;q=0.5, gzip;q=0.5           | gzip
          gzip;q=0.001                         | gzip
          compress, sdch                       | identity
          gzip;q=1.001                         | identity
          gzip;q=2                             | identity
          gzip;q=-1                            | identity
          gzip;q=0.5555                        | identity
          gzip;q=                              | identity
          gzip;level=9                         | identity
          gzip;q=0;q=1                         | identity
          gzip;q=0, gzip;q=1                   | identity
          ,,, gzip ,,                          | gzip
          gzip deflate                         | identity
          """)
  void theCodingWantedMostIsChosen(String field, String wanted) {
    assertThat(chosen(field)).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                    | true
          gzip                  | true
          identity;q=0          | false
          *;q=0                 | false
          *;q=0, identity;q=0.1 | true
          *, identity;q=0       | false
          """)
  void identityIsAcceptedUnlessExcluded(String field, boolean wanted) {
    assertThat(new AcceptEncoding(field).isIdentityAccepted()).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "gzip, 1000, 1",
        "'gzip;q=0', 0, 1",
        "'gzip;q=0.123, identity;q=0.7', 123, 700",
        "'GZIP ; q=1.000', 1000, 1",
        "'*', 1000, 1",
        "'*;q=0', 0, 0",
        "'*;q=0, gzip', 1000, 0",
        "'gzip;q=2, *;q=0.3', 300, 1",
        "'gzip;q = 0.5', 0, 1",
        "'', 0, 1"
      })
  void codingsAreWeighed(String field, int gzip, int identity) {
    assertThat(new AcceptEncoding(field).weight("gzip")).isEqualTo(gzip);
    assertThat(new AcceptEncoding(field).identityWeight()).isEqualTo(identity);
  }

  private static String chosen(String field) {
    String coding = new AcceptEncoding(field).choose(ALL, token -> token);
    return coding == null ? "identity" : coding;
  }
}
