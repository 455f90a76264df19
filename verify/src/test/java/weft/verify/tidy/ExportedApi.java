package weft.verify.tidy;

import com.sun.source.tree.DirectiveTree;
import com.sun.source.tree.ExportsTree;
import com.sun.source.tree.ModuleTree;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The packages that `module-info` files export.
final class ExportedApi {
  private ExportedApi() {}

  static Set<String> packages(List<SourceFile> sources) {
    Set<String> exported = new HashSet<>();
    for (SourceFile source : sources) {
      ModuleTree module = source.module();
      if (module != null) {
        for (DirectiveTree directive : module.getDirectives()) {
          if (directive instanceof ExportsTree exports) {
            exported.add(exports.getPackageName().toString());
          }
        }
      }
    }
    return exported;
  }
}
