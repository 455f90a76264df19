package weft.verify.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static weft.verify.websocket.AutobahnCase.number;
import static weft.verify.websocket.ClientFrames.CONTINUATION;
import static weft.verify.websocket.ClientFrames.TEXT;
import static weft.verify.websocket.ClientFrames.frame;
import static weft.verify.websocket.ClientFrames.part;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import weft.verify.websocket.AutobahnCase.Script;

/// Section 6: text that is UTF-8 and text that is not.
final class Utf8Cases {
  private static final int BAD_DATA = 1007;
  private static final byte[] NOTHING = {};
  private static final String GREEK = "κόσμε";
  private static final String MIXED = "Hello-µ@ßöäüàá-UTF-8!!";

  /// Lines of number and bytes, each a text of its own; those that begin with `!` are no UTF-8.
  private static final String SEQUENCES =
      """
      6.5.1 cebae1bdb9cf83cebcceb5
      !6.5.2 cebae1bdb9cf83cebcceb5f4908080656469746564
      6.6.1 cebae1bdb9cf83cebcceb5
      !6.6.2 ce
      6.6.3 ceba
      !6.6.4 cebae1
      !6.6.5 cebae1bd
      6.6.6 cebae1bdb9
      !6.6.7 cebae1bdb9cf
      6.6.8 cebae1bdb9cf83
      !6.6.9 cebae1bdb9cf83ce
      6.6.10 cebae1bdb9cf83cebc
      !6.6.11 cebae1bdb9cf83cebcce
      6.7.1 00
      6.7.2 c280
      6.7.3 e0a080
      6.7.4 f0908080
      !6.8.1 f888808080
      !6.8.2 fc8480808080
      6.9.1 7f
      6.9.2 dfbf
      6.9.3 efbfbf
      6.9.4 f48fbfbf
      !6.10.1 f7bfbfbf
      !6.10.2 fbbfbfbfbf
      !6.10.3 fdbfbfbfbfbf
      6.11.1 ed9fbf
      6.11.2 ee8080
      6.11.3 efbfbd
      6.11.4 f48fbfbf
      !6.11.5 f4908080
      !6.12.1 80
      !6.12.2 bf
      !6.12.3 80bf
      !6.12.4 80bf80
      !6.12.5 80bf80bf
      !6.12.6 80bf80bf80
      !6.12.7 80bf80bf80bf
      !6.12.8 808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f
      !6.13.1 c020c120c220c320
      !6.13.2 e020e120e220e320
      !6.13.3 f020f120f220f320
      !6.13.4 f820f920fa20fb20
      !6.13.5 fc20fd20
      !6.14.1 c0
      !6.14.2 e080
      !6.14.3 f08080
      !6.14.4 f8808080
      !6.14.5 fc80808080
      !6.14.6 df
      !6.14.7 efbf
      !6.14.8 f7bfbf
      !6.14.9 fbbfbfbf
      !6.14.10 fdbfbfbfbf
      !6.15.1 c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf
      !6.16.1 fe
      !6.16.2 ff
      !6.16.3 fefeffff
      !6.17.1 c0af
      !6.17.2 e080af
      !6.17.3 f08080af
      !6.17.4 f8808080af
      !6.17.5 fc80808080af
      !6.18.1 c1bf
      !6.18.2 e09fbf
      !6.18.3 f08fbfbf
      !6.18.4 f887bfbfbf
      !6.18.5 fc83bfbfbfbf
      !6.19.1 c080
      !6.19.2 e08080
      !6.19.3 f0808080
      !6.19.4 f880808080
      !6.19.5 fc8080808080
      !6.20.1 eda080
      !6.20.2 edadbf
      !6.20.3 edae80
      !6.20.4 edafbf
      !6.20.5 edb080
      !6.20.6 edbe80
      !6.20.7 edbfbf
      !6.21.1 eda080edb080
      !6.21.2 eda080edbfbf
      !6.21.3 edadbfedb080
      !6.21.4 edadbfedbfbf
      !6.21.5 edae80edb080
      !6.21.6 edae80edbfbf
      !6.21.7 edafbfedb080
      !6.21.8 edafbfedbfbf
      """;

  private Utf8Cases() {}

