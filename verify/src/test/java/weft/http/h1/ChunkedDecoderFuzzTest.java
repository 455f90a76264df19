package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import weft.hub.memory.Memory;

/// Chunked bodies against a second, slow reading of the grammar, whole and byte by byte.
///
/// Here's how it works: 1. decode all bytes at once; 2. compare with [ReferenceChunks]; 3. decode
/// them again byte by byte, which must make no difference.
final class ChunkedDecoderFuzzTest {
  private static final int LENGTH_MAX = 8000;

  @FuzzTest
  void chunksAreReadAsTheGrammarSays(byte[] data) {
    if (data.length == 0 || data.length > LENGTH_MAX) {
      return;
    }
    String text = new String(data, ISO_8859_1);
    ReferenceChunks reference = ReferenceChunks.parse(text);

    Decoding whole = decode(data, data.length);
    Decoding slow = decode(data, 1);

    if (!whole.equals(slow)) {
      throw new AssertionError("whole " + whole + " but byte by byte " + slow);
    }
    if (!agrees(reference, whole)) {
      throw new AssertionError(reference + " but " + whole + ": " + text);
    }
  }

  /// What is broken may be found a few bytes later than the reference sees it.
  private static boolean agrees(ReferenceChunks reference, Decoding result) {
    return switch (reference.outcome()) {
      case "BROKEN" -> result.outcome().equals("BROKEN") && result.body().equals(reference.body());
      case "MORE" -> result.outcome().equals("MORE") && result.body().equals(reference.body());
      default ->
          result.equals(new Decoding(reference.outcome(), reference.body(), reference.consumed()));
    };
  }

  /// What decoding came to.
  private record Decoding(String outcome, String body, int consumed) {}

  private static Decoding decode(byte[] data, int pieceLength) {
    ChunkedDecoder decoder = new ChunkedDecoder();
    decoder.start();
    StringBuilder body = new StringBuilder();
    int at = 0;
    try (FuzzMemory memory = new FuzzMemory(data)) {
      for (int limit = Math.min(pieceLength, data.length); ; ) {
        long available = Math.min(decoder.available(), limit - at);
        if (available > 0) {
          byte[] bytes = new byte[(int) available];
          Memory.copyOut(memory.address() + at, bytes, 0, bytes.length);
          body.append(new String(bytes, ISO_8859_1));
          decoder.took(available);
          at += bytes.length;
          continue;
        }
        int framed = decoder.frame(memory.address() + at, limit - at);
        if (framed < 0) {
          return new Decoding("BROKEN", body.toString(), -1);
        }
        at += framed;
        if (decoder.isEnded() || decoder.isAtTrailers()) {
          String outcome = decoder.isEnded() ? "END" : "TRAILERS";
          return new Decoding(outcome, body.toString(), at);
        }
        if (at == limit) {
          if (limit == data.length) {
            return new Decoding("MORE", body.toString(), at);
          }
          limit = Math.min(limit + pieceLength, data.length);
        }
      }
    }
  }
}
