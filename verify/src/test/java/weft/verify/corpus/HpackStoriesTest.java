package weft.verify.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import weft.http.h2.hpack.HeaderLines;
import weft.http.h2.hpack.HpackDecoder;

/// The stories of hpack-test-case: header lists of real sites, encoded by other programs in other
/// ways. A story shares one table from its first block to its last.
final class HpackStoriesTest {
  private static final int TABLE_SIZE = 4096;
  private static final int LIST_SIZE_MAX = 256 * 1024;
  private static final List<String> ENCODED =
      List.of(
          "go-hpack",
          "haskell-http2-linear-huffman",
          "haskell-http2-static",
          "nghttp2",
          "nghttp2-change-table-size");

  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void whatOthersEncodedDecodesToTheirHeaders() {
    int blocks = 0;
    for (String program : ENCODED) {
      for (Path story : stories(program)) {
        HeaderLines.Reader reader = new HeaderLines.Reader(TABLE_SIZE);
        for (JsonNode block : cases(story)) {
          if (block.has("header_table_size")) {
            reader.allowTableSize(block.get("header_table_size").asInt());
          }
          byte[] wire = HexFormat.of().parseHex(block.get("wire").asString());
          assertThat(reader.read(wire, LIST_SIZE_MAX))
              .as("%s %s", program, story)
              .isEqualTo(done(headers(block)));
          blocks++;
        }
      }
    }

    assertThat(blocks).isGreaterThan(1_000);
  }

  @Test
  void whatWeEncodeDecodesToItselfAndIsShorter() {
    long plain = 0;
    long encoded = 0;
    for (Path story : stories("raw-data")) {
      HeaderLines.Writer writer = new HeaderLines.Writer(TABLE_SIZE);
      HeaderLines.Reader reader = new HeaderLines.Reader(TABLE_SIZE);
      for (JsonNode block : cases(story)) {
        List<String> headers = headers(block);
        byte[] wire = writer.write(headers);
        assertThat(reader.read(wire, LIST_SIZE_MAX)).as("%s", story).isEqualTo(done(headers));
        plain += headers.stream().mapToInt(String::length).sum();
        encoded += wire.length;
      }
    }

    assertThat((double) encoded / plain).as("compression").isLessThan(0.4);
  }

  private static HeaderLines.Block done(List<String> headers) {
    return new HeaderLines.Block(HpackDecoder.DONE, headers);
  }

  private static List<Path> stories(String folder) {
    return CorpusFolder.files(CorpusFolder.require("hpack").resolve(folder), ".json");
  }

  private static JsonNode cases(Path story) {
    return JSON.readTree(CorpusFolder.text(story)).get("cases");
  }

  private static List<String> headers(JsonNode block) {
    List<String> lines = new ArrayList<>();
    for (JsonNode header : block.get("headers")) {
      header
          .properties()
          .forEach(field -> lines.add(field.getKey() + ": " + field.getValue().asString()));
    }
    return lines;
  }
}
