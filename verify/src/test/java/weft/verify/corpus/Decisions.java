package weft.verify.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What we decided about doubtful requests: a Markdown table of case, decision and reason.
final class Decisions {
  /// What the server does with a request.
  enum Decision {
    /// It reaches the handler.
    SERVED,
    /// It is refused and the connection ends.
    REFUSED
  }

  private final Map<String, Decision> decisions;

  private Decisions(Map<String, Decision> decisions) {
    this.decisions = decisions;
  }

  /// Reads a table from the test's resources.
  static Decisions read(String resource) {
    try (InputStream in = Decisions.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + resource);
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Reads the rows `| case | decision | reason |` and skips everything else.
  static Decisions parse(String markdown) {
    Map<String, Decision> decisions = new LinkedHashMap<>();
    for (String line : markdown.lines().toList()) {
      List<String> cells = List.of(line.split("\\|", -1));
      if (cells.size() != 5 || cells.get(1).strip().matches("case|-+")) {
        continue;
      }
      if (cells.get(3).isBlank()) {
        throw new IllegalArgumentException("no reason: " + line);
      }
      Decision decision =
          switch (cells.get(2).strip()) {
            case "served" -> Decision.SERVED;
            case "refused" -> Decision.REFUSED;
            default -> throw new IllegalArgumentException("no decision: " + line);
          };
      if (decisions.put(cells.get(1).strip(), decision) != null) {
        throw new IllegalArgumentException("decided twice: " + line);
      }
    }
    return new Decisions(decisions);
  }

  /// The decision about a case, or `null`.
  @Nullable Decision about(String key) {
    return decisions.get(key);
  }

  /// All decided cases.
  Iterable<String> keys() {
    return decisions.keySet();
  }
}
