package weft.http.h1;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Public corpora that stand beside a checkout as `../shared/data`. Tests that need them are
/// skipped, and reported as skipped, where they are not.
final class CorpusFolder {
  private CorpusFolder() {}

  /// Finds a corpus, or skips the test.
  static Path of(String name) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path corpus = folder.resolve("shared/data").resolve(name);
      if (Files.isDirectory(corpus)) {
        return corpus;
      }
      folder = folder.getParent();
    }
    Assumptions.abort("the corpus " + name + " is not here");
    throw new IllegalStateException(name);
  }
}
