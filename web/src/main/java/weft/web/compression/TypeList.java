package weft.web.compression;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The media types that are compressed.
final class TypeList {
  private final Set<String> names = new HashSet<>();

  /// @param types see [CompressionOptions#types]
  TypeList(List<String> types) {
    for (String type : types) {
      names.add(type.toLowerCase(Locale.ROOT));
    }
  }

  boolean contains(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int semicolon = contentType.indexOf(';');
    String name =
        (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
            .strip()
            .toLowerCase(Locale.ROOT);
    int slash = name.indexOf('/');
    int plus = name.lastIndexOf('+');
    return names.contains(name)
        || (slash > 0 && names.contains(name.substring(0, slash) + "/*"))
        || (plus > slash && names.contains("*" + name.substring(plus)));
  }
}
