package weft.web;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The error answers of one part of an app.
///
/// Filled while configuring, then only read.
final class ErrorTable {
  private final Map<Class<?>, ErrorHandler<?>> byType = new HashMap<>();
  private final Map<Integer, WebHandler> byStatus = new HashMap<>();

  /// Adds an answer.
  ///
  /// @throws IllegalArgumentException when the type has one already
  <E extends Throwable> void add(Class<E> type, ErrorHandler<E> handler) {
    Objects.requireNonNull(type, "type");
    if (byType.putIfAbsent(type, Objects.requireNonNull(handler, "handler")) != null) {
      throw new IllegalArgumentException("errors of " + type.getName() + " have a handler already");
    }
  }

  /// Adds an answer.
  ///
  /// @throws IllegalArgumentException when the status has one already, or is none of an error
  void add(int status, WebHandler handler) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status " + status + " is not in 400 to 599");
    }
    if (byStatus.putIfAbsent(status, Objects.requireNonNull(handler, "handler")) != null) {
      throw new IllegalArgumentException("status " + status + " has a handler already");
    }
  }

  /// The answer to the closest superclass; null without one.
  @Nullable ErrorHandler<?> find(Class<?> type) {
    for (Class<?> candidate = type; candidate != null; candidate = candidate.getSuperclass()) {
      ErrorHandler<?> handler = byType.get(candidate);
      if (handler != null) {
        return handler;
      }
    }
    return null;
  }

  /// The answer to a status; null without one.
  @Nullable WebHandler find(int status) {
    return byStatus.get(status);
  }
}
