package weft.http.h2.hpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HuffmanTest {
  @ParameterizedTest
  @CsvSource({
    "www.example.com, f1e3c2e5f23a6ba0ab90f4ff",
    "no-cache, a8eb10649cbf",
    "custom-key, 25a849e95ba97d7f",
    "custom-value, 25a849e95bb8e8b4bf",
    "302, 6402",
    "private, aec3771a4b",
  })
  void theExamplesOfTheRfc(String text, String code) {
    assertThat(decode(code)).isEqualTo(text);
    assertThat(encode(text.getBytes(ISO_8859_1))).isEqualTo(code);
  }

  @Test
  void everyByteHasACode() {
    for (int value = 0; value < 256; value++) {
      byte[] text = {(byte) value, (byte) value, (byte) value};

      assertThat(decode(encode(text)).getBytes(ISO_8859_1)).isEqualTo(text);
    }
  }

  @Test
  void whatWasEncodedDecodesToItself() {
    Random random = new Random(7541);
    for (int round = 0; round < 2_000; round++) {
      byte[] text = new byte[random.nextInt(60)];
      random.nextBytes(text);

      assertThat(decode(encode(text)).getBytes(ISO_8859_1)).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // The end-of-string symbol.
        "ffffffff",
        // Padding of eight bits behind a whole character.
        "1fff",
        // Padding of zeros.
        "18",
        // Padding alone, of a whole byte.
        "ff",
      })
  void whatIsNotInTheCodeIsRefused(String code) {
    try (NativeBytes source = new NativeBytes(HexFormat.of().parseHex(code));
        NativeBytes target = new NativeBytes(100)) {
      assertThat(Huffman.decode(source.address(), source.length(), target.address(), 100))
          .isEqualTo(Huffman.MALFORMED);
    }
  }

  @Test
  void theOutputIsBounded() {
    byte[] code = HexFormat.of().parseHex("f1e3c2e5f23a6ba0ab90f4ff");
    try (NativeBytes source = new NativeBytes(code);
        NativeBytes target = new NativeBytes(100)) {
      assertThat(Huffman.decode(source.address(), code.length, target.address(), 14))
          .isEqualTo(Huffman.TOO_LONG);
      assertThat(Huffman.decode(source.address(), code.length, target.address(), 15)).isEqualTo(15);
    }
  }

  private static String decode(String code) {
    byte[] bytes = HexFormat.of().parseHex(code);
    try (NativeBytes source = new NativeBytes(bytes);
        NativeBytes target = new NativeBytes(200)) {
      int length = Huffman.decode(source.address(), bytes.length, target.address(), 200);
      return target.text(0, length);
    }
  }

  private static String encode(byte[] text) {
    try (NativeBytes target = new NativeBytes(4 * text.length + 8)) {
      int length = Huffman.encode(text, text.length, target.address());
      assertThat(length).isEqualTo(Huffman.encodedLength(text, text.length));
      return HexFormat.of().formatHex(target.bytes(0, length));
    }
  }
}
