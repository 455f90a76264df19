package weft.verify.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Packages depend on each other only as architecture.md draws it, and never in a circle.
///
/// Read from the class files: what a class mentions anywhere counts, imports do not.
final class PackageArrows {
  private PackageArrows() {}

  /// The arrows between packages that start with `root`, each with the first class that draws it.
  static Map<String, Map<String, String>> arrows(List<ClassFileModel> classes, String root) {
    Map<String, Map<String, String>> arrows = new TreeMap<>();
    for (ClassFileModel type : classes) {
      String from = type.packageName();
      if (!isBelow(from, root)) {
        continue;
      }
      Map<String, String> targets = arrows.computeIfAbsent(from, _ -> new TreeMap<>());
      for (String mentioned : type.mentionedClasses()) {
        String to = ClassFileModel.packageOf(mentioned);
        if (isBelow(to, root) && !to.equals(from)) {
          targets.putIfAbsent(to, type.name() + " mentions " + mentioned);
        }
      }
    }
    return arrows;
  }

  /// Finds arrows that `allowed` does not draw, those that only `allowed` draws, and packages it
  /// does not know.
  static List<Finding> checkAllowed(
      Map<String, Map<String, String>> arrows, Map<String, Set<String>> allowed) {
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<String, Map<String, String>> from : arrows.entrySet()) {
      Set<String> targets = allowed.get(from.getKey());
      if (targets == null) {
        findings.add(new Finding(from.getKey(), "is not in the table of packages and arrows"));
        continue;
      }
      for (Map.Entry<String, String> to : from.getValue().entrySet()) {
        if (!targets.contains(to.getKey())) {
          findings.add(
              new Finding(
                  from.getKey(), "must not depend on " + to.getKey() + ": " + to.getValue()));
        }
      }
      for (String target : targets) {
        if (!from.getValue().containsKey(target)) {
          findings.add(new Finding(from.getKey(), "does not depend on " + target));
        }
      }
    }
    return findings;
  }

  /// Finds packages that reach themselves.
  static List<Finding> checkCycles(Map<String, Map<String, String>> arrows) {
    List<Finding> findings = new ArrayList<>();
    for (String start : arrows.keySet()) {
      Set<String> reached = new TreeSet<>();
      collect(arrows, start, reached);
      if (reached.contains(start)) {
        findings.add(new Finding(start, "is part of a circle with " + reached));
      }
    }
    return findings;
  }

  private static void collect(
      Map<String, Map<String, String>> arrows, String from, Set<String> reached) {
    for (String to : arrows.getOrDefault(from, Map.of()).keySet()) {
      if (reached.add(to)) {
        collect(arrows, to, reached);
      }
    }
  }

  private static boolean isBelow(String name, String root) {
    return name.equals(root) || name.startsWith(root + ".");
  }
}
