package weft.http;

import weft.hub.file.OpenFile;

/// Part of an open file, to be sent as a body or a piece of one.
///
/// @param file must stay open until it has been sent
/// @param position of the first byte, 0 or more
/// @param length bytes, 0 or more
public record FileRegion(OpenFile file, long position, long length) {
  /// Refuses what no file has.
  public FileRegion {
    if (position < 0 || length < 0 || position > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException(
          "no file has " + length + " bytes at position " + position);
    }
  }

  /// All of a file, as long as it was when it was opened.
  public static FileRegion of(OpenFile file) {
    return new FileRegion(file, 0, file.size());
  }
}
