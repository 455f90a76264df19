package weft.verify.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The types of the sources by qualified name, each with the names of its members.
final class TypeIndex {
  private final Map<String, Set<String>> members = new HashMap<>();

  TypeIndex(List<SourceFile> sources) {
    for (SourceFile source : sources) {
      for (ClassTree type : source.topLevelTypes()) {
        add(source.packageName(), type);
      }
    }
  }

  private void add(String outer, ClassTree type) {
    String name = (outer.isEmpty() ? "" : outer + ".") + type.getSimpleName();
    Set<String> names = members.computeIfAbsent(name, _ -> new TreeSet<>());
    for (Tree member : type.getMembers()) {
      switch (member) {
        case ClassTree nested -> {
          names.add(nested.getSimpleName().toString());
          add(name, nested);
        }
        case MethodTree method when method.getName().contentEquals("<init>") ->
            names.add(type.getSimpleName().toString());
        case MethodTree method -> names.add(method.getName().toString());
        case VariableTree field -> names.add(field.getName().toString());
        default -> {}
      }
    }
    if (type.getExtendsClause() != null || !type.getImplementsClause().isEmpty()) {
      names.add("*");
    }
  }

  boolean contains(String qualifiedName) {
    return members.containsKey(qualifiedName);
  }

  /// Whether the type has the member, or may inherit it.
  boolean hasMember(String qualifiedName, String member) {
    Set<String> names = members.getOrDefault(qualifiedName, Set.of());
    return names.contains(member) || names.contains("*");
  }
}
