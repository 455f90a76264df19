package weft.verify.tidy;

import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/// What main code does not write: `synchronized`, catching everything, and class names that say
/// nothing.
final class BannedSyntax {
  private static final Set<String> TOO_BROAD =
      Set.of("Exception", "Throwable", "java.lang.Exception", "java.lang.Throwable");
  private static final Pattern EMPTY_NAME = Pattern.compile(".*(Utils?|Helper|Manager|Impl)");

  private BannedSyntax() {}

  static List<Finding> check(List<SourceFile> sources) {
    List<Finding> findings = new ArrayList<>();
    for (SourceFile source : sources) {
      new Scanner(findings).scan(source.tree(), source);
    }
    return findings;
  }

  private static final class Scanner extends TreeScanner<@Nullable Void, SourceFile> {
    private final List<Finding> findings;

    Scanner(List<Finding> findings) {
      this.findings = findings;
    }

    @Override
    public @Nullable Void visitSynchronized(SynchronizedTree node, SourceFile source) {
      report(
          source,
          node,
          "synchronized is banned: use the hub's thread, or a lock in the listed places");
      return super.visitSynchronized(node, source);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree node, SourceFile source) {
      if (node.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED)) {
        report(
            source,
            node,
            "synchronized is banned: use the hub's thread, or a lock in the listed places");
      }
      return super.visitMethod(node, source);
    }

    @Override
    public @Nullable Void visitCatch(CatchTree node, SourceFile source) {
      Tree type = node.getParameter().getType();
      List<? extends Tree> types =
          type instanceof UnionTypeTree union ? union.getTypeAlternatives() : List.of(type);
      for (Tree caught : types) {
        if (TOO_BROAD.contains(caught.toString())) {
          report(source, node, "catch " + caught + " is banned: name what can happen");
        }
      }
      return super.visitCatch(node, source);
    }

    @Override
    public @Nullable Void visitClass(ClassTree node, SourceFile source) {
      String name = node.getSimpleName().toString();
      if (EMPTY_NAME.matcher(name).matches()) {
        report(source, node, name + " is banned as a name: say what it is");
      }
      return super.visitClass(node, source);
    }

    private void report(SourceFile source, Tree part, String message) {
      findings.add(new Finding(source.at(part), message));
    }
  }
}
