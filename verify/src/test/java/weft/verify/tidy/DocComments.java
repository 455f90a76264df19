package weft.verify.tidy;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/// Exported types and their public and protected methods have a doc comment.
///
/// Methods that override inherit theirs; a compact constructor is documented by its record.
final class DocComments {
  private final SourceFile source;
  private final List<Finding> findings = new ArrayList<>();

  private DocComments(SourceFile source) {
    this.source = source;
  }

  static List<Finding> check(List<SourceFile> sources, Set<String> exportedPackages) {
    List<Finding> findings = new ArrayList<>();
    for (SourceFile source : sources) {
      if (exportedPackages.contains(source.packageName())) {
        DocComments file = new DocComments(source);
        for (ClassTree type : source.topLevelTypes()) {
          file.checkType(new TreePath(new TreePath(source.tree()), type), type, false);
        }
        findings.addAll(file.findings);
      }
    }
    return findings;
  }

  private void checkType(TreePath path, ClassTree type, boolean inInterface) {
    if (!isVisible(type.getModifiers(), inInterface)) {
      return;
    }
    require(path, type, type.getSimpleName().toString());
    boolean isInterface =
        type.getKind() == Tree.Kind.INTERFACE || type.getKind() == Tree.Kind.ANNOTATION_TYPE;
    for (Tree member : type.getMembers()) {
      TreePath memberPath = new TreePath(path, member);
      if (member instanceof ClassTree nested) {
        checkType(memberPath, nested, isInterface);
      } else if (member instanceof MethodTree method
          && isVisible(method.getModifiers(), isInterface)
          && !isOverride(method)
          && !isCompactConstructor(type, method)
          && source.docs().getSourcePositions().getStartPosition(source.tree(), method) >= 0) {
        require(memberPath, method, type.getSimpleName() + "." + method.getName());
      }
    }
  }

  private void require(TreePath path, Tree part, String name) {
    String comment = source.docComment(path);
    if (comment == null || comment.isBlank()) {
      findings.add(new Finding(source.at(part), name + " has no doc comment"));
    }
  }

  private static boolean isVisible(ModifiersTree modifiers, boolean inInterface) {
    Set<Modifier> flags = modifiers.getFlags();
    return flags.contains(Modifier.PUBLIC)
        || flags.contains(Modifier.PROTECTED)
        || (inInterface && !flags.contains(Modifier.PRIVATE));
  }

  private static boolean isOverride(MethodTree method) {
    for (AnnotationTree annotation : method.getModifiers().getAnnotations()) {
      if (annotation.getAnnotationType().toString().equals("Override")) {
        return true;
      }
    }
    return false;
  }

  /// Whether a record's constructor is written without parameters of its own.
  private boolean isCompactConstructor(ClassTree type, MethodTree method) {
    if (type.getKind() != Tree.Kind.RECORD || !method.getName().contentEquals("<init>")) {
      return false;
    }
    long start = source.docs().getSourcePositions().getStartPosition(source.tree(), method);
    String text = source.file().text().substring((int) start);
    int body = text.indexOf('{');
    return body >= 0 && text.substring(0, body).matches("(?s)(@\\w+\\s+|public\\s+)*\\w+\\s*");
  }
}
