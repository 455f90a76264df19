package weft.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import weft.http.FieldTable;
import weft.http.HttpLimits;

/// Any bytes as a head, a target, a host or a chunked body: the answer depends on the bytes only,
/// not on how they are cut nor on what stands behind them, and nothing outside them is shown.
class HeadParserFuzzTest {
  private static final int BYTES_MAX = 20_000;

  private final FieldTable fields = new FieldTable();
  private final HeadParser parser = new HeadParser(HttpLimits.DEFAULTS, fields);

  @FuzzTest
  void headsHaveOneReading(byte[] data) {
    if (data.length == 0 || data.length > BYTES_MAX) {
      return;
    }
    parser.start();
    int whole = parser.parse(NativeText.of(data, (byte) ':'), data.length);
    Http1Fault fault = parser.fault();
    if (whole > 0) {
      assertThat(whole).isLessThanOrEqualTo(data.length);
      assertThat(parser.targetOffset() + parser.targetLength()).isLessThan(whole);
      checkFields(data);
    }

    parser.start();
    int other = parser.parse(NativeText.of(data, (byte) '\n'), data.length);
    assertThat(other).isEqualTo(whole);
    assertThat(parser.fault()).isEqualTo(fault);

    parser.start();
    int pieces = 0;
    for (int length = 1; length <= data.length && pieces == 0; length++) {
      byte[] piece = Arrays.copyOf(data, length);
      pieces = parser.parse(NativeText.of(piece, (byte) 'x'), length);
    }
    assertThat(pieces).isEqualTo(whole);
  }

  private void checkFields(byte[] data) {
    fields.setBase(NativeText.of(data, (byte) 'x'));
    for (int index = 0; index < fields.size(); index++) {
      assertThat(fields.name(index)).isNotEmpty().doesNotContain(":", " ", "\r", "\n", "\0");
      assertThat(fields.value(index)).doesNotContain("\r", "\n", "\0");
    }
  }

  @FuzzTest
  void targetsHaveOneReading(byte[] data) {
    if (data.length == 0 || data.length > BYTES_MAX) {
      return;
    }
    TargetParser targets = new TargetParser();
    RequestTarget first = targets.parse(NativeText.of(data, (byte) 'a'), data.length, Methods.GET);
    for (int again = 0; again < 2; again++) {
      assertThat(targets.parse(NativeText.of(data, (byte) '/'), data.length, Methods.GET))
          .isEqualTo(first);
    }
    if (first != null) {
      assertThat(first.path()).startsWith("/").doesNotContain(" ", "\r", "\n", "#", "?");
    }
    Authority hosts = new Authority();
    String host = hosts.parse(NativeText.of(data, (byte) 'a'), data.length);
    if (host != null) {
      assertThat(host).doesNotContain("/", "@", " ", "\r", "\n", "\t", "\0");
    }
  }

  @FuzzTest
  void chunkedBodiesHaveOneReading(byte[] data) {
    if (data.length == 0 || data.length > BYTES_MAX) {
      return;
    }
    assertThat(decode(data, 1)).isEqualTo(decode(data, data.length));
  }

  /// A digest of what a decoder makes of bytes that come in pieces.
  private static String decode(byte[] data, int pieceLength) {
    ChunkedDecoder decoder = new ChunkedDecoder();
    decoder.start();
    long taken = 0;
    long sum = 0;
    int at = 0;
    while (at < data.length && !decoder.isEnded() && !decoder.isAtTrailers()) {
      int length = Math.min(pieceLength, data.length - at);
      byte[] piece = Arrays.copyOfRange(data, at, at + length);
      int framing = decoder.frame(NativeText.of(piece, (byte) '0'), length);
      if (framing < 0) {
        return decoder.fault() + " after " + taken;
      }
      at += framing;
      int count = (int) Math.min(decoder.available(), length - framing);
      for (int index = 0; index < count; index++) {
        sum = sum * 31 + data[at + index];
      }
      if (count > 0) {
        decoder.took(count);
        taken += count;
        at += count;
      }
    }
    return taken + " " + sum + " " + at + " " + decoder.isEnded() + " " + decoder.isAtTrailers();
  }
}
