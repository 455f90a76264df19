package weft.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

class ProblemTest {
  @Test
  void membersAreWrittenInOrder() {
    Problem problem =
        Problem.of(409, "the note changed")
            .withType(URI.create("https://example.com/conflict"), "Conflicting change")
            .with("version", 7)
            .with("by", "bob");

    assertThat(problem.asMap().toString())
        .isEqualTo(
            "{type=https://example.com/conflict, title=Conflicting change, status=409,"
                + " detail=the note changed, version=7, by=bob}");
  }

  @Test
  void aStatusThatSaysItAllNeedsNoType() {
    assertThat(Problem.of(404).asMap().toString()).isEqualTo("{title=Not Found, status=404}");
    assertThat(Problem.of(499).title()).isEqualTo("Error");
  }

  @Test
  void aProblemIsAnError() {
    assertThatThrownBy(() -> Problem.of(200)).hasMessage("status 200 is not in 400 to 599");
    assertThatThrownBy(() -> Problem.of(404).with("title", "x"))
        .hasMessage("member 'title' is no extension");
  }
}
