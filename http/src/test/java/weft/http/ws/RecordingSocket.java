package weft.http.ws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocketClose;
import weft.http.WebSocketMessage;
import weft.http.WebSocketOptions;
import weft.http.protocol.RecordingWire;
import weft.hub.memory.BufferPool;

/// A [WebSocketMachine] without a network: remembers what it tells, and plays its peer.
final class RecordingSocket extends RecordingWire implements WebSocketOwner {
  final WebSocketHub shared = new WebSocketHub();
  final WebSocketMachine machine;
  final List<WebSocketMessage> messages = new ArrayList<>();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  @Nullable WebSocketClose close;

  /// Bytes that count as not read.
  long unread;

  boolean busy;
  Reading reading = Reading.WHOLE;

  /// The last message that has begun to come and was not told whole, or `null`.
  @Nullable ArrivingMessage arriving;

  private boolean arrives;

  RecordingSocket(WebSocketOptions options) {
    this(options, false, null);
  }

  RecordingSocket(WebSocketOptions options, boolean isClient, @Nullable DeflateTerms terms) {
    super(new BufferPool(16 << 20));
    WebSocketSettings settings = new WebSocketSettings(options, isClient, terms, null);
    shared.prepare(settings);
    machine = new WebSocketMachine(shared, pool, this, this, settings, now);
  }

  /// A frame of a client, in one piece.
  RecordingSocket receive(int first, byte[] payload) {
    arrive(clientFrame(first, payload));
    return this;
  }

  RecordingSocket receive(int first, String payload) {
    return receive(first, payload.getBytes(UTF_8));
  }

  static byte[] clientFrame(int first, byte[] payload) {
    byte[] key = {1, 2, 3, 4};
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else if (payload.length < 65_536) {
      frame.write(0xfe);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    } else {
      frame.write(0xff);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >> shift));
      }
    }
    frame.writeBytes(key);
    for (int index = 0; index < payload.length; index++) {
      frame.write(payload[index] ^ key[index & 3]);
    }
    return frame.toByteArray();
  }

  /// What went out, and forgets that: kind, final bit and length of each frame, such as `TEXT! 5`.
  String taken() {
    takeAllOutput();
    return framesTaken();
  }

  /// The same, of what was taken already.
  String framesTaken() {
    byte[] all = output.toByteArray();
    output.reset();
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < all.length; ) {
      int length = all[at + 1] & 0x7f;
      int head = length < 126 ? 2 : length == 126 ? 4 : 10;
      if (length >= 126) {
        length = 0;
        for (int index = 2; index < head; index++) {
          length = (length << 8) | (all[at + index] & 0xff);
        }
      }
      head += (all[at + 1] & 0x80) != 0 ? 4 : 0;
      text.append(text.isEmpty() ? "" : ", ").append(name(all[at])).append(' ').append(length);
      if ((all[at] & 0x0f) == Opcode.CLOSE && length >= 2 && (all[at + 1] & 0x80) == 0) {
        int code = ((all[at + head] & 0xff) << 8) | (all[at + head + 1] & 0xff);
        text.append(" (").append(code).append(')');
      }
      at += head + length;
    }
    return text.toString();
  }

  private static String name(byte first) {
    String name =
        switch (first & 0x0f) {
          case Opcode.CONTINUATION -> "CONTINUATION";
          case Opcode.TEXT -> "TEXT";
          case Opcode.BINARY -> "BINARY";
          case Opcode.CLOSE -> "CLOSE";
          case Opcode.PING -> "PING";
          default -> "PONG";
        };
    return name + ((first & 0x40) != 0 ? "~" : "") + (first < 0 ? "!" : "");
  }

  byte[] raw() {
    takeAllOutput();
    byte[] all = output.toByteArray();
    output.reset();
    return all;
  }

  /// The connection is gone; every buffer must be back.
  int leaks() {
    lose();
    return pool.buffersInUse();
  }

  long faults(WebSocketFault fault) {
    return shared.tally.faults.count(fault);
  }

  @Override
  protected WebSocketMachine machine() {
    return machine;
  }

  @Override
  protected void delivered(byte[] bytes) {
    output.writeBytes(bytes);
  }

  @Override
  public void received(WebSocketMessage message) {
    messages.add(message);
  }

  @Override
  public void received(ArrivingMessage message) {
    check(!arrives, "a message begins within another");
    arrives = true;
    arriving = message;
  }

  @Override
  public void continued(int bytes) {
    ArrivingMessage message = arriving;
    check(arrives && message != null, "more of what has not begun");
    if (reading == Reading.AS_IT_COMES) {
      unread += bytes;
    }
    if (bytes == 0) {
      arrives = false;
      if (reading == Reading.WHOLE) {
        WebSocketMessage whole = machine.unpack(message, now);
        if (whole != null) {
          messages.add(whole);
        }
      }
    }
  }

  @Override
  public Reading reading() {
    return reading;
  }

  @Override
  public long unread() {
    return unread;
  }

  @Override
  public boolean isBusy() {
    return busy;
  }

  @Override
  public void closes(WebSocketClose how) {
    check(close == null, "closes behind its end");
  }

  @Override
  public void ended(WebSocketClose how) {
    check(close == null, "ended twice");
    close = how;
  }
}
