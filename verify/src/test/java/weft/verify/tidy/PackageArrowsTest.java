package weft.verify.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PackageArrowsTest {
  @Test
  void whatAClassMentionsIsAnArrow() {
    Map<String, Map<String, String>> arrows =
        PackageArrows.arrows(List.of(ClassFileModel.of(PackageArrowsTest.class)), "org.assertj");

    assertThat(arrows).as("arrows start in classes below the root only").isEmpty();

    arrows = PackageArrows.arrows(List.of(ClassFileModel.of(Mentions.class)), "weft");

    assertThat(arrows.get("weft.verify.tidy"))
        .containsEntry(
            "weft.hub.memory", Mentions.class.getName() + " mentions weft.hub.memory.HotPath");
  }

  @Test
  void anArrowThatIsNotDrawnIsFound() {
    Map<String, Map<String, String>> arrows =
        Map.of("a", Map.of("b", "a.X mentions b.Y"), "b", Map.of());

    assertThat(PackageArrows.checkAllowed(arrows, Map.of("a", Set.of("b"), "b", Set.of())))
        .isEmpty();
    assertThat(PackageArrows.checkAllowed(arrows, Map.of("a", Set.of())))
        .containsExactlyInAnyOrder(
            new Finding("a", "must not depend on b: a.X mentions b.Y"),
            new Finding("b", "is not in the table of packages and arrows"));
  }

  @Test
  void anArrowThatNoClassDrawsIsFound() {
    Map<String, Map<String, String>> arrows = Map.of("a", Map.of("b", "a.X mentions b.Y"));

    assertThat(PackageArrows.checkAllowed(arrows, Map.of("a", Set.of("b", "c"), "d", Set.of("a"))))
        .as("whatever draws those of d was not compiled")
        .containsExactly(new Finding("a", "does not depend on c"));
  }

  @Test
  void aCircleOverThreePackagesIsFound() {
    Map<String, Map<String, String>> arrows =
        Map.of(
            "a", Map.of("b", ""), "b", Map.of("c", ""), "c", Map.of("a", ""), "d", Map.of("a", ""));

    assertThat(PackageArrows.checkCycles(arrows))
        .extracting(Finding::place)
        .containsExactlyInAnyOrder("a", "b", "c");
  }

  /// Mentions another package in an annotation only.
  static final class Mentions {
    @weft.hub.memory.HotPath
    void hot() {}
  }
}
