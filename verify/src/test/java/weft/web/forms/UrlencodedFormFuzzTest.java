package weft.web.forms;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Urlencoded forms against the JDK's decoder, which is lenient: what we take it must read alike,
/// and what we refuse must have a reason.
final class UrlencodedFormFuzzTest {
  private static final int LENGTH_MAX = 10_000;
  private static final int KEYS_MAX = 50;
  private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2})");

  /// What the JDK puts in place of what is not UTF-8.
  private static final char REPLACEMENT = '\ufffd';

  @FuzzTest
  void formsAreReadAsTheJdkReadsThem(byte[] data) {
    if (data.length > LENGTH_MAX) {
      return;
    }
    String text = new String(data, ISO_8859_1);
    List<String> pairs = new ArrayList<>();
    boolean broken = false;
    for (String pair : text.split("&")) {
      if (!pair.isEmpty()) {
        String[] parts = pair.split("=", 2);
        for (int index = 0; index < 2; index++) {
          String part = index < parts.length ? parts[index] : "";
          boolean bad = BAD_ESCAPE.matcher(part).find();
          String decoded = bad ? "" : URLDecoder.decode(ascii(part), UTF_8);
          broken |= bad || decoded.indexOf(REPLACEMENT) >= 0;
          pairs.add(decoded);
        }
      }
    }
    broken |= pairs.size() / 2 > KEYS_MAX;

    try {
      NamedValues form = UrlencodedForm.parse(data.clone(), KEYS_MAX, FormFault::error);
      for (String name : form.names()) {
        List<String> expected = new ArrayList<>();
        for (int index = 0; index < pairs.size(); index += 2) {
          if (pairs.get(index).equals(name)) {
            expected.add(pairs.get(index + 1));
          }
        }
        if (!form.all(name).equals(expected)) {
          throw new AssertionError(form.all(name) + " but " + expected + ": " + text);
        }
      }
      if (form.size() != pairs.size() / 2) {
        throw new AssertionError(form.size() + " pairs, not " + pairs.size() / 2 + ": " + text);
      }
    } catch (FormError error) {
      if (!broken) {
        throw new AssertionError(error + ": " + text);
      }
    }
  }

  private static String ascii(String text) {
    StringBuilder encoded = new StringBuilder();
    for (char c : text.toCharArray()) {
      if (c < 0x80) {
        encoded.append(c);
      } else {
        encoded.append('%').append(Integer.toHexString(c));
      }
    }
    return encoded.toString();
  }
}
