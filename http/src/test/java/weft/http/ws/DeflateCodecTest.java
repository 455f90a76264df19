package weft.http.ws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// RFC 7692 §7.2: what a message is when it is decompressed, and what is none.
class DeflateCodecTest {
  private static final int SIZE_MAX = 100_000;
  private static final byte[] TEXT = "one and one and one and two".getBytes(UTF_8);

  private final DeflateCodec codec = new DeflateCodec();

  private byte @Nullable [] inflate(byte[] message, @Nullable DeflateHistory history) {
    return codec.inflate(message, message.length, history, SIZE_MAX);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  @Test
  void theExamplesOfTheRfcAreRead() {
    // §7.2.3.1, §7.2.3.3 without compression, §7.2.3.4 with a final block, §7.2.3.5 with two
    // blocks, §7.2.3.6 without a payload.
    for (String example :
        new String[] {
          "f248cdc9c90700",
          "000500faff48656c6c6f00",
          "f348cdc9c9070000",
          "f248050000 00ffffcac9c90700"
        }) {
      assertThat(inflate(hex(example.replace(" ", "")), null))
          .as(example)
          .isEqualTo("Hello".getBytes(UTF_8));
    }
    assertThat(inflate(hex("00"), null)).isEmpty();
  }

  @Test
  void aMessageThatIsCutOffIsBroken() {
    byte[] whole = codec.deflate(TEXT, null);
    for (int length = 1; length < whole.length - 1; length++) {
      assertThat(inflate(Arrays.copyOf(whole, length), null)).as("%d bytes", length).isNull();
    }
    // A block of ten bytes that has three: it swallows what is put behind it, and lacks more.
    assertThat(inflate(hex("000a00f5ff616263"), null)).isNull();
    assertThat(inflate(hex("010a00f5ff616263"), null)).isNull();
    assertThat(inflate(hex("010c00f3ff616263"), null)).isNull();
  }

  @Test
  void whatHasNoByteBehindItsFinalBlockIsRead() {
    assertThat(inflate(hex("f348cdc9c90700"), null)).isEqualTo("Hello".getBytes(UTF_8));
    assertThat(inflate(new byte[0], null)).isEmpty();
  }

  @Test
  void whatFollowsAFinalBlockMayReferToEarlierMessages() {
    DeflateHistory history = new DeflateHistory(DeflateCodec.WINDOW_BYTES);
    byte[] first = codec.deflate(TEXT, null);
    assertThat(inflate(first, history)).isEqualTo(TEXT);

    // "Hello" in a final block, and the first message once more.
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(hex("f348cdc9c90700"));
    byte[] hello = "Hello".getBytes(UTF_8);
    byte[] window = Arrays.copyOf(TEXT, TEXT.length + hello.length);
    System.arraycopy(hello, 0, window, TEXT.length, hello.length);
    message.writeBytes(referring(window, TEXT));

    assertThat(inflate(message.toByteArray(), history))
        .asString(UTF_8)
        .isEqualTo("Hello" + new String(TEXT, UTF_8));
  }

  /// Compressed with reference to a window.
  private static byte[] referring(byte[] window, byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setDictionary(window);
    deflater.setInput(plain);
    byte[] room = new byte[1000];
    int size = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
    deflater.end();
    return Arrays.copyOf(room, size - 4);
  }
}
