package weft.verify.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class BannedSyntaxTest {
  @Test
  void bothKindsOfSynchronizedAreFound() {
    assertThat(
            lines(
                """
                class Pacer {
                  synchronized void a() {}
                  void b() { synchronized (this) {} }
                }
                """))
        .containsExactly("Pacer.java:2", "Pacer.java:3");
  }

  @Test
  void broadCatchesAreFoundAlsoInUnions() {
    assertThat(
            lines(
                """
                class Pacer {
                  void a() {
                    try { a(); } catch (Exception e) {}
                    try { a(); } catch (java.io.IOException | java.lang.Throwable e) {}
                    try { a(); } catch (java.io.IOException | RuntimeException e) {}
                  }
                }
                """))
        .containsExactly("Pacer.java:3", "Pacer.java:4");
  }

  @Test
  void namesThatSayNothingAreFound() {
    assertThat(
            lines(
                """
                class StringUtils {}
                class PacerImpl { class BufferHelper {} }
                class Implement {}
                """))
        .containsExactly("Pacer.java:1", "Pacer.java:2", "Pacer.java:2");
  }

  private static List<String> lines(String text) {
    return BannedSyntax.check(List.of(SourceFile.sample("Pacer.java", text))).stream()
        .map(Finding::place)
        .toList();
  }
}
