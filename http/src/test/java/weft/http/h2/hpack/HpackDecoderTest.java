package weft.http.h2.hpack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HpackDecoderTest {
  private static final String DATE_21 = "date: Mon, 21 Oct 2013 20:13:21 GMT";
  private static final String DATE_22 = "date: Mon, 21 Oct 2013 20:13:22 GMT";
  private static final String LOCATION = "location: https://www.example.com";
  private static final String COOKIE =
      "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";

  private final BlockReader reader = new BlockReader(4096);

  private List<String> read(String block) {
    return reader.read(HexFormat.of().parseHex(block.replace(" ", "")));
  }

  @Test
  void literals() {
    assertThat(read("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572"))
        .containsExactly("custom-key: custom-header");
    assertThat(read("040c 2f73 616d 706c 652f 7061 7468")).containsExactly(":path: /sample/path");
    assertThat(read("1008 7061 7373 776f 7264 0673 6563 7265 74"))
        .containsExactly("password: secret");
    assertThat(read("82")).containsExactly(":method: GET");
  }

  @Test
  void requestsWithoutHuffmanCode() {
    assertThat(read("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d"))
        .containsExactly(
            ":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com");
    assertThat(read("8286 84be 5808 6e6f 2d63 6163 6865"))
        .containsExactly(
            ":method: GET",
            ":scheme: http",
            ":path: /",
            ":authority: www.example.com",
            "cache-control: no-cache");
    assertThat(read("8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65"))
        .containsExactly(
            ":method: GET",
            ":scheme: https",
            ":path: /index.html",
            ":authority: www.example.com",
            "custom-key: custom-value");
  }

  @Test
  void requestsWithHuffmanCode() {
    assertThat(read("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"))
        .containsExactly(
            ":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com");
    assertThat(read("8286 84be 5886 a8eb 1064 9cbf"))
        .contains(":authority: www.example.com", "cache-control: no-cache");
    assertThat(read("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"))
        .containsExactly(
            ":method: GET",
            ":scheme: https",
            ":path: /index.html",
            ":authority: www.example.com",
            "custom-key: custom-value");
  }

  @Test
  void responsesInATableOf256Bytes() {
    BlockReader small = new BlockReader(256);
    HexFormat hex = HexFormat.of();

    assertThat(
            small.read(
                hex.parseHex(
                    "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff"
                        + "6e919d29ad171863c78f0b97c8e9ae82ae43d3")))
        .containsExactly(":status: 302", "cache-control: private", DATE_21, LOCATION);
    assertThat(small.read(hex.parseHex("4883640effc1c0bf")))
        .containsExactly(":status: 307", "cache-control: private", DATE_21, LOCATION);
    assertThat(
            small.read(
                hex.parseHex(
                    "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab"
                        + "77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f"
                        + "9587316065c003ed4ee5b1063d5007")))
        .containsExactly(
            ":status: 200",
            "cache-control: private",
            DATE_22,
            LOCATION,
            "content-encoding: gzip",
            COOKIE);
  }

  @ParameterizedTest
  @CsvSource({
    "80, index 0",
    "be, an index behind the tables",
    "ff80808080, an integer without end",
    "ffffffffff7f, an integer larger than any",
    "3fe21f, a table larger than we said",
    "8220, a size update behind a field",
    "202020, more size updates than have a reason",
    "0084ffffffff00, a name with the end-of-string symbol",
    "400a6375, a name that ends early",
    "4003, no name",
    "40036162637f, no value",
    "7e0161, a name behind the tables",
  })
  void malformedBlocksAreRefused(String block, String reason) {
    assertThat(read(block)).as(reason).containsExactly("malformed");
  }

  @Test
  void aSizeUpdateDropsFields() {
    read("4003 6162 6301 31");
    assertThat(read("be")).containsExactly("abc: 1");

    assertThat(read("20 3f e1 1f 82")).containsExactly(":method: GET");

    assertThat(read("be")).containsExactly("malformed");
  }

  @Test
  void aTableThatMustShrinkIsShrunkFirst() {
    reader.allowTableSize(100);

    assertThat(read("82")).containsExactly("malformed");
    assertThat(read("3f45 82")).containsExactly(":method: GET");
  }

  @Test
  void aFieldLargerThanTheTableEmptiesIt() {
    BlockReader small = new BlockReader(64);
    HexFormat hex = HexFormat.of();
    assertThat(small.read(hex.parseHex("40036162630131"))).containsExactly("abc: 1");
    assertThat(small.read(hex.parseHex("4003616264" + "28" + "78".repeat(40))))
        .containsExactly("abd: " + "x".repeat(40));

    assertThat(small.read(hex.parseHex("be"))).containsExactly("malformed");
  }

  @Test
  void aListThatIsTooLargeIsDecodedToItsEnd() {
    byte[] block = HexFormat.of().parseHex("40036162630131" + "40036162640132" + "82");

    assertThat(reader.read(block, 50)).containsExactly("too large");

    assertThat(read("be bf")).containsExactly("abd: 2", "abc: 1");
  }

  /// Those that nobody is told of are passed over eight at a time.
  @Test
  void behindATooLargeListEveryIndexIsStillLookedAt() {
    read("40036162630131");
    byte[] all = new byte[40];
    Arrays.fill(all, (byte) 0xbe);
    assertThat(reader.read(all, 50)).containsExactly("too large");

    for (int at = 2; at < all.length; at++) {
      for (int unknown : List.of(0x80, 0xbf, 0xfe)) {
        byte[] block = all.clone();
        block[at] = (byte) unknown;
        assertThat(reader.read(block, 50)).as(unknown + " at " + at).containsExactly("malformed");
      }
      for (int known : List.of(0x81, 0x82, 0xbd, 0xbe)) {
        byte[] block = all.clone();
        block[at] = (byte) known;
        assertThat(reader.read(block, 50)).as(known + " at " + at).containsExactly("too large");
      }
    }
    assertThat(reader.read(HexFormat.of().parseHex("be".repeat(11) + "40036162640132"), 50))
        .containsExactly("too large");
    assertThat(read("be bf")).containsExactly("abd: 2", "abc: 1");
  }

  /// Fields that were added one after another are read together.
  @Test
  void runsOfIndicesSayWhatEachIndexSays() {
    Random random = new Random(7541);
    List<String> newest = new ArrayList<>();
    for (int round = 0; round < 2000; round++) {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      List<String> expected = new ArrayList<>();
      for (int adds = random.nextInt(4); adds > 0; adds--) {
        String value = "v".repeat(random.nextInt(120)) + round;
        block.writeBytes(new byte[] {0x40, 2, 'x', (byte) ('a' + adds), (byte) value.length()});
        block.writeBytes(value.getBytes(UTF_8));
        newest.addFirst("x" + (char) ('a' + adds) + ": " + value);
        expected.add(newest.getFirst());
        keep4096(newest);
      }
      for (int runs = random.nextInt(4); runs > 0 && !newest.isEmpty(); runs--) {
        int step = random.nextInt(4) == 0 ? random.nextInt(3) : -1;
        int index = random.nextInt(newest.size());
        for (int left = random.nextInt(30);
            left > 0 && index >= 0 && index < newest.size();
            left--) {
          block.write(0x80 | 62 + index);
          expected.add(newest.get(index));
          index += step;
        }
      }
      assertThat(reader.read(block.toByteArray())).as("round " + round).isEqualTo(expected);
    }
  }

  /// What the table holds: RFC 7541 §4.1 counts 32 bytes for each field, the list two more than its
  /// text has.
  private static void keep4096(List<String> newest) {
    while (newest.stream().mapToInt(field -> field.length() + 30).sum() > 4096) {
      newest.removeLast();
    }
  }

  @Test
  void aListMayGetTooLargeInARun() {
    read("4003616263" + "0131" + "4003616264" + "0132" + "4003616265" + "0133");

    assertThat(reader.read(HexFormat.of().parseHex("c0bfbe"), 3 * 36 - 1))
        .containsExactly("too large");
    assertThat(reader.read(HexFormat.of().parseHex("c0bfbe"), 3 * 36))
        .containsExactly("abc: 1", "abd: 2", "abe: 3");
    assertThat(reader.read(HexFormat.of().parseHex("c0bfbec1"), 36)).containsExactly("malformed");
  }

  @Test
  void aStringLargerThanAllRoomIsRefusedAndTheRestIsDecoded() {
    BlockReader small = new BlockReader(64);
    byte[] block =
        HexFormat.of().parseHex("4003616263" + "7f8101" + "78".repeat(256) + "40036162640132");

    assertThat(small.read(block, 100)).containsExactly("too large");

    assertThat(small.read(HexFormat.of().parseHex("be"), 100)).containsExactly("abd: 2");
  }

  @Test
  void namesThatAreNotLowerCaseStayAsTheyCame() {
    assertThat(read("4004 486f 7374 0161")).containsExactly("Host: a");
    assertThat(read("be")).containsExactly("Host: a");
  }
}
