package weft.verify.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A link in a doc comment, `[Type]`, `[Type#member]` or `[#member]`, leads to something.
///
/// The compiler's own check lets broken ones pass in Markdown comments.
final class DocLinks {
  private static final Pattern LINK =
      Pattern.compile(
          "\\[((?:[a-z]\\w*\\.)*[A-Z][\\w.]*)?(?:#(\\w+)(?:\\([^)]*\\))?)?\\](?!\\(|\\w)");

  private final TypeIndex index;
  private final List<Finding> findings = new ArrayList<>();

  private DocLinks(TypeIndex index) {
    this.index = index;
  }

  static List<Finding> check(List<SourceFile> sources) {
    DocLinks rule = new DocLinks(new TypeIndex(sources));
    for (SourceFile source : sources) {
      rule.checkFile(source);
    }
    return rule.findings;
  }

  private void checkFile(SourceFile source) {
    int number = 0;
    boolean fenced = false;
    for (String line : source.file().lines()) {
      number++;
      String text = line.strip();
      if (!text.startsWith("///")) {
        fenced = false;
        continue;
      }
      if (text.startsWith("/// ```")) {
        fenced = !fenced;
      } else if (!fenced) {
        checkLine(source, number, text.replaceAll("`[^`]*`", ""));
      }
    }
  }

  private void checkLine(SourceFile source, int number, String text) {
    Matcher link = LINK.matcher(text);
    while (link.find()) {
      String type = link.group(1);
      String member = link.group(2);
      if (type == null && member == null) {
        continue;
      }
      if (!resolves(source, type, member)) {
        findings.add(new Finding(source.file().at(number), link.group() + " leads nowhere"));
      }
    }
  }

  private boolean resolves(SourceFile source, @Nullable String type, @Nullable String member) {
    if (type == null) {
      return ownTypes(source).stream()
          .anyMatch(own -> index.hasMember(own, Objects.requireNonNull(member)));
    }
    for (String candidate : candidates(source, type)) {
      if (index.contains(candidate)) {
        return member == null || index.hasMember(candidate, member);
      }
      Class<?> loaded = load(candidate);
      if (loaded != null) {
        return member == null || hasMember(loaded, member);
      }
    }
    return false;
  }

  /// The types of a file, with those nested directly in them.
  private static List<String> ownTypes(SourceFile source) {
    List<String> names = new ArrayList<>();
    for (ClassTree type : source.topLevelTypes()) {
      String name = prefix(source) + type.getSimpleName();
      names.add(name);
      for (Tree member : type.getMembers()) {
        if (member instanceof ClassTree nested) {
          names.add(name + "." + nested.getSimpleName());
        }
      }
    }
    return names;
  }

  /// Qualified names a link's type may stand for, in the order of the language.
  private static List<String> candidates(SourceFile source, String type) {
    List<String> names = new ArrayList<>();
    for (String own : ownTypes(source)) {
      names.add(own + "." + type);
    }
    names.add(type);
    names.add(prefix(source) + type);
    String first = type.contains(".") ? type.substring(0, type.indexOf('.')) : type;
    for (ImportTree imported : source.tree().getImports()) {
      String name = imported.getQualifiedIdentifier().toString();
      if (name.endsWith("." + first)) {
        names.add(name + type.substring(first.length()));
      }
    }
    names.add("java.lang." + type);
    return names;
  }

  private static String prefix(SourceFile source) {
    return source.packageName().isEmpty() ? "" : source.packageName() + ".";
  }

  private static @Nullable Class<?> load(String name) {
    // Nested types: dots between capitalized parts become dollars.
    String binary = name.replaceAll("(?<=\\.|^)([A-Z]\\w*)\\.(?=[A-Z])", "$1\\$");
    try {
      return Class.forName(binary, false, ClassLoader.getPlatformClassLoader());
    } catch (ClassNotFoundException _) {
      return null;
    }
  }

  private static boolean hasMember(Class<?> type, String member) {
    return type.getSimpleName().equals(member)
        || Arrays.stream(type.getMethods()).anyMatch(each -> each.getName().equals(member))
        || Arrays.stream(type.getFields()).anyMatch(each -> each.getName().equals(member));
  }
}
