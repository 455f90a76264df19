package weft.http.ws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocketBroadcast;
import weft.http.h1.FuzzMemory;

/// permessage-deflate: several messages of one socket.
final class MessageDeflateFuzzTest {
  private static final int LENGTH_MAX = 8000;
  private static final int[] SIZES_MAX = {125, 1000, 20_000, 70_000};

  /// What a message may allocate besides what its own size and the limit explain: the codec's room,
  /// a history that grows, and the windows behind final blocks.
  private static final int ALLOCATED_EXTRA_BYTES = 700_000;

  private static final byte[] KNOWN = "what was before does no harm".getBytes(UTF_8);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  // As on a hub: one for all sockets, so that one must not spoil it for another.
  private static final DeflateCodec CODEC = new DeflateCodec();
  private static final byte[] KNOWN_DEFLATED = CODEC.deflate(KNOWN, null);

  static {
    // Classes that are loaded while it is measured would count.
    MessageInflater first = new MessageInflater(CODEC, true);
    for (byte[] message : new byte[][] {{3, 0, 0}, {3, 7}, {2}, KNOWN_DEFLATED}) {
      THREADS.getCurrentThreadAllocatedBytes();
      if (first.inflate(message, message.length, KNOWN.length) == null) {
        first.taken();
      }
    }
  }

  /// Any bytes as compressed messages.
  ///
  /// Here's how it works: 1. the first byte chooses context takeover and the limit; 2. what follows
  /// is cut into messages, each behind two bytes of length and one that says in what pieces it
  /// comes; 3. [ReferenceInflate] and the inflater agree about each, and a broken or large one is
  /// the last; 4. pieces make no difference; 5. memory is bounded by the limit; 6. the next socket
  /// is served as if nothing had been.
  @FuzzTest
  void messagesAreInflatedAsTheRfcSays(byte[] data) {
    if (data.length < 4 || data.length > LENGTH_MAX) {
      return;
    }
    boolean takesOver = (data[0] & 1) != 0;
    int sizeMax = SIZES_MAX[(data[0] >> 1) & 3];
    MessageInflater inflater = new MessageInflater(CODEC, takesOver);
    MessageAssembler assembler =
        new MessageAssembler(sizeMax, new MessageInflater(CODEC, takesOver));
    byte[] history = {};
    boolean goesOn = true;
    for (int at = 1; goesOn && at + 3 <= data.length; ) {
      int announced = (data[at] & 0xff) << 8 | (data[at + 1] & 0xff);
      int pieceLength = 1 + (data[at + 2] & 0xff);
      at += 3;
      int length = Math.min(announced, data.length - at);
      byte[] message = Arrays.copyOfRange(data, at, at + length);
      at += length;

      ReferenceInflate.Inflated wanted = ReferenceInflate.inflate(message, history, sizeMax);
      String result = inflate(inflater, message, sizeMax);
      String assembled = assemble(assembler, message, pieceLength, sizeMax);

      require(agrees(wanted, result), wanted.outcome() + " but " + result);
      // Read as it comes, a large message is known to be before what is wrong behind it.
      require(
          assembled.isEmpty()
              || assembled.equals(result)
              || wanted.outcome().equals("LARGE") && agrees(wanted, assembled),
          assembled + " but " + result);
      goesOn = wanted.outcome().equals("WHOLE") && !assembled.isEmpty();
      history = takesOver ? last(history, wanted.plain()) : history;
    }
    require(
        new MessageInflater(CODEC, false)
                .inflate(KNOWN_DEFLATED, KNOWN_DEFLATED.length, KNOWN.length)
            == null,
        "the codec is spoiled");
  }

  /// Once there are more bytes than may be, whatever is wrong behind them may be seen first.
  private static boolean agrees(ReferenceInflate.Inflated wanted, String result) {
    return switch (wanted.outcome()) {
      case "WHOLE" -> result.equals(described(wanted.plain()));
      case "LARGE" ->
          result.equals(WebSocketFault.INFLATED_TOO_LARGE.name())
              || result.equals(WebSocketFault.BAD_DEFLATE.name());
      default -> result.equals(WebSocketFault.BAD_DEFLATE.name());
    };
  }

