package weft.web.forms;

import static weft.http.OptionBounds.range;

/// What an urlencoded form may have.
///
/// @param keysMax pairs of key and value, repeated keys counted each time, 1 or more
/// @param bytesMax bytes of the encoded form, up to 2³⁰; counts instead of the server's limit for
///   bodies
public record FormLimits(int keysMax, int bytesMax) {
  /// The defaults: safe for a server that faces the internet.
  public static final FormLimits DEFAULTS = new FormLimits(1000, 262_144);

  /// Refuses what makes no sense.
  public FormLimits {
    range("keysMax", keysMax, 1, Integer.MAX_VALUE);
    range("bytesMax", bytesMax, 0, 1 << 30);
  }

  /// The same with another `keysMax`.
  public FormLimits withKeysMax(int keysMax) {
    return new FormLimits(keysMax, bytesMax);
  }

  /// The same with another `bytesMax`.
  public FormLimits withBytesMax(int bytesMax) {
    return new FormLimits(keysMax, bytesMax);
  }
}
