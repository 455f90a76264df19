package weft.verify.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Runs every rule of the house style over the repository.
final class TidyTest {
  /// Places that may break a rule. Keep it under ten.
  private static final List<Exemption> EXEMPTIONS =
      List.of(
          new Exemption("BannedCalls", "weft.hub.HubClock", "the one place that reads the clock"),
          new Exemption(
              "BannedCalls",
              "weft.hub.jdk.JdkProperties",
              "the one place that reads and sets the JDK's properties"),
          new Exemption(
              "BannedSyntax",
              "hub/src/main/java/weft/hub/linux/Libc.java",
              "a method handle declares Throwable; the downcalls throw nothing"),
          new Exemption(
              "BannedSyntax",
              "hub/src/main/java/weft/hub/jdk/VirtualThreadAccess.java",
              "a method handle declares Throwable"),
          new Exemption(
              "BannedSyntax",
              "hub/src/main/java/weft/hub/Worker.java",
              "the boundary between a hub and its tasks"),
          new Exemption(
              "BannedSyntax",
              "hub/src/main/java/weft/hub/ManualHubs.java",
              "carries what a scenario throws to the thread that asked for it"),
          new Exemption(
              "BannedSyntax",
              "http/src/main/java/weft/http/server/ServerExchange.java",
              "the boundary between the server and the handler"),
          new Exemption(
              "BannedSyntax",
              "web/src/main/java/weft/web/RouteAction.java",
              "the boundary between the app and its handlers and filters"),
          new Exemption(
              "BannedSyntax",
              "web/src/main/java/weft/web/RunningApp.java",
              "the boundary between the app and its hooks"));

  private static final Repository REPOSITORY = Repository.find();

  private static List<SourceFile> sources = List.of();
  private static List<ClassFileModel> classes = List.of();
  private static List<TextFile> texts = List.of();

  @BeforeAll
  static void read() {
    sources = REPOSITORY.mainSources();
    classes = REPOSITORY.mainClasses();
    texts = REPOSITORY.allTexts();
    assertThat(sources).as("main sources").hasSizeGreaterThan(5);
    assertThat(classes).as("compiled classes; compile the modules first").hasSizeGreaterThan(5);
  }

  @Test
  void simpleClassNamesAreUnique() {
    verify("UniqueClassNames", UniqueClassNames.check(sources));
  }

  @Test
  void exportedTypesAndMethodsAreDocumented() {
    verify("DocComments", DocComments.check(sources, ExportedApi.packages(sources)));
  }

  @Test
  void linksInDocCommentsResolve() {
    verify("DocLinks", DocLinks.check(sources));
  }

  @Test
  void packagesSayWhatTheyAreFor() {
    verify("PackageInfos", PackageInfos.check(sources));
  }

  @Test
  void packageArrowsAreThoseOfTheArchitecture() {
    Map<String, Map<String, String>> arrows = PackageArrows.arrows(classes, "weft");

    verify("PackageArrows", PackageArrows.checkAllowed(arrows, Architecture.ARROWS));
  }

  @Test
  void packagesFormNoCircle() {
    verify("PackageArrows", PackageArrows.checkCycles(PackageArrows.arrows(classes, "weft")));
  }

  @Test
  void hotMethodsDoNotAllocate() {
    verify("HotPathAllocations", HotPathAllocations.check(classes));
  }

  @Test
  void bannedCallsAreNotMade() {
    verify("BannedCalls", BannedCalls.check(classes, BannedCall.LIST));
  }

  @Test
  void bannedSyntaxIsNotWritten() {
    verify("BannedSyntax", BannedSyntax.check(sources));
  }

  @Test
  void suppressedWarningsHaveAReason() {
    verify("SuppressedWarnings", SuppressedWarnings.check(sources));
  }

  @Test
  void nothingIsLeftOver() {
    verify("Leftovers", Leftovers.check(texts));
  }

  @Test
  void markdownHasOneTitleAndItsLinksResolve() {
    verify(
        "MarkdownPages",
        MarkdownPages.check(
            REPOSITORY.markdown(), path -> Files.exists(REPOSITORY.root().resolve(path))));
  }

  @Test
  void noMachineAndNoRegistryIsNamed() {
    verify("ForeignPlaces", ForeignPlaces.check(texts));
  }

  @Test
  void exemptionsAreFewAndHaveReasons() {
    assertThat(EXEMPTIONS).hasSizeLessThan(10);
    assertThat(EXEMPTIONS).allSatisfy(exemption -> assertThat(exemption.reason()).isNotBlank());
  }

  private static void verify(String rule, List<Finding> findings) {
    assertThat(Exemption.remaining(rule, findings, EXEMPTIONS)).as(rule).isEmpty();
  }
}
