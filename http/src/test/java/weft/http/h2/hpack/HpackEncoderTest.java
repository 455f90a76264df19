package weft.http.h2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HpackEncoderTest {
  private final HpackEncoder encoder = new HpackEncoder(4096);
  private final BlockReader reader = new BlockReader(4096);

  private byte[] encode(int status, List<String> fields) {
    try (NativeBytes target = new NativeBytes(64 * 1024)) {
      long at = encoder.status(encoder.begin(target.address()), status);
      for (String field : fields) {
        int colon = field.indexOf(": ");
        String name = field.substring(0, colon);
        at = encoder.field(at, HeaderIds.id(name), name, field.substring(colon + 2));
      }
      return target.bytes(0, (int) (at - target.address()));
    }
  }

  private static List<String> with(int status, List<String> fields) {
    List<String> all = new ArrayList<>(List.of(":status: " + status));
    all.addAll(fields);
    return all;
  }

  @Test
  void whatIsRepeatedTakesAByte() {
    List<String> fields = List.of("content-type: text/plain", "server: weft", "x-own: value");
    byte[] first = encode(200, fields);
    byte[] second = encode(200, fields);

    assertThat(reader.read(first)).isEqualTo(with(200, fields));
    assertThat(reader.read(second)).isEqualTo(with(200, fields));
    assertThat(second).hasSize(4);
  }

  @Test
  void everyStatusIsWritten() {
    for (int status = 100; status < 1000; status++) {
      assertThat(reader.read(encode(status, List.of()))).containsExactly(":status: " + status);
    }
  }

  @Test
  void secretsAreNeverIndexed() {
    byte[] block = encode(200, List.of("set-cookie: a=b"));

    assertThat(HexFormat.of().formatHex(block, 1, 3)).isEqualTo("1f28");
    assertThat(encode(200, List.of("set-cookie: a=b"))).isEqualTo(block);
  }

  @Test
  void whatChangesWithEachMessageStaysOutOfTheTable() {
    byte[] block = encode(200, List.of("content-length: 5"));

    assertThat(HexFormat.of().formatHex(block, 1, 3)).isEqualTo("0f0d");
  }

  @Test
  void anotherTableSizeIsToldAtTheNextBlock() {
    encode(200, List.of("x-own: value"));
    encoder.allowTableSize(0);
    encoder.allowTableSize(100);

    byte[] block = encode(200, List.of("x-own: value"));

    assertThat(HexFormat.of().formatHex(block, 0, 3)).isEqualTo("203f45");
    assertThat(reader.read(block)).containsExactly(":status: 200", "x-own: value");
    assertThat(encode(200, List.of())).hasSize(1);
  }

  @Test
  void aTableThatIsSmallerFromTheStartIsToldAtTheFirstBlock() {
    HpackEncoder small = new HpackEncoder(100);
    try (NativeBytes target = new NativeBytes(100)) {
      long end = small.status(small.begin(target.address()), 200);
      byte[] block = target.bytes(0, (int) (end - target.address()));
      small.allowTableSize(200);

      assertThat(HexFormat.of().formatHex(block)).isEqualTo("3f4588");
      assertThat(small.begin(target.address())).as("nothing changes").isEqualTo(target.address());
    }
  }

  @Test
  void aThousandRandomBlocksDecodeToThemselves() {
    Random random = new Random(7541);
    String[] names = {
      "content-type", "x-a", "x-b", "server", "date", "vary", "location", "set-cookie", "etag"
    };
    for (int round = 0; round < 1_000; round++) {
      if (random.nextInt(50) == 0) {
        encoder.allowTableSize(random.nextInt(5_000));
      }
      List<String> fields = new ArrayList<>();
      for (int count = random.nextInt(12); count > 0; count--) {
        String value = "v".repeat(random.nextInt(300)) + random.nextInt(40);
        fields.add(names[random.nextInt(names.length)] + ": " + value);
      }

      assertThat(reader.read(encode(200, fields))).isEqualTo(with(200, fields));
    }
  }
}
