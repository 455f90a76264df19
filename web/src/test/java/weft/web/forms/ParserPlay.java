package weft.web.forms;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;

/// Shows bytes to a parser in pieces and writes down what it says, one line per event.
final class ParserPlay {
  private final MultipartParser parser;
  private final StringBuilder events = new StringBuilder();
  private boolean inContent;

  private ParserPlay(MultipartLimits limits) {
    parser = new MultipartParser("b", limits);
  }

  /// What it says about bytes that come all at once, behind them `TRUNCATED` when it wants more.
  static String play(String body) {
    return play(body, MultipartLimits.DEFAULTS, body.length());
  }

  static String play(String body, MultipartLimits limits, int pieceLength) {
    ParserPlay play = new ParserPlay(limits);
    try {
      play.run(body.getBytes(ISO_8859_1), pieceLength);
    } catch (FormError error) {
      play.say(error.fault().name());
    }
    return play.events.toString().strip();
  }

  private void run(byte[] bytes, int pieceLength) {
    int from = 0;
    int to = 0;
    while (true) {
      // What is shown lies at the end of an array of its own, so that reading behind it fails.
      byte[] shown = java.util.Arrays.copyOfRange(bytes, from, to);
      MultipartParser.Event event = parser.next(shown, 0, shown.length);
      from += parser.consumed();
      switch (event) {
        case MORE -> {
          if (to == bytes.length) {
            if (!parser.isEnded()) {
              say("TRUNCATED");
            }
            return;
          }
          to = Math.min(bytes.length, Math.max(to, from) + Math.max(1, pieceLength));
        }
        case PART -> say("PART " + parser.head().disposition().name());
        case CONTENT -> {
          if (!inContent) {
            events.append('\n');
            inContent = true;
          }
          int length = parser.contentEnd() - parser.contentStart();
          events.append(new String(shown, parser.contentStart(), length, ISO_8859_1));
        }
        case PART_END -> say("PART_END");
        case END -> say("END");
      }
    }
  }

  private void say(String event) {
    events.append('\n').append(event);
    inContent = false;
  }

  /// Events as a play gives them.
  static String events(String... lines) {
    return String.join("\n", List.of(lines));
  }
}
