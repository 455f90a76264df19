package weft.verify.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DocLinksTest {
  @Test
  void linksToTypesAndMembersResolve() {
    assertThat(
            check(
                """
                package a;
                import java.util.List;
                /// See [Pacer], [Pacer#rate], [#rate], [Pacer.Kind#HIGH], [List#of], [String#length()],
                /// [java.util.Map.Entry] and [the site](https://example.org), `[Gone]`, `x[Gone]`, [0, 1).
                class Pacer {
                  int rate() { return 1; }
                  enum Kind { HIGH }
                }
                """))
        .isEmpty();
  }

  @Test
  void brokenLinksAreFound() {
    assertThat(
            check(
                """
                package a;
                /// See [Gone].
                class Pacer {
                  /// See [#speed] and [Pacer#speed].
                  int rate() { return 1; }
                }
                """))
        .containsExactly(
            new Finding("Pacer.java:2", "[Gone] leads nowhere"),
            new Finding("Pacer.java:4", "[#speed] leads nowhere"),
            new Finding("Pacer.java:4", "[Pacer#speed] leads nowhere"));
  }

  private static List<Finding> check(String text) {
    return DocLinks.check(List.of(SourceFile.sample("Pacer.java", text)));
  }
}
