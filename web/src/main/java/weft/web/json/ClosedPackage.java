package weft.web.json;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.ValueInstantiationException;

/// A package that its module does not open to Jackson, so that its types have no JSON form: a
/// mistake of the program, which Jackson only finds when there is a value to write or to read.
final class ClosedPackage {
  private ClosedPackage() {}

  /// What is to be written where, if that is why Jackson failed; else null.
  static @Nullable String told(JacksonException failure) {
    if (!isAccessRefused(failure)) {
      return null;
    }
    Class<?> type = type(failure);
    if (type == null || !type.getModule().isNamed()) {
      return null;
    }
    String name = type.getPackageName();
    return "package "
        + name
        + " of module "
        + type.getModule().getName()
        + " is not open to Jackson; its module-info says so by: opens "
        + name
        + " to tools.jackson.databind;";
  }

  private static boolean isAccessRefused(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalAccessException) {
        return true;
      }
    }
    return false;
  }

  /// The type of the value that failed.
  private static @Nullable Class<?> type(JacksonException failure) {
    if (failure instanceof ValueInstantiationException made) {
      return made.getType().getRawClass();
    }
    List<JacksonException.Reference> path = failure.getPath();
    Object from = path.isEmpty() ? null : path.getLast().from();
    return from == null || from instanceof Class<?> ? (Class<?>) from : from.getClass();
  }
}
