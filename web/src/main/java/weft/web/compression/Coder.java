package weft.web.compression;

import java.io.IOException;
import java.io.OutputStream;

/// Codes one body: bytes in, coded bytes to a target. One thread at a time.
interface Coder {
  /// Codes bytes; may keep some back.
  void write(byte[] source, int offset, int length, OutputStream target) throws IOException;

  /// Gives out everything so far in a form the receiver can decode.
  void flush(OutputStream target) throws IOException;

  /// Ends the coded body.
  void finish(OutputStream target) throws IOException;

  /// Makes it ready for the next body.
  ///
  /// @return false when it cannot be used again
  boolean reset();

  /// Frees its memory.
  void free();
}
