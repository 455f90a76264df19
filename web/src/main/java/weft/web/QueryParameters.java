package weft.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parameters of a query, decoded as `application/x-www-form-urlencoded` ([URL Standard
/// §5.1](https://url.spec.whatwg.org/#urlencoded-parsing)): `+` is a blank, a name without `=` has
/// an empty value, duplicates are kept in order.
///
/// Unlike there, encodings that are incomplete or not UTF-8 are refused with 400. Immutable.
public final class QueryParameters {
  static final QueryParameters EMPTY = new QueryParameters(List.of());

  /// Name, value, name, value …
  private final List<String> pairs;

  private QueryParameters(List<String> pairs) {
    this.pairs = pairs;
  }

  /// Reads a raw query.
  ///
  /// @param query without its question mark; null for none
  /// @throws ProblemError 400 for a bad encoding
  static QueryParameters parse(@Nullable String query) {
    if (query == null || query.isEmpty()) {
      return EMPTY;
    }
    List<String> pairs = new ArrayList<>();
    for (int start = 0; start <= query.length(); ) {
      int ampersand = query.indexOf('&', start);
      int end = ampersand < 0 ? query.length() : ampersand;
      if (end > start) {
        int equals = query.indexOf('=', start);
        int nameEnd = equals < 0 || equals > end ? end : equals;
        pairs.add(decode(query.substring(start, nameEnd)));
        pairs.add(decode(query.substring(Math.min(nameEnd + 1, end), end)));
      }
      start = end + 1;
    }
    return new QueryParameters(pairs);
  }

  /// The first value of that name; null without one.
  public @Nullable String first(String name) {
    for (int index = 0; index < pairs.size(); index += 2) {
      if (pairs.get(index).equals(name)) {
        return pairs.get(index + 1);
      }
    }
    return null;
  }

  /// The values of that name, in order.
  public List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (int index = 0; index < pairs.size(); index += 2) {
      if (pairs.get(index).equals(name)) {
        values.add(pairs.get(index + 1));
      }
    }
    return Collections.unmodifiableList(values);
  }

  /// The names, each once, in order of appearance.
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (int index = 0; index < pairs.size(); index += 2) {
      names.add(pairs.get(index));
    }
    return Collections.unmodifiableSet(names);
  }

  private static String decode(String raw) {
    if (raw.indexOf('%') < 0) {
      return raw.replace('+', ' ');
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int index = 0; index < raw.length(); index++) {
      char c = raw.charAt(index);
      if (c == '%') {
        boolean complete = index + 2 < raw.length();
        int high = complete ? hex(raw.charAt(index + 1)) : -1;
        int low = complete ? hex(raw.charAt(index + 2)) : -1;
        if (high < 0 || low < 0) {
          throw badEncoding();
        }
        bytes.write(high << 4 | low);
        index += 2;
      } else {
        bytes.writeBytes(String.valueOf(c == '+' ? ' ' : c).getBytes(StandardCharsets.UTF_8));
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException _) {
      throw badEncoding();
    }
  }

  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private static ProblemError badEncoding() {
    return new ProblemError(Problem.of(400, "the query has a bad percent-encoding"));
  }
}
