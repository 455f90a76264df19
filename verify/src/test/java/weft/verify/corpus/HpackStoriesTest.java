package weft.verify.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import weft.http.h2.hpack.HeaderIds;
import weft.http.h2.hpack.HpackDecoder;
import weft.http.h2.hpack.HpackEncoder;
import weft.hub.memory.Memory;

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
        HpackDecoder decoder = new HpackDecoder(TABLE_SIZE);
        for (JsonNode block : cases(story)) {
          if (block.has("header_table_size")) {
            decoder.allowTableSize(block.get("header_table_size").asInt());
          }
          byte[] wire = HexFormat.of().parseHex(block.get("wire").asString());
          assertThat(decode(decoder, wire)).as("%s %s", program, story).isEqualTo(headers(block));
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
      HpackEncoder encoder = new HpackEncoder(TABLE_SIZE);
      HpackDecoder decoder = new HpackDecoder(TABLE_SIZE);
      for (JsonNode block : cases(story)) {
        List<String> headers = headers(block);
        byte[] wire = encode(encoder, headers);
        assertThat(decode(decoder, wire)).as("%s", story).isEqualTo(headers);
        plain += headers.stream().mapToInt(String::length).sum();
        encoded += wire.length;
      }
    }

    assertThat((double) encoded / plain).as("compression").isLessThan(0.4);
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

  private static List<String> decode(HpackDecoder decoder, byte[] wire) {
    List<String> lines = new ArrayList<>();
    int room = LIST_SIZE_MAX + TABLE_SIZE;
    try (Arena arena = Arena.ofConfined()) {
      long source = arena.allocate(wire.length + 16L).address();
      long out = arena.allocate(room + 16L).address();
      Memory.copyIn(wire, 0, source, wire.length);
      int result =
          decoder.decode(
              source,
              wire.length,
              out,
              room,
              LIST_SIZE_MAX,
              (id, nameOffset, nameLength, valueOffset, valueLength) -> {
                String name =
                    nameLength > 0 ? text(out + nameOffset, nameLength) : HeaderIds.name(id);
                lines.add(name + ": " + text(out + valueOffset, valueLength));
              });
      assertThat(result).isEqualTo(HpackDecoder.DONE);
    }
    return lines;
  }

  private static byte[] encode(HpackEncoder encoder, List<String> headers) {
    try (Arena arena = Arena.ofConfined()) {
      long target = arena.allocate(LIST_SIZE_MAX).address();
      long at = encoder.begin(target);
      for (String header : headers) {
        int colon = header.indexOf(": ", 1);
        String name = header.substring(0, colon);
        at = encoder.field(at, HeaderIds.id(name), name, header.substring(colon + 2));
      }
      byte[] wire = new byte[(int) (at - target)];
      Memory.copyOut(target, wire, 0, wire.length);
      return wire;
    }
  }

  private static String text(long address, int length) {
    byte[] bytes = new byte[length];
    Memory.copyOut(address, bytes, 0, length);
    return new String(bytes, ISO_8859_1);
  }
}
