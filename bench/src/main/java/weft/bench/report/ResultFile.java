package weft.bench.report;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Results as JSON files, so that tables can be made again without running anything.
public final class ResultFile {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          // Files of a time when less was measured.
          .changeDefaultNullHandling(_ -> JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY))
          .build();

  private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private ResultFile() {}

  /// Writes a new file named for the time.
  ///
  /// @param root the folder of the repository
  /// @return the file
  public static Path write(Path root, BenchResults results) throws IOException {
    Path folder = root.resolve("bench").resolve("results");
    Files.createDirectories(folder);
    Path file = folder.resolve(NAME.format(LocalDateTime.now(ZoneOffset.UTC)) + ".json");
    write(results, file);
    return file;
  }

  /// Writes a file of that name.
  static void write(BenchResults results, Path file) throws IOException {
    Files.write(file, MAPPER.writeValueAsBytes(results));
  }

  /// Reads a file written before.
  ///
  /// @throws IOException also when it holds something else
  public static BenchResults read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " is no file");
    }
    try {
      BenchResults results = MAPPER.readValue(Files.readAllBytes(file), BenchResults.class);
      if (results.isEmpty()) {
        throw new IOException(file + " holds no results");
      }
      return results;
    } catch (JacksonException e) {
      throw new IOException(file + " holds no results: " + e.getOriginalMessage(), e);
    }
  }
}
