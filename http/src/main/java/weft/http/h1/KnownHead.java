package weft.http.h1;

import weft.http.FieldTable;
import weft.http.protocol.RequestTarget;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// The head of a request and what parsing it has told. Never changed, so that any number of
/// requests may share it.
final class KnownHead {
  /// Bytes of the head, with the empty line.
  final int length;

  final int methodId;

  /// From Content-Length, or -1.
  final long contentLength;

  final RequestTarget target;
  final String authority;

  /// All of strings.
  final FieldTable fields;

  private final long[] words;
  private final long lastWord;

  /// @param address where it lies, at least eight bytes
  /// @param message that has copied it
  KnownHead(long address, int length, Http1Message message) {
    this.length = length;
    methodId = message.parser.methodId();
    contentLength = message.parser.framing().contentLength;
    target = message.requestTarget();
    authority = message.authority();
    fields = message.fields().copy();
    words = new long[length / Long.BYTES];
    for (int index = 0; index < words.length; index++) {
      words[index] = Memory.getLong(address + (long) index * Long.BYTES);
    }
    lastWord = Memory.getLong(address + length - Long.BYTES);
  }

  /// Whether these bytes are the head's. Takes as long whatever they are.
  ///
  /// @param address of as many bytes as the head has, or more
  @HotPath
  boolean isAt(long address) {
    long differences = Memory.getLong(address + length - Long.BYTES) ^ lastWord;
    long at = address;
    for (long word : words) {
      differences |= Memory.getLong(at) ^ word;
      at += Long.BYTES;
    }
    return differences == 0;
  }
}
