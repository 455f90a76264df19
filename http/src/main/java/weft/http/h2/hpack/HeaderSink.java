package weft.http.h2.hpack;

/// Takes the fields of a block in their order, as they are decoded.
public interface HeaderSink {
  /// A field. Its bytes lie where the decoder was told to put them and stay there.
  ///
  /// @param id from [HeaderIds]
  /// @param nameOffset where the name lies, when it came as text
  /// @param nameLength bytes of the name; 0 when the table had it, and then the number says it
  /// @param valueOffset where the value lies
  /// @param valueLength bytes of the value
  void header(int id, int nameOffset, int nameLength, int valueOffset, int valueLength);
}
