package weft.web.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FileOptionsTest {
  @Test
  void eachPartCanBeChangedAlone() {
    FileOptions changed =
        FileOptions.DEFAULTS
            .withIndex("home.html")
            .withFallback("app.html")
            .withPrecompressed(false)
            .withHidden(true)
            .withMaxAge(Duration.ofMinutes(1))
            .withImmutable("")
            .withContentTypes(Map.of("x", "text/x"))
            .withRangesMax(2)
            .withFilesMax(3)
            .withMemoryFileBytes(4)
            .withMemoryBytesMax(5)
            .withCheckInterval(Duration.ofSeconds(6));
    assertThat(changed)
        .isEqualTo(
            new FileOptions(
                "home.html",
                "app.html",
                false,
                true,
                Duration.ofMinutes(1),
                "",
                Map.of("x", "text/x"),
                2,
                3,
                4,
                5,
                Duration.ofSeconds(6)));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    List<UnaryOperator<FileOptions>> wrong =
        List.of(
            options -> options.withIndex("../x"),
            options -> options.withFallback("/x"),
            options -> options.withMaxAge(Duration.ofSeconds(-1)),
            options -> options.withImmutable("("),
            options -> options.withContentTypes(Map.of(".x", "text/x")),
            options -> options.withRangesMax(0),
            options -> options.withFilesMax(0),
            options -> options.withMemoryFileBytes(-1),
            options -> options.withMemoryBytesMax(-1),
            options -> options.withCheckInterval(Duration.ofSeconds(-1)),
            options -> options.withCheckInterval(Duration.ofSeconds(Long.MAX_VALUE)));
    for (UnaryOperator<FileOptions> change : wrong) {
      assertThatThrownBy(() -> change.apply(FileOptions.DEFAULTS))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void namesWithAHashAreImmutable() {
    Pattern hashed = Pattern.compile(FileOptions.DEFAULTS.immutable());
    for (String name : List.of("app.5f3a9c1b.js", "app-0123456789abcdef.css", "x_00000000a.svg")) {
      assertThat(hashed.matcher(name).matches()).as(name).isTrue();
    }
    for (String name :
        List.of(
            "app.js",
            "report-20240101.pdf",
            "jquery-3.6.0.min.js",
            "a-deadbeef.txt",
            "5f3a9c1b",
            "photo-holiday2024.jpg",
            "5f3a9c1b.js")) {
      assertThat(hashed.matcher(name).matches()).as(name).isFalse();
    }
  }
}
