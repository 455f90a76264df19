package weft.verify.tidy;

import java.util.List;

/// A file of the repository.
///
/// @param path from the root, with slashes
/// @param text its content
record TextFile(String path, String text) {
  List<String> lines() {
    return text.lines().toList();
  }

  /// The place of a line, counted from 1.
  String at(long line) {
    return path + ":" + line;
  }
}