  private static String inflate(MessageInflater inflater, byte[] message, int sizeMax) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    WebSocketFault fault = inflater.inflate(message, message.length, sizeMax);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    require(
        allocated <= 4L * sizeMax + 2L * message.length + ALLOCATED_EXTRA_BYTES,
        message.length + " bytes cost " + allocated);
    return fault == null ? described(inflater.taken()) : fault.name();
  }

  /// @return nothing when the message is too large before it is decompressed
  private static String assemble(
      MessageAssembler assembler, byte[] message, int pieceLength, int sizeMax) {
    if (!assembler.hasRoom(message.length)) {
      return "";
    }
    assembler.begin(false, true);
    try (FuzzMemory memory = new FuzzMemory(message)) {
      for (int at = 0; at < message.length; at += pieceLength) {
        int left = message.length - at;
        require(
            assembler.take(memory.address() + at, Math.min(pieceLength, left), left, 0) == null,
            "bytes are checked before they are decompressed");
      }
    }
    require(assembler.end() == null, "bytes are checked before they are decompressed");
    ArrivingMessage arriving = assembler.arriving();
    byte[] packed = assembler.takePayload();
    for (int at = 0; at < packed.length; at += pieceLength) {
      arriving.add(Arrays.copyOfRange(packed, at, Math.min(packed.length, at + pieceLength)));
    }
    arriving.end();
    arriving.limit(sizeMax);
    return read(arriving, pieceLength);
  }

  private static String read(ArrivingMessage message, int pieceLength) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    byte[] room = new byte[2 * pieceLength];
    while (true) {
      int count = message.read(room, 0, room.length);
      WebSocketFault fault = message.fault();
      if (fault != null) {
        return fault.name();
      }
      if (count == ArrivingMessage.END) {
        return described(plain.toByteArray());
      }
      plain.write(room, 0, count);
      if (count == 0) {
        require(message.advance() >= 0, "it has come and does not end");
      }
    }
  }

  /// What we compress, and what a peer of zlib's does in whatever way, comes back.
  ///
  /// Here's how it works: 1. the first bytes choose context takeover, the window, and who
  /// compresses; 2. the rest is a script that writes messages and flushes; 3. nothing refers back
  /// further than the window; 4. [ReferenceInflate] and the inflater give back what was written.
  @FuzzTest
  void whatIsDeflatedComesBack(byte[] data) {
    if (data.length < 4 || data.length > LENGTH_MAX) {
      return;
    }
    int windowBits = 8 + ((data[0] >> 1) & 7);
    boolean isOurs = (data[0] & 0x10) != 0;
    // A server with a smaller window does not take over, see DeflateTerms.
    boolean takesOver = (data[0] & 1) != 0 && (windowBits == 15 || !isOurs);
    try (FuzzPeer peer = new FuzzPeer(data, takesOver)) {
      MessageDeflater deflater = new MessageDeflater(CODEC, takesOver, windowBits, 0);
      MessageInflater inflater = new MessageInflater(CODEC, takesOver);
      byte[] history = {};
      while (peer.writes()) {
        byte[] theirs = peer.compressed();
        byte[] plain = peer.plain();
        byte[] message = isOurs ? deflated(deflater, plain, peer.isBroadcast()) : theirs;
        // Not compressed, it is in nobody's history.
        if (message != null) {
          check(inflater, message, plain, history, isOurs ? 1 << windowBits : 1 << 15);
          history = takesOver ? last(history, plain) : history;
        }
      }
    }
  }

  private static byte @Nullable [] deflated(
      MessageDeflater deflater, byte[] plain, boolean isBroadcast) {
    if (!deflater.takes(plain.length)) {
      return null;
    }
    return deflater.deflate(plain, isBroadcast ? WebSocketBroadcast.of(plain) : null);
  }

  private static void check(
      MessageInflater inflater, byte[] message, byte[] plain, byte[] history, int windowBytes) {
    ReferenceInflate.Inflated wanted = ReferenceInflate.inflate(message, history, plain.length);
    require(wanted.outcome().equals("WHOLE"), "the reference finds it " + wanted.outcome());
    require(Arrays.equals(wanted.plain(), plain), "the reference reads something else");
    require(wanted.distanceMax() <= windowBytes, "it refers back " + wanted.distanceMax());
    WebSocketFault fault = inflater.inflate(message, message.length, plain.length);
    require(fault == null, "it is refused: " + fault);
    require(Arrays.equals(inflater.taken(), plain), "something else comes back");
  }

  private static String described(byte[] plain) {
    return plain.length + " bytes " + Arrays.hashCode(plain);
  }

  private static byte[] last(byte[] history, byte[] plain) {
    byte[] all = Arrays.copyOf(history, history.length + plain.length);
    System.arraycopy(plain, 0, all, history.length, plain.length);
    return Arrays.copyOfRange(all, Math.max(0, all.length - (1 << 15)), all.length);
  }

  private static void require(boolean holds, String why) {
    if (!holds) {
      throw new AssertionError(why);
    }
  }
}
