package weft.web.forms;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import weft.hub.FileWork;

/// Multipart bodies in one go against the same in random pieces.
///
/// Here's how it works: 1. the first byte chooses a boundary; 2. a parser gets the rest at once; 3.
/// another gets it in pieces of random length, each in an array that ends where the piece does; 4.
/// what they say must be the same; 5. a form that is read through streams, likewise.
final class MultipartFuzzTest {
  private static final int LENGTH_MAX = 20_000;

  private static final List<String> BOUNDARIES = List.of("b", "bb", "-", "--x", "a-a", "AaB03x");

  private static final MultipartLimits LIMITS =
      MultipartLimits.DEFAULTS
          .withPartsMax(20)
          .withHeadersMax(4)
          .withHeaderBytesMax(200)
          .withPartBytesMax(5000)
          .withBytesMax(15_000)
          .withMemoryBytesMax(20_000);

  @FuzzTest
  void howBytesComeMakesNoDifference(byte[] data) throws IOException {
    if (data.length == 0 || data.length > LENGTH_MAX) {
      return;
    }
    String boundary = BOUNDARIES.get((data[0] & 0xff) % BOUNDARIES.size());
    byte[] body = Arrays.copyOfRange(data, 1, data.length);
    Random random = new Random(Arrays.hashCode(data));

    same(parse(body, boundary, null), parse(body, boundary, random));
    same(read(body, boundary, null), read(body, boundary, random));
  }

  private static void same(String whole, String pieces) {
    if (!whole.equals(pieces)) {
      throw new AssertionError("whole " + whole + " but in pieces " + pieces);
    }
  }

  /// @param random null to show everything at once
  private static String parse(byte[] body, String boundary, Random random) {
    MultipartParser parser = new MultipartParser(boundary, LIMITS);
    StringBuilder said = new StringBuilder();
    int from = 0;
    int to = random == null ? body.length : 0;
    try {
      while (true) {
        byte[] shown = Arrays.copyOfRange(body, from, to);
        MultipartParser.Event event = parser.next(shown, 0, shown.length);
        from += parser.consumed();
        if (event == MultipartParser.Event.CONTENT) {
          int length = parser.contentEnd() - parser.contentStart();
          said.append(new String(shown, parser.contentStart(), length, ISO_8859_1));
        } else if (event != MultipartParser.Event.MORE) {
          said.append('<').append(event).append('>');
        } else if (to < body.length) {
          to = Math.min(body.length, to + 1 + (random == null ? 0 : random.nextInt(40)));
        } else {
          return said.append(parser.isEnded()).toString();
        }
      }
    } catch (FormError error) {
      // Where a limit is passed, more or less of what is in front of it may have been said.
      return "fault " + error.fault();
    }
  }

  private static String read(byte[] body, String boundary, Random random) throws IOException {
    ByteArrayInputStream stream =
        new ByteArrayInputStream(body) {
          @Override
          public int read(byte[] target, int offset, int length) {
            int most = random == null ? length : Math.min(length, 1 + random.nextInt(40));
            return super.read(target, offset, most);
          }
        };
    StringBuilder said = new StringBuilder();
    try {
      Multipart form =
          new Multipart(stream, random == null ? body.length : -1, boundary, LIMITS, FileWork.HERE);
      for (Part part : form) {
        String safe = part.safeName();
        if (safe.isEmpty() || safe.startsWith(".") || safe.contains("/") || safe.contains("\\")) {
          throw new AssertionError("an unsafe name: " + safe);
        }
        said.append(part.name()).append('/').append(part.fileName()).append('=');
        said.append(new String(part.bytes(), ISO_8859_1)).append('&');
      }
      return said.toString();
    } catch (FormError error) {
      return "fault " + error.fault();
    }
  }
}
