package weft.verify.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PackageInfosTest {
  private static final SourceFile PACER =
      SourceFile.sample("a/Pacer.java", "package a; class Pacer {}");

  @Test
  void aPackageWithoutPackageInfoIsFound() {
    assertThat(PackageInfos.check(List.of(PACER)))
        .containsExactly(new Finding("a", "has no package-info.java"));
  }

  @Test
  void aPackageInfoWithoutPurposeOrNullMarkIsFound() {
    SourceFile info = SourceFile.sample("a/package-info.java", "package a;");

    assertThat(PackageInfos.check(List.of(PACER, info)))
        .containsExactly(
            new Finding("a/package-info.java", "does not say what the package is for"),
            new Finding("a/package-info.java", "is not @NullMarked"));
  }

  @Test
  void aCompletePackageInfoPasses() {
    SourceFile info =
        SourceFile.sample("a/package-info.java", "/// Paces.\n@NullMarked\npackage a;");

    assertThat(PackageInfos.check(List.of(PACER, info))).isEmpty();
  }

  @Test
  void compactSourceFilesHaveNoPackage() {
    SourceFile compact = SourceFile.sample("b/Hello.java", "void main() {}");

    assertThat(PackageInfos.check(List.of(compact))).isEmpty();
  }
}
