package weft.verify.tidy;

import com.sun.source.tree.ClassTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A simple class name occurs once in the repository, so that a name in a log needs no package.
final class UniqueClassNames {
  private UniqueClassNames() {}

  static List<Finding> check(List<SourceFile> sources) {
    Map<String, String> seen = new HashMap<>();
    List<Finding> findings = new ArrayList<>();
    for (SourceFile source : sources) {
      for (ClassTree type : source.topLevelTypes()) {
        String name = type.getSimpleName().toString();
        String first = seen.putIfAbsent(name, source.file().path());
        if (first != null) {
          findings.add(new Finding(source.at(type), name + " is also the name of " + first));
        }
      }
    }
    return findings;
  }
}
