package weft.verify.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One case: what a client writes, and what an echoing server has to send, the last of it a Close
/// frame.
///
/// @param number on the Autobahn list
/// @param offer Sec-WebSocket-Extensions of the client, empty for none
/// @param writes of the client, each at once
/// @param expected events, see [ServerFrames]
record AutobahnCase(String number, String offer, List<byte[]> writes, List<String> expected) {
  @Override
  public String toString() {
    return number;
  }

  /// Whether the client breaks nothing.
  boolean endsInOrder() {
    String end = expected.getLast();
    return !end.equals("close 1002") && !end.equals("close 1007");
  }

  static Script number(String number) {
    return new Script(number);
  }

  /// A case being written down.
  static final class Script {
    private final String number;
    private final List<byte[]> writes = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private String offer = "";

    private Script(String number) {
      this.number = number;
    }

    Script offer(String value) {
      offer = value;
      return this;
    }

    /// Frames, each written at once.
    Script sends(byte[]... frames) {
      writes.addAll(Arrays.asList(frames));
      return this;
    }

    /// Frames, written in pieces that do not heed their ends.
    Script chops(int pieceLength, byte[]... frames) {
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      for (byte[] frame : frames) {
        joined.writeBytes(frame);
      }
      byte[] all = joined.toByteArray();
      for (int at = 0; at < all.length; at += pieceLength) {
        writes.add(Arrays.copyOfRange(all, at, Math.min(all.length, at + pieceLength)));
      }
      return this;
    }

    Script echoes(String text) {
      return echoes(true, text.getBytes(UTF_8));
    }

    Script echoes(boolean text, byte[] payload) {
      expected.add(ServerFrames.message(text, payload));
      return this;
    }

    Script pongs(byte[] payload) {
      expected.add(ServerFrames.pong(payload));
      return this;
    }

    /// The client closes, and the server answers.
    AutobahnCase closes() {
      writes.add(ClientFrames.close(1000));
      return fails(1000);
    }

    /// The server closes.
    AutobahnCase fails(int code) {
      expected.add("close " + code);
      return new AutobahnCase(number, offer, writes, expected);
    }

    /// The server's Close frame is empty.
    AutobahnCase closesEmpty() {
      expected.add("close");
      return new AutobahnCase(number, offer, writes, expected);
    }
  }
}
