package weft.web.routing;

import java.util.ArrayList;
import java.util.List;
import weft.http.Ascii;
import weft.hub.memory.HotPath;

/// Request methods as small numbers, so that a set of them is a bit mask.
///
/// Methods are case-sensitive, RFC 9110 §9.1.
final class MethodTable {
  /// Methods that one router may know. A `long` holds their set.
  static final int COUNT_MAX = 64;

  static final int GET = 0;
  static final int HEAD = 1;

  private static final List<String> COMMON =
      List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "QUERY");

  private final List<String> names = new ArrayList<>(COMMON);

  /// The number of a method, -1 when no route uses it.
  @HotPath
  int index(String method) {
    return switch (method) {
      case "GET" -> GET;
      case "HEAD" -> HEAD;
      case "POST" -> 2;
      case "PUT" -> 3;
      case "DELETE" -> 4;
      case "PATCH" -> 5;
      case "OPTIONS" -> 6;
      case "QUERY" -> 7;
      default -> names.indexOf(method);
    };
  }

  /// The number of a method, new if need be.
  ///
  /// @throws IllegalArgumentException when it is not a token or there are too many
  int intern(String method) {
    int index = index(method);
    if (index >= 0) {
      return index;
    }
    check(method);
    if (names.size() == COUNT_MAX) {
      throw new IllegalArgumentException(
          "method '" + method + "' is one too many, the most is " + COUNT_MAX);
    }
    names.add(method);
    return names.size() - 1;
  }

  /// Refuses what is no method.
  ///
  /// @throws IllegalArgumentException when it is not a token
  static void check(String method) {
    if (!Ascii.isToken(method)) {
      throw new IllegalArgumentException("method '" + method + "' is not a token");
    }
  }

  /// The methods of a mask, in table order.
  List<String> names(long mask) {
    List<String> selected = new ArrayList<>();
    for (int index = 0; index < names.size(); index++) {
      if ((mask >>> index & 1) != 0) {
        selected.add(names.get(index));
      }
    }
    return selected;
  }
}
