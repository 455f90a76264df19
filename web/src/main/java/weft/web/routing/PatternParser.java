package weft.web.routing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads a path pattern.
///
/// ```
/// pattern    = 1*( "/" segment )
/// segment    = literal / parameter / tail        ; an empty literal only as the last segment
/// literal    = *( pchar / non-ASCII )            ; RFC 3986 §3.3, percent-encodings are decoded;
///                                                ; no ":" at its begin, where others mean names
/// parameter  = "{" name [ ":" constraint ] "}"   ; exactly one segment, never empty
/// tail       = "{" name "*" "}"                  ; last segment only: the rest, may be empty
/// name       = ( ALPHA / "_" ) *( ALPHA / DIGIT / "_" )
/// constraint = "int" / "long" / "uuid" / "hex" / "alpha" / "slug" / 2*alternative with "|" between
/// ```
///
/// At each segment a literal is tried before parameters, parameters with a stricter constraint
/// before those with a laxer one, and the tail last; a choice that leads nowhere is taken back.
/// `{path*}` behind `/files/` matches `/files/` (empty) and `/files/a/b`, not `/files`.
final class PatternParser {
  private final String pattern;
  private final List<PatternSegment> segments = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private PatternParser(String pattern) {
    this.pattern = pattern;
  }

  /// The segments of `pattern`.
  ///
  /// @throws IllegalArgumentException naming the pattern and what is wrong with it
  static List<PatternSegment> parse(String pattern) {
    return new PatternParser(pattern).parse();
  }

  private List<PatternSegment> parse() {
    if (!pattern.startsWith("/")) {
      throw refusal("does not begin with '/'");
    }
    int start = 1;
    while (true) {
      int slash = pattern.indexOf('/', start);
      boolean last = slash < 0;
      segments.add(segment(pattern.substring(start, last ? pattern.length() : slash), last));
      if (last) {
        return List.copyOf(segments);
      }
      start = slash + 1;
    }
  }

  private PatternSegment segment(String text, boolean last) {
    if (text.startsWith("{") && text.endsWith("}")) {
      return bracketed(text.substring(1, text.length() - 1), last);
    }
    if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
      throw refusal("has a brace inside segment '" + text + "'; a parameter is a whole segment");
    }
    return literal(text, last);
  }

  private PatternSegment bracketed(String inside, boolean last) {
    if (inside.endsWith("*")) {
      if (!last) {
        throw refusal("has the tail '{" + inside + "}' before its end");
      }
      return new PatternSegment.Tail(name(inside.substring(0, inside.length() - 1)));
    }
    int colon = inside.indexOf(':');
    if (colon < 0) {
      return new PatternSegment.Parameter(name(inside), ValueShape.ANY);
    }
    try {
      Constraint constraint = Constraint.parse(inside.substring(colon + 1));
      return new PatternSegment.Parameter(name(inside.substring(0, colon)), constraint);
    } catch (IllegalArgumentException e) {
      throw refusal("is wrong at '{" + inside + "}': " + e.getMessage());
    }
  }

  private PatternSegment literal(String text, boolean last) {
    if (text.isEmpty() && !last) {
      throw refusal("has an empty segment");
    }
    if (text.startsWith(":") || text.startsWith("<")) {
      throw refusal("has the segment '" + text + "'; a parameter is written {id}, a rest {path*}");
    }
    String decoded = text.indexOf('%') < 0 ? text : PathText.decode(text);
    if (decoded == null) {
      throw refusal("has a bad percent-encoding in segment '" + text + "'");
    }
    if (decoded.equals(".") || decoded.equals("..")) {
      throw refusal("has the dot segment '" + text + "', which no request path may have");
    }
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      if (c <= ' ' || c == '?' || c == '#' || c == '<' || c == '>' || c == '*' || c == '\\'
          || c == 0x7f) {
        throw refusal("has the character '" + c + "' in segment '" + text + "'");
      }
    }
    return new PatternSegment.Literal(decoded);
  }

  private String name(String name) {
    boolean legal = !name.isEmpty() && !Character.isDigit(name.charAt(0));
    for (int index = 0; index < name.length(); index++) {
      char c = name.charAt(index);
      legal &= c == '_' || (c < 0x80 && Character.isLetterOrDigit(c));
    }
    if (!legal) {
      throw refusal("has the parameter name '" + name + "'; letters, digits and '_' are allowed");
    }
    if (!names.add(name)) {
      throw refusal("has the parameter '" + name + "' twice");
    }
    return name;
  }

  private IllegalArgumentException refusal(String reason) {
    return new IllegalArgumentException("path pattern '" + pattern + "' " + reason);
  }
}
