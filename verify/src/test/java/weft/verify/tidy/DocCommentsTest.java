package weft.verify.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DocCommentsTest {
  @Test
  void publicTypesAndMethodsWithoutACommentAreFound() {
    List<Finding> findings =
        check(
            """
            package api;
            public class Pacer {
              public Pacer() {}
              public int rate() { return 1; }
              int hidden() { return 1; }
            }
            """);

    assertThat(findings)
        .extracting(Finding::place)
        .containsExactly("Pacer.java:2", "Pacer.java:3", "Pacer.java:4");
  }

  @Test
  void methodsOfAnInterfaceArePublic() {
    List<Finding> findings =
        check(
            """
            package api;
            /// Sends.
            public interface Sender {
              void send();
              /// Ends.
              void end();
            }
            """);

    assertThat(findings)
        .containsExactly(new Finding("Pacer.java:4", "Sender.send has no doc comment"));
  }

  @Test
  void overridesAndImplicitMembersNeedNone() {
    List<Finding> findings =
        check(
            """
            package api;
            /// A rate.
            /// @param perSecond events
            public record Rate(int perSecond) {
              /// How many kinds.
              public enum Kind { HIGH, LOW }
              @Override public String toString() { return ""; }
            }
            """);

    assertThat(findings).isEmpty();
  }

  @Test
  void packagesThatAreNotExportedAreNotChecked() {
    assertThat(check("package inside; public class Pacer {}")).isEmpty();
  }

  private static List<Finding> check(String text) {
    return DocComments.check(List.of(SourceFile.sample("Pacer.java", text)), Set.of("api"));
  }
}
