package weft.web.json;

import org.jspecify.annotations.Nullable;

/// Turns values into JSON (RFC 8259, UTF-8) and back.
///
/// Shared by all threads. Besides the user's types it must encode maps, lists, strings, numbers,
/// booleans and null, of which error answers are made.
///
/// Strings may hold halves of surrogate pairs: clients send them as escapes, and texts are cut
/// between them. They are to be encoded as escapes, too, since UTF-8 has no form for them: a codec
/// that refuses them lets any client cause a 500 ([RFC 8259
/// §8.2](https://www.rfc-editor.org/rfc/rfc8259#section-8.2)).
public interface JsonCodec {
  /// The JSON text of a value.
  ///
  /// @throws IllegalArgumentException when the value has no JSON form
  byte[] encode(@Nullable Object value);

  /// Reads one value that fills the whole text.
  ///
  /// @throws JsonError when the text is not JSON or does not fit the type
  /// @throws IllegalArgumentException when the type has no JSON form, whatever the text
  <T> T decode(byte[] json, Class<T> type);

  /// Loads what the first use would load, so that no request waits for it. Called once, before the
  /// server accepts connections.
  default void warmUp() {}
}
