package weft.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.http.protocol.NativeText;
import weft.hub.memory.Memory;

/// Chunked bodies: RFC 9112 §7.1.
class ChunkedDecoderTest {
  private static final List<String> VALID =
      List.of(
          "0\r\n\r\n",
          "5\r\nhello\r\n0\r\n\r\n",
          "1\r\nh\r\n4\r\nello\r\n000\r\n\r\n",
          "00000000000005\r\nhello\r\n0\r\n\r\n",
          "5;a\r\nhello\r\n0;b=c\r\n\r\n",
          "5;a=\"q \\\" \\\\ \u00e9\t\";b=c;d\r\nhello\r\n0\r\n\r\n",
          "a\r\n0123456789\r\nB\r\n01234567890\r\n0\r\n\r\n");

  private final ChunkedDecoder decoder = new ChunkedDecoder();

  /// Decodes pieces of a text.
  ///
  /// @return the data, or the fault in brackets, `[more]` when it is not over
  private String decode(String text, int pieceLength) {
    decoder.start();
    StringBuilder data = new StringBuilder();
    for (int from = 0; from < text.length(); from += pieceLength) {
      String piece = text.substring(from, Math.min(text.length(), from + pieceLength));
      long address = NativeText.of(piece, (byte) '0');
      int at = 0;
      while (at < piece.length() && !decoder.isEnded() && !decoder.isAtTrailers()) {
        int framing = decoder.frame(address + at, piece.length() - at);
        if (framing < 0) {
          return "[" + decoder.fault() + "]";
        }
        at += framing;
        int count = (int) Math.min(decoder.available(), piece.length() - at);
        for (int index = 0; index < count; index++) {
          data.append((char) Memory.getByte(address + at + index));
        }
        if (count > 0) {
          decoder.took(count);
          at += count;
        }
      }
    }
    if (decoder.isAtTrailers()) {
      return data + "[trailers]";
    }
    return decoder.isEnded() ? data.toString() : "[more]";
  }

  @Test
  void chunksAreJoined() {
    assertThat(decode(VALID.get(0), 100)).isEmpty();
    assertThat(decode(VALID.get(1), 100)).isEqualTo("hello");
    assertThat(decode(VALID.get(2), 100)).isEqualTo("hello");
    assertThat(decode(VALID.get(5), 100)).isEqualTo("hello");
    assertThat(decode(VALID.get(6), 100)).isEqualTo("012345678901234567890");
  }

  @Test
  void aTrailerSectionIsLeftToOthers() {
    assertThat(decode("1\r\nx\r\n0\r\nFoo: bar\r\n\r\n", 100)).isEqualTo("x[trailers]");
  }

  @Test
  void bytesBehindTheBodyAreLeftAlone() {
    decoder.start();
    String text = "0\r\n\r\nGET";

    assertThat(decoder.frame(NativeText.of(text), text.length())).isEqualTo(5);
    assertThat(decoder.isEnded()).isTrue();
  }

  @Test
  void everySplitGivesTheSameData() {
    for (String body : VALID) {
      String expected = decode(body, body.length());
      for (int length = 1; length < body.length(); length++) {
        assertThat(decode(body, length)).isEqualTo(expected);
      }
    }
  }

  @Test
  void everyTruncationNeedsMore() {
    for (String body : VALID) {
      for (int length = 1; length < body.length(); length++) {
        assertThat(decode(body.substring(0, length), length)).isEqualTo("[more]");
      }
    }
  }

  @Test
  void everyCorruptionEndsInAnAnswerWhateverTheSplit() {
    for (String body : VALID) {
      for (int at = 0; at < body.length(); at++) {
        for (int value = 0; value < 256; value++) {
          String corrupt = body.substring(0, at) + (char) value + body.substring(at + 1);
          assertThat(decode(corrupt, 1)).isEqualTo(decode(corrupt, corrupt.length()));
        }
      }
    }
  }

  static List<MalformedRequest> malformed() {
    return MalformedRequest.bodies();
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void malformedChunksAreRefusedByName(MalformedRequest request) {
    String body = request.text().substring(request.text().indexOf("\r\n\r\n") + 4);

    assertThat(decode(body, body.length())).isIn("[" + request.fault() + "]", "[trailers]");
  }

  @Test
  void aChunkMayBeAsLargeAsALong() {
    decoder.start();
    String text = "fffffffffffffff\r\n";

    assertThat(decoder.frame(NativeText.of(text), text.length())).isEqualTo(text.length());
    assertThat(decoder.available()).isEqualTo(0xfff_ffff_ffff_ffffL);
  }
}
