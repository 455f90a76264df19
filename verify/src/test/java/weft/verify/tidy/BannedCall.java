package weft.verify.tidy;

import java.util.List;
import java.util.Set;

/// A call that main code does not make, and what it does instead.
///
/// @param owner internal name of the class, or a package with a slash at its end
/// @param methods names; empty for all
/// @param packages where it is banned, by prefix; empty for everywhere
/// @param replacement what to do instead
record BannedCall(String owner, Set<String> methods, List<String> packages, String replacement) {
  private static final List<String> PROTOCOL_AND_HUB =
      List.of("weft.hub", "weft.http.h1", "weft.http.h2");

  /// The house's list.
  static final List<BannedCall> LIST =
      List.of(
          everywhere(
              "java/lang/System", "nanoTime", "ask the hub's clock, or take now as a parameter"),
          everywhere("java/lang/System", "currentTimeMillis", "ask the hub's clock"),
          everywhere("java/lang/Thread", "sleep", "set a deadline on the hub's wheel"),
          everywhere("java/util/Random", "<init>", "take a seed and keep one generator"),
          everywhere("java/lang/Math", "random", "take a seed and keep one generator"),
          everywhere("java/lang/String", "format", "concatenate"),
          everywhere("java/lang/String", "formatted", "concatenate"),
          everywhere(
              "java/lang/System", "getProperty", "add an option, or ask the diagnostics class"),
          everywhere(
              "java/lang/System", "setProperty", "add an option, or ask the diagnostics class"),
          new BannedCall("java/util/stream/", Set.of(), PROTOCOL_AND_HUB, "write the loop"));

  private static BannedCall everywhere(String owner, String method, String replacement) {
    return new BannedCall(owner, Set.of(method), List.of(), replacement);
  }

  /// Whether it bans this call in this package.
  boolean matches(String packageName, String calledOwner, String method) {
    boolean sameOwner =
        owner.endsWith("/") ? calledOwner.startsWith(owner) : calledOwner.equals(owner);
    return sameOwner
        && (methods.isEmpty() || methods.contains(method))
        && (packages.isEmpty() || packages.stream().anyMatch(packageName::startsWith));
  }
}
