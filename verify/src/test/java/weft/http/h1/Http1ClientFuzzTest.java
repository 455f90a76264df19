package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Any bytes as the response to a request, against a second, slow reading of the grammar.
///
/// Here's how it works: 1. give the bytes to the client's machine at once, in pieces, and byte by
/// byte, as the response to GET, HEAD and CONNECT; then the server ends its stream; 2. what is told
/// agrees with [ReferenceResponse]: heads, body, trailers, and whether the connection can be used
/// again; 3. every buffer is given back, and a failure ends the connection.
final class Http1ClientFuzzTest {
  private static final int LENGTH_MAX = 4000;

  @FuzzTest
  void responsesAreReadAsTheGrammarSays(byte[] data) {
    if (data.length == 0 || data.length > LENGTH_MAX) {
      return;
    }
    String text = new String(data, ISO_8859_1);
    for (String method : new String[] {"GET", "HEAD", "CONNECT"}) {
      String reference = ReferenceResponse.read(method, text);
      for (int pieceLength : new int[] {data.length, 1, 1 + data.length / 2, 1 + data.length / 7}) {
        String result = ResponseClient.play(method, data, pieceLength);
        if (!result.equals(reference)) {
          throw new AssertionError(
              "to %s, in pieces of %d: %s, but the reference says %s: %s"
                  .formatted(method, pieceLength, result, reference, text));
        }
      }
    }
  }
}
