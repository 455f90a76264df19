package weft.http.h2;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import weft.http.h1.FuzzMemory;
import weft.hub.memory.BufferPool;
import weft.hub.memory.Memory;

/// Any bytes cut into frames, against a second, slow reading, whole and in pieces.
///
/// Here's how it works: 1. read the frames as RFC 9113 §4.1 draws them; 2. compare with what the
/// reader tells of the same bytes at once, byte by byte, and in pieces of a length the bytes
/// themselves say; 3. nothing is written where it must not be, and no buffer is kept.
final class FrameReaderFuzzTest {
  private static final int LENGTH_MAX = 8000;

  @FuzzTest
  void framesAreCutAsTheirHeadersSay(byte[] data) {
    if (data.length == 0 || data.length > LENGTH_MAX) {
      return;
    }
    String reference = reference(data);

    same(reference, read(data, data.length), data);
    same(reference, read(data, 1), data);
    same(reference, read(data, 1 + (data[0] & 0x3f)), data);
  }

  private static void same(String reference, String result, byte[] data) {
    if (!reference.equals(result)) {
      throw new AssertionError(reference + " but " + result + " for " + Arrays.toString(data));
    }
  }

  private static String reference(byte[] data) {
    StringBuilder told = new StringBuilder();
    int at = 0;
    while (data.length - at >= 9) {
      int length = (data[at] & 0xff) << 16 | (data[at + 1] & 0xff) << 8 | (data[at + 2] & 0xff);
      int type = data[at + 3] & 0xff;
      int id = 0;
      for (int index = 5; index < 9; index++) {
        id = id << 8 | (data[at + index] & 0xff);
      }
      id &= 0x7fff_ffff;
      told.append(begin(type, data[at + 4] & 0xff, id, length));
      if (length > Http2Hub.FRAME_BYTES_MAX) {
        return told.append("stop").toString();
      }
      at += 9;
      boolean isWhole = length <= data.length - at;
      if (isWhole || type == FrameType.DATA) {
        int count = Math.min(length, data.length - at);
        told.append(Arrays.hashCode(Arrays.copyOfRange(data, at, at + count))).append(isWhole);
      }
      at += Math.min(length, data.length - at);
      if (!isWhole) {
        break;
      }
    }
    return told.toString();
  }

  private static String begin(int type, int flags, int id, int length) {
    return "\n" + type + " " + flags + " " + id + " " + length + ": ";
  }

  private static String read(byte[] data, int pieceLength) {
    try (BufferPool pool = new BufferPool(1 << 20)) {
      Teller teller = new Teller();
      FrameReader reader = new FrameReader(pool, new DecodingRoom(1), teller);
      for (int at = 0; at < data.length; at += pieceLength) {
        byte[] piece = Arrays.copyOfRange(data, at, Math.min(data.length, at + pieceLength));
        try (FuzzMemory memory = new FuzzMemory(piece)) {
          reader.receive(memory.address(), piece.length);
          memory.verify(piece);
        }
      }
      reader.stop();
      if (pool.buffersInUse() != 0) {
        throw new AssertionError("buffers are kept");
      }
      return teller.told();
    }
  }

  /// Tells frames as the reference does.
  private static final class Teller implements FrameSink {
    private final StringBuilder told = new StringBuilder();
    private boolean withinData;
    private int hash;
    private boolean stopped;

    @Override
    public boolean begins(int type, int flags, int streamId, int length) {
      told.append(begin(type, flags, streamId, length));
      stopped = length > Http2Hub.FRAME_BYTES_MAX;
      withinData = type == FrameType.DATA && !stopped;
      hash = 1;
      return !stopped;
    }

    @Override
    public void data(long address, int length, boolean last) {
      for (int index = 0; index < length; index++) {
        hash = 31 * hash + Memory.getByte(address + index);
      }
      if (last) {
        told.append(hash).append(true);
        withinData = false;
      }
    }

    @Override
    public void frame(int type, int flags, int streamId, long payload, int length) {
      byte[] bytes = new byte[length];
      Memory.copyOut(payload, bytes, 0, length);
      told.append(Arrays.hashCode(bytes)).append(true);
    }

    String told() {
      return told + (stopped ? "stop" : withinData ? hash + "false" : "");
    }
  }
}
