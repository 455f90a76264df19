package weft.http.ws;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;

/// A peer that writes messages as a script says, and compresses them as RFC 7692 allows: with
/// flushes of either kind anywhere, with final blocks, with any level and strategy.
final class FuzzPeer implements AutoCloseable {
  private static final int PLAIN_BYTES_MAX = 60_000;
  private static final int MESSAGES_MAX = 12;

  /// As many as a message may have.
  private static final int FINAL_BLOCKS_MAX = 8;

  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  private final byte[] script;
  private final boolean takesOver;
  private final Deflater deflater;
  private final ByteArrayOutputStream all = new ByteArrayOutputStream();
  private final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
  private int at = 2;
  private int messages;
  private int messageStart;
  private int deflatedTo;
  private int finals;
  private boolean endsInFinal;
  private boolean isBroadcast;

  FuzzPeer(byte[] script, boolean takesOver) {
    this.script = script;
    this.takesOver = takesOver;
    deflater = new Deflater((script[1] & 0xf) % 10, true);
    deflater.setStrategy((script[1] >> 4 & 3) % 3);
  }

  /// Writes the next message, unless there is none.
  boolean writes() {
    if (at + 4 > script.length || messages == MESSAGES_MAX) {
      return false;
    }
    messages++;
    messageStart = all.size();
    compressed.reset();
    endsInFinal = false;
    finals = 0;
    if (!takesOver) {
      deflater.reset();
    }
    boolean goesOn = true;
    while (goesOn && at + 4 <= script.length) {
      goesOn = step(script[at] & 7, script[at + 1] & 0xff, script[at + 2] & 0xff);
      isBroadcast = (script[at + 3] & 1) != 0;
      at += 4;
    }
    deflate(Deflater.SYNC_FLUSH);
    return true;
  }

  private boolean step(int kind, int first, int second) {
    int length = Math.clamp(PLAIN_BYTES_MAX - all.size(), 0, 8 * first + second);
    switch (kind) {
      case 0 -> {
        int end = Math.min(script.length, at + 4 + first);
        all.write(script, at + 4, end - at - 4);
      }
      case 1 -> {
        Random random = new Random(second);
        for (int index = 0; index < length; index++) {
          all.write(random.nextInt(1 + first));
        }
      }
      case 2 -> {
        byte[] known = all.toByteArray();
        int from = known.length - Math.min(known.length, second << 8 | first);
        all.write(known, from, Math.min(known.length - from, 8 * second));
      }
      case 3 -> all.writeBytes(new byte[length]);
      case 4 -> deflate(Deflater.SYNC_FLUSH);
      case 5 -> deflate(Deflater.FULL_FLUSH);
      case 6 -> finish((second & 1) != 0);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void deflate(int flush) {
    byte[] plain = all.toByteArray();
    endsInFinal &= deflatedTo == plain.length;
    // Behind a final block there need not be any other.
    if (endsInFinal) {
      return;
    }
    deflater.setInput(plain, deflatedTo, plain.length - deflatedTo);
    deflatedTo = plain.length;
    take(flush);
  }

  /// "an endpoint MAY use ... BFINAL": a compressor begins anew behind it, with the window or
  /// without.
  private void finish(boolean hasWindow) {
    if (finals == FINAL_BLOCKS_MAX) {
      return;
    }
    finals++;
    byte[] plain = all.toByteArray();
    deflater.setInput(plain, deflatedTo, plain.length - deflatedTo);
    deflatedTo = plain.length;
    deflater.finish();
    while (!deflater.finished()) {
      take(Deflater.NO_FLUSH);
    }
    deflater.reset();
    int from = takesOver ? Math.max(0, plain.length - (1 << 15)) : messageStart;
    if (hasWindow && plain.length > from) {
      deflater.setDictionary(plain, from, plain.length - from);
    }
    endsInFinal = true;
  }

  private void take(int flush) {
    byte[] some = new byte[4096];
    int count;
    do {
      count = deflater.deflate(some, 0, some.length, flush);
      compressed.write(some, 0, count);
      // The JDK answers the call that sets level and strategy with nothing.
    } while (!deflater.finished() && (count > 0 || !deflater.needsInput()));
  }

  /// The message, compressed.
  byte[] compressed() {
    byte[] bytes = compressed.toByteArray();
    int kept = bytes.length - TAIL.length;
    boolean hasTail = kept >= 0 && Arrays.equals(bytes, kept, bytes.length, TAIL, 0, TAIL.length);
    if (hasTail && !endsInFinal) {
      return Arrays.copyOf(bytes, kept);
    }
    // "0x00" behind a final block, and for an empty message.
    // https://www.rfc-editor.org/rfc/rfc7692#section-7.2.3.6
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  /// The message.
  byte[] plain() {
    byte[] bytes = all.toByteArray();
    return Arrays.copyOfRange(bytes, messageStart, bytes.length);
  }

  /// Whether it is for many.
  boolean isBroadcast() {
    return isBroadcast;
  }

  @Override
  public void close() {
    deflater.end();
  }
}
