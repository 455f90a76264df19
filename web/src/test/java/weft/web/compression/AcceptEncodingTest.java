package weft.web.compression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 9110 §12.5.3.
class AcceptEncodingTest {
  private static final List<Coding> ALL =
      List.of(Coding.ZSTD, Coding.BR, Coding.GZIP, Coding.DEFLATE);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gzip                                 | GZIP
          GZip                                 | GZIP
          x-gzip                               | GZIP
          gzip, deflate, br, zstd              | ZSTD
          gzip;q=1.0, zstd;q=0.5               | GZIP
          gzip;q=0.2,br;q=0.201                | BR
          gzip ; q=0.5                         | GZIP
          gzip;Q=0.5                           | GZIP
          *                                    | ZSTD
          *, zstd;q=0                          | BR
          *;q=0, gzip                          | GZIP
          *;q=0.5, gzip;q=0.7                  | GZIP
          gzip;q=0                             | identity
          gzip;q=0.000                         | identity
          identity                             | identity
          identity, gzip;q=0.5                 | identity
          identity;q=0.5, gzip;q=0.5           | GZIP
          gzip;q=0.001                         | GZIP
          compress, sdch                       | identity
          gzip;q=1.001                         | identity
          gzip;q=2                             | identity
          gzip;q=-1                            | identity
          gzip;q=0.5555                        | identity
          gzip;q=                              | identity
          gzip;level=9                         | identity
          gzip;q=0;q=1                         | identity
          gzip;q=0, gzip;q=1                   | identity
          ,,, gzip ,,                          | GZIP
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
    assertThat(AcceptEncoding.parse(List.of(field)).isIdentityAccepted()).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource({"gzip;q=0.1,br;q=0.9,BR"})
  void severalFieldsAreOneList(String first, String second, String wanted) {
    assertThat(AcceptEncoding.parse(List.of(first, second)).choose(ALL))
        .isEqualTo(Coding.valueOf(wanted));
  }

  private static String chosen(String field) {
    Coding coding = AcceptEncoding.parse(List.of(field)).choose(ALL);
    return coding == null ? "identity" : coding.name();
  }
}