  static List<AutobahnCase> all() {
    List<AutobahnCase> cases = new ArrayList<>();
    emptyFragments(cases);
    wellFormed(cases);
    illFormed(cases);
    SEQUENCES
        .lines()
        .forEach(line -> {
          String[] parts = line.split(" ", -1);
          boolean valid = !line.startsWith("!");
          cases.add(single(valid ? parts[0] : parts[0].substring(1), hex(parts[1]), valid));
        });
    nonCharacters(cases);
    return cases;
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static AutobahnCase single(String name, byte[] text, boolean valid) {
    Script script = number(name).sends(frame(TEXT, text));
    return valid ? script.echoes(true, text).closes() : script.fails(BAD_DATA);
  }

  private static void emptyFragments(List<AutobahnCase> cases) {
    byte[] first = part(TEXT, NOTHING);
    byte[] last = frame(CONTINUATION, NOTHING);
    cases.add(number("6.1.1").sends(frame(TEXT, NOTHING)).echoes("").closes());
    cases.add(number("6.1.2").sends(first, part(CONTINUATION, NOTHING), last).echoes("").closes());
    cases.add(
        number("6.1.3")
            .sends(first, part(CONTINUATION, "middle frame payload"), last)
            .echoes("middle frame payload")
            .closes());
  }

  private static void wellFormed(List<AutobahnCase> cases) {
    byte[] mixed = MIXED.getBytes(UTF_8);
    cases.add(number("6.2.1").sends(frame(TEXT, mixed)).echoes(MIXED).closes());
    String first = MIXED.substring(0, 12);
    cases.add(
        number("6.2.2")
            .sends(part(TEXT, first), frame(CONTINUATION, MIXED.substring(12)))
            .echoes(MIXED)
            .closes());
    cases.add(octets("6.2.3", mixed).echoes(MIXED).closes());
    cases.add(octets("6.2.4", GREEK.getBytes(UTF_8)).echoes(GREEK).closes());
  }

  /// Each byte in a fragment of its own.
  private static Script octets(String name, byte[] text) {
    Script script = number(name);
    for (int at = 0; at < text.length; at++) {
      script.sends(
          frame(at == text.length - 1, 0, at == 0 ? TEXT : CONTINUATION, new byte[] {text[at]}));
    }
    return script;
  }

  /// What follows the first byte that cannot be is never sent: the server must not wait for it.
  private static void illFormed(List<AutobahnCase> cases) {
    byte[] surrogates = hex("cebae1bdb9cf83cebcceb5eda080656469746564");
    cases.add(number("6.3.1").sends(frame(TEXT, surrogates)).fails(BAD_DATA));
    Script octets = number("6.3.2");
    for (int at = 0; at < 13; at++) {
      octets.sends(part(at == 0 ? TEXT : CONTINUATION, new byte[] {surrogates[at]}));
    }
    cases.add(octets.fails(BAD_DATA));
    byte[] good = GREEK.getBytes(UTF_8);
    byte[] beyond = hex("f4908080");
    cases.add(number("6.4.1").sends(part(TEXT, good), part(CONTINUATION, beyond)).fails(BAD_DATA));
    cases.add(
        number("6.4.2")
            .sends(part(TEXT, joined(good, hex("f4"))), part(CONTINUATION, hex("90")))
            .fails(BAD_DATA));
    byte[] whole = frame(TEXT, joined(joined(good, beyond), "edited".getBytes(UTF_8)));
    int upTo = 6 + good.length;
    cases.add(
        number("6.4.3")
            .sends(
                Arrays.copyOf(whole, upTo), Arrays.copyOfRange(whole, upTo, upTo + beyond.length))
            .fails(BAD_DATA));
    cases.add(
        number("6.4.4")
            .sends(Arrays.copyOf(whole, upTo + 1), Arrays.copyOfRange(whole, upTo + 1, upTo + 2))
            .fails(BAD_DATA));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  /// 6.22: the last two of each plane; 6.23: specials. All of them are legal in UTF-8.
  private static void nonCharacters(List<AutobahnCase> cases) {
    int count = 1;
    for (int plane = 0; plane <= 16; plane++) {
      for (int last = 0xfffe; last <= 0xffff; last++) {
        String text = new String(Character.toChars((plane << 16) | last));
        cases.add(single("6.22." + count++, text.getBytes(UTF_8), true));
      }
    }
    for (int special = 0xfff9; special <= 0xffff; special++) {
      String text = new String(Character.toChars(special));
      cases.add(single("6.23." + (special - 0xfff8), text.getBytes(UTF_8), true));
    }
  }
}
