package weft.verify.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ForeignPlacesTest {
  private static final String SLASH = "/";

  @Test
  void foldersOfAMachineAreFound() {
    TextFile file = new TextFile("a.md", "see " + SLASH + "home" + "/somebody/weft\n");

    assertThat(ForeignPlaces.check(List.of(file)))
        .extracting(Finding::place)
        .containsOnly("a.md:1");
  }

  @Test
  void registryHostsAreFound() {
    TextFile file = new TextFile("pom.xml", "<url>https://repo1" + ".maven.org/maven2</url>\n");

    assertThat(ForeignPlaces.check(List.of(file)))
        .extracting(Finding::place)
        .containsOnly("pom.xml:1");
  }

  @Test
  void pathsInsideTheRepositoryAndOnOtherHostsPass() {
    TextFile file =
        new TextFile("a.md", "docs/home/page.md https://example.org/home/page $HOME/x\n");

    assertThat(ForeignPlaces.check(List.of(file))).isEmpty();
  }
}
