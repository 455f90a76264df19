package weft.verify.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Java that pages show stands, line for line, in an example, which is compiled and run by the
/// tests of the examples.
final class SnippetsTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void whatPagesShowStandsInAnExample() throws IOException {
    List<String> examples = new ArrayList<>();
    for (Path example : files(ROOT.resolve("examples"), ".java")) {
      examples.add(squeezed(Files.readString(example).lines().toList()));
    }
    List<Path> pages = new ArrayList<>(files(ROOT.resolve("docs"), ".md"));
    pages.add(ROOT.resolve("README.md"));

    int snippets = 0;
    for (Path page : pages) {
      for (List<String> snippet : snippets(Files.readAllLines(page))) {
        snippets++;
        String text = squeezed(snippet);
        assertThat(examples)
            .as("%s: %s", page, snippet)
            .anyMatch(example -> example.contains(text));
      }
    }

    assertThat(snippets).as("snippets found").isGreaterThanOrEqualTo(2);
  }

  @Test
  void aSnippetIsWhatStandsBetweenFences() {
    List<String> page = List.of("text", "```java", "  a();", "b();", "```", "```sh", "ls", "```");

    assertThat(snippets(page)).containsExactly(List.of("  a();", "b();"));
    assertThat(squeezed(List.of("  a();", "", "b();"))).isEqualTo("\na();\nb();\n");
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .filter(file -> !file.toString().contains("target"))
          .sorted()
          .toList();
    }
  }

  private static List<List<String>> snippets(List<String> page) {
    List<List<String>> snippets = new ArrayList<>();
    List<String> open = null;
    for (String line : page) {
      if (open != null && line.equals("```")) {
        snippets.add(open);
        open = null;
      } else if (open != null) {
        open.add(line);
      } else if (line.equals("```java")) {
        open = new ArrayList<>();
      }
    }
    return snippets;
  }

  /// Lines without indentation and empty ones.
  private static String squeezed(List<String> lines) {
    StringBuilder text = new StringBuilder("\n");
    for (String line : lines) {
      if (!line.isBlank()) {
        text.append(line.strip()).append('\n');
      }
    }
    return text.toString();
  }
}
