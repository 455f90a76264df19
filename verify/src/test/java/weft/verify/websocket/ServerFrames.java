package weft.verify.websocket;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// What a server has sent, told as lines: messages by kind, length and checksum, pongs, and the
/// end.
final class ServerFrames {
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private final List<String> events = new ArrayList<>();
  private final Inflater inflater = new Inflater(true);
  private final boolean takesOver;
  private int messageOpcode;
  private boolean compressed;

  /// How many messages came compressed.
  int compressedMessages;

  /// @param takesOver whether compressed messages may refer to earlier ones
  ServerFrames(boolean takesOver) {
    this.takesOver = takesOver;
  }

  /// A message as a line.
  static String message(boolean text, byte[] payload) {
    CRC32 sum = new CRC32();
    sum.update(payload);
    return (text ? "text " : "binary ") + payload.length + " " + sum.getValue();
  }

  static String pong(byte[] payload) {
    return "pong " + Arrays.toString(payload);
  }

  void add(byte[] bytes, int length) {
    pending.write(bytes, 0, length);
    byte[] all = pending.toByteArray();
    int at = 0;
    int size = frameSize(all, at);
    while (size > 0) {
      frame(all, at, size);
      at += size;
      size = frameSize(all, at);
    }
    pending.reset();
    pending.write(all, at, all.length - at);
  }

  List<String> events() {
    return events;
  }

  boolean hasClosed() {
    return !events.isEmpty() && events.getLast().startsWith("close");
  }

  /// @return 0 when it is not whole
  private static int frameSize(byte[] all, int at) {
    if (all.length - at < 2) {
      return 0;
    }
    int announced = all[at + 1] & 0x7f;
    int head = headSize(announced);
    if (all.length - at < head) {
      return 0;
    }
    long length = announced;
    if (announced >= 126) {
      length = 0;
      for (int index = 2; index < head; index++) {
        length = (length << 8) | (all[at + index] & 0xff);
      }
    }
    return all.length - at < head + length ? 0 : (int) (head + length);
  }

  private static int headSize(int announced) {
    return announced < 126 ? 2 : announced == 126 ? 4 : 10;
  }

  private void frame(byte[] all, int at, int size) {
    if ((all[at + 1] & 0x80) != 0) {
      throw new AssertionError("a frame of a server is masked");
    }
    int head = headSize(all[at + 1] & 0x7f);
    byte[] payload = Arrays.copyOfRange(all, at + head, at + size);
    int opcode = all[at] & 0x0f;
    switch (opcode) {
      case ClientFrames.PING -> {}
      case ClientFrames.PONG -> events.add(pong(payload));
      case ClientFrames.CLOSE -> {
        if (payload.length >= 2) {
          events.add("close " + (((payload[0] & 0xff) << 8) | (payload[1] & 0xff)));
        } else {
          events.add("close");
        }
      }
      default -> data(all[at] & 0xff, opcode, payload);
    }
  }

  private void data(int first, int opcode, byte[] payload) {
    if (opcode != ClientFrames.CONTINUATION) {
      messageOpcode = opcode;
      compressed = (first & 0x40) != 0;
    }
    message.writeBytes(payload);
    if ((first & 0x80) != 0) {
      byte[] whole = message.toByteArray();
      message.reset();
      events.add(message(messageOpcode == ClientFrames.TEXT, compressed ? inflated(whole) : whole));
    }
  }

  private byte[] inflated(byte[] whole) {
    compressedMessages++;
    byte[] input = Arrays.copyOf(whole, whole.length + TAIL.length);
    System.arraycopy(TAIL, 0, input, whole.length, TAIL.length);
    if (!takesOver) {
      inflater.reset();
    }
    inflater.setInput(input);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    byte[] room = new byte[8192];
    try {
      int count = inflater.inflate(room);
      while (count > 0) {
        plain.write(room, 0, count);
        count = inflater.inflate(room);
      }
    } catch (DataFormatException broken) {
      throw new AssertionError("what the server compressed does not decompress", broken);
    }
    return plain.toByteArray();
  }
}
