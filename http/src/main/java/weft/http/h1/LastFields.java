package weft.http.h1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.hub.memory.HotPath;

/// The fields of the head that was encoded last, to tell whether the next one has the same.
///
/// They are the same when they were made of the very same strings, as those of a route are whose
/// handler names its fields by constants: that is to compare references, not texts. Keeps the
/// strings of one head from being collected. Confined to a hub.
final class LastFields {
  /// Most fields of a head that is remembered.
  private static final int COUNT_MAX = 16;

  private static final int NONE = -1;

  private final @Nullable String[] names = new String[COUNT_MAX];
  private final @Nullable String[] values = new String[COUNT_MAX];
  private int count = NONE;

  LastFields() {}

  /// Whether these are the ones remembered.
  @HotPath
  boolean are(FieldList fields) {
    int size = fields.size();
    if (size != count) {
      return false;
    }
    for (int index = 0; index < size; index++) {
      if (!isSame(fields.value(index), values[index])
          || !isSame(fields.name(index), names[index])) {
        return false;
      }
    }
    return true;
  }

  /// Remembers these, unless they are many.
  @HotPath
  void remember(FieldList fields) {
    int size = fields.size();
    if (size > COUNT_MAX) {
      forget();
      return;
    }
    for (int index = 0; index < size; index++) {
      names[index] = fields.name(index);
      values[index] = fields.value(index);
    }
    if (count > size) {
      Arrays.fill(names, size, count, null);
      Arrays.fill(values, size, count, null);
    }
    count = size;
  }

  /// Remembers nothing.
  @HotPath
  void forget() {
    count = NONE;
  }

  // Equal texts in two strings count as different: to compare them costs what encoding them does.
  @SuppressWarnings("ReferenceEquality")
  @HotPath
  private static boolean isSame(String one, @Nullable String other) {
    return one == other;
  }
}
