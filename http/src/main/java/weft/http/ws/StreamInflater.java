package weft.http.ws;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Decompresses messages, one after the other, in whatever pieces they come ([RFC 7692
/// §7.2.2](https://www.rfc-editor.org/rfc/rfc7692#section-7.2.2)).
///
/// One thread at a time; made and released on any but the bare hub thread, since java.util.zip
/// takes a lock for that.
final class StreamInflater {
  /// The message has ended.
  static final int END = -1;

  /// The message does not decompress, or has ended before it was whole.
  static final int BROKEN = -2;

  private static final byte[] NOTHING = new byte[0];

  /// A final block without data. It ends what stands between two blocks, and nothing else: a
  /// message that was cut off is still within one.
  private static final byte[] FINAL_BLOCK = {1, 0, 0, (byte) 0xff, (byte) 0xff};

  /// Final blocks of one message: senders that use any use one.
  private static final int FINAL_BLOCKS_MAX = 8;

  private final Inflater inflater = new Inflater(true);
  private final byte[] beyond = new byte[1];
  private final DeflateHistory own = new DeflateHistory(DeflateCodec.WINDOW_BYTES);

  /// What may be referred to.
  private DeflateHistory window = own;

  private byte[] input = NOTHING;
  private int inputLength;
  private boolean begun;
  private boolean ended;
  private int finals;

  StreamInflater() {}

  /// Begins a message.
  ///
  /// @param history what it may refer to, and where it goes; `null` for nothing
  void start(@Nullable DeflateHistory history) {
    inflater.reset();
    own.clear();
    window = history == null ? own : history;
    if (window.size() > 0) {
      inflater.setDictionary(window.bytes(), 0, window.size());
    }
    begun = false;
    ended = false;
    finals = 0;
  }

  /// Takes a piece, once [#inflate] has found all before used up.
  ///
  /// @param bytes not copied
  void input(byte[] bytes, int length) {
    if (length > 0) {
      begun = true;
      put(bytes, length);
    }
  }

  private void put(byte[] bytes, int length) {
    input = bytes;
    inputLength = length;
    inflater.setInput(bytes, 0, length);
  }

  /// No more pieces come.
  void end() {
    ended = true;
    put(DeflateCodec.TAIL, DeflateCodec.TAIL.length);
  }

  /// Decompresses what there is room for.
  ///
  /// @param length not 0
  /// @return count of bytes; 0 when another piece is needed, or [#end]; or [#END] or [#BROKEN]
  int inflate(byte[] target, int offset, int length) {
    if (!begun) {
      // Not even a block that the tail could belong to: it should have been a zero byte.
      // https://www.rfc-editor.org/rfc/rfc7692#section-7.2.3.6
      return ended ? END : 0;
    }
    try {
      return inflateSome(target, offset, length);
    } catch (DataFormatException broken) {
      return BROKEN;
    }
  }

  private int inflateSome(byte[] target, int offset, int length) throws DataFormatException {
    while (true) {
      int count = inflater.inflate(target, offset, length);
      if (count > 0) {
        window.add(target, offset, count);
        return count;
      }
      if (inflater.finished()) {
        int left = inflater.getRemaining();
        // With all of the tail left, nobody put the zero byte behind the final block that should be
        // there; the message is whole nevertheless.
        if (ended && (left == 0 || left == DeflateCodec.TAIL.length)) {
          return END;
        }
        if (left == 0) {
          return 0;
        }
        finals++;
        if (finals > FINAL_BLOCKS_MAX) {
          return BROKEN;
        }
        goOnBehindFinal(left);
      } else if (inflater.needsInput()) {
        return !ended ? 0 : isBetweenBlocks() ? END : BROKEN;
      } else {
        return BROKEN;
      }
    }
  }

  /// "an endpoint MAY use ... DEFLATE blocks with the BFINAL bit set to 1": then others may follow,
  /// and refer to what was before. https://www.rfc-editor.org/rfc/rfc7692#section-7.2.3.4
  private void goOnBehindFinal(int left) {
    inflater.reset();
    if (window.size() > 0) {
      inflater.setDictionary(window.bytes(), 0, window.size());
    }
    inflater.setInput(input, inputLength - left, left);
  }

  private boolean isBetweenBlocks() throws DataFormatException {
    inflater.setInput(FINAL_BLOCK);
    int count = inflater.inflate(beyond);
    return count == 0 && inflater.finished() && inflater.getRemaining() == 0;
  }

  /// Forgets the message, so that nothing of it is held.
  void forget() {
    input = NOTHING;
    inflater.setInput(NOTHING);
  }

  /// Gives its memory back; not to be used any more.
  void release() {
    inflater.end();
  }
}
