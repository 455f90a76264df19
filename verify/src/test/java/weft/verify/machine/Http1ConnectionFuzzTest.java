package weft.verify.machine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import weft.verify.machine.EchoMachine.Handling;

/// Any bytes into the whole HTTP/1.1 machine.
///
/// Here's how it works: 1. give the bytes at once, in two pieces, and byte by byte, with handlers
/// that run at once and later; 2. all of these send the same; 3. at most one answer is a refusal,
/// it is the last, and the connection has ended behind it; 4. every buffer and message is given
/// back.
final class Http1ConnectionFuzzTest {
  private static final int LENGTH_MAX = 4000;
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3}) [ -~]*\r\n");
  private static final Pattern REFUSAL = Pattern.compile("HTTP/1\\.1 [45].*", Pattern.DOTALL);
  private static final String TERMINATOR = "\r\n\r\n";
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  @FuzzTest
  void anyBytesEndInOrder(byte[] data) {
    if (data.length == 0 || data.length > LENGTH_MAX) {
      return;
    }
    String text = new String(data, ISO_8859_1);
    String whole = play(text, text.length(), Handling.LATER);

    same(whole, play(text, text.length(), Handling.INLINE), text);
    same(whole, play(text, 1, Handling.LATER), text);
    same(whole, play(text, 1 + text.length() / 2, Handling.LATER), text);
    same(whole, play(text, 1 + text.length() / 3, Handling.INLINE), text);
  }

  private static void same(String whole, String pieces, String text) {
    if (!whole.equals(pieces)) {
      throw new AssertionError("whole " + whole + " but in pieces " + pieces + " for " + text);
    }
  }

  private static String play(String text, int pieceLength, Handling handling) {
    try (EchoMachine machine = new EchoMachine(handling)) {
      for (int at = 0; at < text.length(); at += pieceLength) {
        machine.receive(text.substring(at, Math.min(text.length(), at + pieceLength)));
      }
      // What looks unfinished may be refused at once or later; two line ends bring it to a head.
      machine.receive(TERMINATOR);
      String sent = machine.sentText().replace(CONTINUE, "");
      verify(sent, machine.ended(), text);
      machine.finishReceiving();
      if (machine.leaks() != 0) {
        throw new AssertionError("leaks after " + text);
      }
      // The reason of a refusal may differ with the pieces.
      return REFUSAL.matcher(sent).replaceAll("refused") + machine.ended();
    }
  }

  private static void verify(String sent, boolean ended, String text) {
    Matcher answers = STATUS_LINE.matcher(sent);
    boolean refused = false;
    while (answers.find()) {
      if (refused) {
        throw new AssertionError("an answer behind a refusal: " + sent + " to " + text);
      }
      refused = answers.group(1).charAt(0) >= '4';
    }
    if (refused && !ended) {
      throw new AssertionError("open behind a refusal: " + sent + " to " + text);
    }
  }
}
