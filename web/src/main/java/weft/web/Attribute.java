package weft.web;

/// A key for a value that filters and handlers of one request share.
///
/// Two keys are never the same, whatever their names; keep it in a constant.
///
/// @param <T> of the value
// The type of the value is for the compiler only.
@SuppressWarnings("UnusedTypeParameter")
public final class Attribute<T> {
  private final String name;

  private Attribute(String name) {
    this.name = name;
  }

  /// A new key.
  ///
  /// @param name for messages
  public static <T> Attribute<T> named(String name) {
    return new Attribute<>(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
