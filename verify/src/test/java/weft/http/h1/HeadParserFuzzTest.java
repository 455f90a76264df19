package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import weft.http.FieldTable;
import weft.http.HttpLimits;
import weft.http.h1.ReferenceHead.Outcome;
import weft.hub.memory.Memory;

/// Heads against a second, slow reading of the grammar, whole and in two pieces.
///
/// Here's how it works: 1. parse all bytes at once; 2. compare with [ReferenceHead]; 3. parse them
/// again in two pieces at different places, which must make no difference.
final class HeadParserFuzzTest {
  private static final int LENGTH_MAX = 8000;

  @FuzzTest
  void headsAreReadAsTheGrammarSays(byte[] data) {
    if (data.length == 0 || data.length > LENGTH_MAX) {
      return;
    }
    String text = new String(data, ISO_8859_1);
    ReferenceHead reference = ReferenceHead.parse(text);

    String whole = parseInPieces(data, data.length);

    verify(reference, whole, text);
    int step = Math.max(1, data.length / 7);
    for (int split = 1; split < data.length; split += step) {
      if (!agree(data, split, whole, parseInPieces(data, split))) {
        throw new AssertionError("whole " + whole + ", but not so split at " + split + ": " + text);
      }
    }
  }

  /// A refusal may come for another reason when bytes come in pieces, and later, but not later than
  /// the head's end.
  private static boolean agree(byte[] data, int split, String whole, String pieces) {
    if (whole.equals(pieces) || (isFailure(whole) && isFailure(pieces))) {
      return true;
    }
    byte[] ended = Arrays.copyOf(data, data.length + 4);
    System.arraycopy("\r\n\r\n".getBytes(ISO_8859_1), 0, ended, data.length, 4);
    return isFailure(whole) && isFailure(parseInPieces(ended, split));
  }

  private static boolean isFailure(String result) {
    return result.startsWith("failed");
  }

  private static void verify(ReferenceHead reference, String result, String text) {
    String wanted =
        switch (reference.outcome()) {
          case VALID ->
              reference.length()
                  + " "
                  + reference.method()
                  + " "
                  + reference.target()
                  + " "
                  + reference.fields();
          case INCOMPLETE -> "more";
          case BROKEN -> "";
        };
    boolean agrees =
        reference.outcome() == Outcome.BROKEN
            ? result.startsWith("failed") || result.equals("more")
            : result.equals(wanted);
    if (!agrees) {
      throw new AssertionError(reference.outcome() + " " + wanted + " but " + result + ": " + text);
    }
  }

  /// Parses the first piece where it lies, then all of it elsewhere, as after a copy.
  private static String parseInPieces(byte[] data, int first) {
    FieldTable table = new FieldTable();
    HeadParser parser = new HeadParser(HttpLimits.DEFAULTS, table);
    if (first < data.length) {
      byte[] piece = Arrays.copyOf(data, first);
      try (FuzzMemory memory = new FuzzMemory(piece)) {
        int result = parser.parse(memory.address(), first);
        memory.verify(piece);
        if (result != HeadParser.NEED_MORE) {
          return describe(parser, table, result, memory.address());
        }
      }
    }
    try (FuzzMemory memory = new FuzzMemory(data)) {
      int result = parser.parse(memory.address(), data.length);
      memory.verify(data);
      return describe(parser, table, result, memory.address());
    }
  }

  private static String describe(HeadParser parser, FieldTable table, int result, long address) {
    if (result == HeadParser.NEED_MORE) {
      return "more";
    }
    if (result == HeadParser.FAILED) {
      return "failed " + parser.fault();
    }
    table.setBase(address);
    List<String> fields = new ArrayList<>();
    for (int index = 0; index < table.size(); index++) {
      fields.add(table.name(index) + ":" + table.value(index));
    }
    return result
        + " "
        + text(address + parser.methodOffset(), parser.methodLength())
        + " "
        + text(address + parser.targetOffset(), parser.targetLength())
        + " "
        + fields;
  }

  private static String text(long address, int length) {
    byte[] bytes = new byte[length];
    Memory.copyOut(address, bytes, 0, length);
    return new String(bytes, ISO_8859_1);
  }
}
