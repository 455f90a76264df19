package weft.verify.tidy;

import com.sun.source.util.TreePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Every package says in a `package-info` what it is for, and is `@NullMarked`.
final class PackageInfos {
  private PackageInfos() {}

  static List<Finding> check(List<SourceFile> sources) {
    Map<String, SourceFile> folders = new TreeMap<>();
    Map<String, SourceFile> infos = new HashMap<>();
    for (SourceFile source : sources) {
      String path = source.file().path();
      int slash = path.lastIndexOf('/');
      String folder = slash < 0 ? "" : path.substring(0, slash);
      if (path.endsWith("/package-info.java")) {
        infos.put(folder, source);
      } else if (!source.packageName().isEmpty()) {
        folders.putIfAbsent(folder, source);
      }
    }
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<String, SourceFile> folder : folders.entrySet()) {
      SourceFile info = infos.get(folder.getKey());
      if (info == null) {
        findings.add(new Finding(folder.getKey(), "has no package-info.java"));
      } else {
        checkInfo(info, findings);
      }
    }
    return findings;
  }

  private static void checkInfo(SourceFile info, List<Finding> findings) {
    TreePath path = new TreePath(new TreePath(info.tree()), info.tree().getPackage());
    if (info.docComment(path) == null && !info.file().text().stripLeading().startsWith("///")) {
      findings.add(new Finding(info.file().path(), "does not say what the package is for"));
    }
    if (!info.file().text().contains("@NullMarked")) {
      findings.add(new Finding(info.file().path(), "is not @NullMarked"));
    }
  }
}
