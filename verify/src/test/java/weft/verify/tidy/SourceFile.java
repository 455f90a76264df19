package weft.verify.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ModuleTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// A parsed source file; nothing is resolved.
///
/// @param file where it is and its text
/// @param tree the syntax tree
/// @param docs finds doc comments and positions in `tree`
record SourceFile(TextFile file, CompilationUnitTree tree, DocTrees docs) {
  /// Parses all files at once.
  static List<SourceFile> parse(List<TextFile> files) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<JavaFileObject> units = new ArrayList<>();
    Map<String, TextFile> filesByName = new HashMap<>();
    for (TextFile file : files) {
      Unit unit = new Unit(file);
      units.add(unit);
      filesByName.put(unit.getName(), file);
    }
    JavacTask task =
        (JavacTask) compiler.getTask(null, null, _ -> {}, List.of("-proc:none"), null, units);
    DocTrees docs = DocTrees.instance(task);
    List<SourceFile> parsed = new ArrayList<>();
    try {
      for (CompilationUnitTree tree : task.parse()) {
        // The compiler wraps our objects; their names stay.
        TextFile file = Objects.requireNonNull(filesByName.get(tree.getSourceFile().getName()));
        parsed.add(new SourceFile(file, tree, docs));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return parsed;
  }

  /// Parses one sample.
  static SourceFile sample(String path, String text) {
    return parse(List.of(new TextFile(path, text))).getFirst();
  }

  /// The package's name; empty for a compact source file.
  String packageName() {
    return tree.getPackageName() == null ? "" : tree.getPackageName().toString();
  }

  List<ClassTree> topLevelTypes() {
    List<ClassTree> types = new ArrayList<>();
    for (Tree declaration : tree.getTypeDecls()) {
      if (declaration instanceof ClassTree type) {
        types.add(type);
      }
    }
    return types;
  }

  /// The module declaration, when this file is one.
  @Nullable ModuleTree module() {
    return file.path().endsWith("module-info.java") ? tree.getModule() : null;
  }

  /// The place of a tree, as path and line.
  String at(Tree part) {
    long position = docs.getSourcePositions().getStartPosition(tree, part);
    return file.at(tree.getLineMap().getLineNumber(position));
  }

  /// The doc comment of a declaration, or `null`.
  @Nullable String docComment(TreePath path) {
    return docs.getDocComment(path);
  }

  private static final class Unit extends SimpleJavaFileObject {
    private final TextFile file;

    Unit(TextFile file) {
      super(URI.create("string:///" + file.path()), Kind.SOURCE);
      this.file = file;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return file.text();
    }
  }
}
