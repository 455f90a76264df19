package weft.web.forms;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// Fast search against the obvious one.
class BoundarySearchTest {
  private static final long SEED = 7;

  @Test
  void findsWhatAPlainSearchFinds() {
    Random random = new Random(SEED);
    for (String boundary : new String[] {"b", "bb", "-", "--", "b--b", "aXaXa", "----WebKit1234"}) {
      BoundarySearch search = new BoundarySearch(boundary);
      String delimiter = "\r\n--" + boundary;
      for (int round = 0; round < 3000; round++) {
        String text = randomText(random, delimiter);
        byte[] bytes = text.getBytes(ISO_8859_1);
        int from = random.nextInt(bytes.length + 1);
        assertThat(search.find(bytes, from, bytes.length))
            .as("seed " + SEED + ": " + text + " from " + from)
            .isEqualTo(plain(text, from, delimiter));
      }
    }
  }

  private static String randomText(Random random, String delimiter) {
    StringBuilder text = new StringBuilder();
    int pieces = random.nextInt(12);
    for (int index = 0; index < pieces; index++) {
      text.append(delimiter, 0, random.nextInt(delimiter.length() + 1));
      text.append("\r\n-abXx".charAt(random.nextInt(7)));
    }
    return text.toString();
  }

  private static int plain(String text, int from, String delimiter) {
    for (int at = from; at < text.length(); at++) {
      String rest = text.substring(at);
      if (rest.startsWith(delimiter) || delimiter.startsWith(rest)) {
        return at;
      }
    }
    return text.length();
  }

  @Test
  void aBoundaryAtALinesStartNeedsNoLineBreak() {
    BoundarySearch search = new BoundarySearch("bc");
    byte[] bytes = "--bcd--b".getBytes(ISO_8859_1);

    assertThat(search.atLineStart(bytes, 0, 8)).isEqualTo(1);
    assertThat(search.atLineStart(bytes, 0, 3)).isEqualTo(-1);
    assertThat(search.atLineStart(bytes, 1, 8)).isZero();
    assertThat(search.atLineStart(bytes, 5, 8)).isEqualTo(-1);
  }
}
