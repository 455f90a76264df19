package weft.verify.tidy;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A suppressed warning has its reason on the line above; `restricted`, native access, is
/// suppressed in the packages that are about native memory and system calls only.
final class SuppressedWarnings {
  private static final Set<String> NATIVE_PACKAGES =
      Set.of(
          "weft.hub.linux",
          "weft.hub.uring",
          "weft.hub.epoll",
          "weft.hub.memory",
          "weft.hub.tls.boringssl");

  private SuppressedWarnings() {}

  static List<Finding> check(List<SourceFile> sources) {
    List<Finding> findings = new ArrayList<>();
    for (SourceFile source : sources) {
      new TreeScanner<@Nullable Void, @Nullable Void>() {
        @Override
        public @Nullable Void visitAnnotation(AnnotationTree node, @Nullable Void unused) {
          if (node.getAnnotationType().toString().equals("SuppressWarnings")) {
            checkAnnotation(source, node, findings);
          }
          return super.visitAnnotation(node, null);
        }
      }.scan(source.tree(), null);
    }
    return findings;
  }

  private static void checkAnnotation(
      SourceFile source, AnnotationTree annotation, List<Finding> findings) {
    String arguments = annotation.getArguments().toString();
    if (arguments.contains("\"restricted\"")) {
      if (!NATIVE_PACKAGES.contains(source.packageName())) {
        findings.add(
            new Finding(source.at(annotation), "native access belongs into " + NATIVE_PACKAGES));
      }
      return;
    }
    long start = source.docs().getSourcePositions().getStartPosition(source.tree(), annotation);
    long line = source.tree().getLineMap().getLineNumber(start);
    String above = line < 2 ? "" : source.file().lines().get((int) line - 2).strip();
    if (!above.startsWith("//") || above.startsWith("///")) {
      findings.add(
          new Finding(
              source.at(annotation), "a suppressed warning has its reason on the line above"));
    }
  }
}
