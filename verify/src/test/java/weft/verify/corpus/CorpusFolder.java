package weft.verify.corpus;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The folder that may hold the collections: `../shared/data` beside the repository.
final class CorpusFolder {
  private CorpusFolder() {}

  /// A collection's folder; the test is skipped when it is absent.
  static Path require(String name) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve("verify"))) {
      folder = folder.getParent();
    }
    Path found = folder == null ? null : folder.resolveSibling("shared/data/" + name);
    assumeTrue(
        found != null && Files.isDirectory(found),
        "the collection " + name + " is not beside the repository");
    return found;
  }

  /// The files of a folder with an ending, by name.
  static List<Path> files(Path folder, String ending) {
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(
          files.filter(file -> file.toString().endsWith(ending)).sorted().toList());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// A file's text in UTF-8.
  static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
