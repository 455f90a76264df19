package weft.http.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import weft.http.h2.hpack.HeaderIds;
import weft.http.h2.hpack.HpackDecoder;
import weft.hub.memory.Memory;

/// What one end says, read as a strict peer reads it: a frame out of place, data beyond a window or
/// anything behind the end of a stream is an error of the test.
final class FrameLog {
  private static final String[] CODES = {
    "NO_ERROR",
    "PROTOCOL_ERROR",
    "INTERNAL_ERROR",
    "FLOW_CONTROL_ERROR",
    "SETTINGS_TIMEOUT",
    "STREAM_CLOSED",
    "FRAME_SIZE_ERROR",
    "REFUSED_STREAM",
    "CANCEL",
    "COMPRESSION_ERROR",
    "CONNECT_ERROR",
    "ENHANCE_YOUR_CALM",
    "INADEQUATE_SECURITY",
    "HTTP_1_1_REQUIRED"
  };

  private static final int BLOCK_BYTES = 256 * 1024;
  private static final long BLOCK = Arena.global().allocate(2L * BLOCK_BYTES, 8).address();

  private final HpackDecoder decoder = new HpackDecoder(4096);
  private final Map<Integer, AnsweredStream> streams = new TreeMap<>();
  private final List<String> lines = new ArrayList<>();
  private final List<Integer> initialWindows = new ArrayList<>();
  private final boolean ofRequests;
  private byte[] rest = new byte[0];
  private @Nullable WireFrame blockStart;
  private final ByteArrayOutputStream block = new ByteArrayOutputStream();
  private int initialWindow = 65_535;
  private long window = 65_535;
  private boolean isPrefaceDue;
  private int lastPromisedId;

  /// Payloads of PINGs that want an answer.
  final List<byte[]> pings = new ArrayList<>();

  /// What the server lets the client send on all streams.
  long sendWindow = 65_535;

  /// What it lets the client send on a new stream.
  int sendInitialWindow = 65_535;

  /// Whether the server has heard of windows what was said: nothing was changed on the way.
  boolean knowsWindows = true;

  /// GOAWAY frames so far.
  int goAways;

  /// Of a server.
  FrameLog() {
    this(false);
  }

  /// @param ofRequests whether it is a client that says it
  FrameLog(boolean ofRequests) {
    this.ofRequests = ofRequests;
    isPrefaceDue = ofRequests;
  }

  // What the reader has allowed.

  /// SETTINGS were sent that are in force when they are acknowledged.
  void announced(int initialWindow) {
    initialWindows.add(initialWindow);
  }

  /// A WINDOW_UPDATE was sent.
  void allowed(int streamId, int count) {
    if (streamId == 0) {
      window += count;
    } else {
      stream(streamId).allowed += count;
    }
  }

  /// The client has reset a stream: what is under way may still come.
  void gaveUp(int streamId) {
    stream(streamId).gaveUp = true;
  }

  // What has come.

  AnsweredStream stream(int id) {
    return streams.computeIfAbsent(id, _ -> new AnsweredStream(id, ofRequests));
  }

  /// The streams that were promised.
  List<AnsweredStream> promised() {
    return streams.values().stream().filter(each -> !each.promise.isEmpty()).toList();
  }

  /// A line for each frame since the last time.
  List<String> takeLines() {
    List<String> taken = new ArrayList<>(lines);
    lines.clear();
    return taken;
  }

  /// Takes bytes.
  void read(byte[] more) {
    byte[] all = new byte[rest.length + more.length];
    System.arraycopy(rest, 0, all, 0, rest.length);
    System.arraycopy(more, 0, all, rest.length, more.length);
    int at = 0;
    int preface = FrameScript.PREFACE.length();
    if (isPrefaceDue && all.length >= preface) {
      isPrefaceDue = false;
      check(
          new String(all, 0, preface, ISO_8859_1).equals(FrameScript.PREFACE),
          "another preface than a client's");
      at = preface;
    }
    for (int length = WireFrame.length(all, at);
        length > 0 && !isPrefaceDue;
        length = WireFrame.length(all, at)) {
      frame(WireFrame.at(all, at));
      at += length;
    }
    rest = new byte[all.length - at];
    System.arraycopy(all, at, rest, 0, rest.length);
  }

  /// Whether it stopped between two frames and outside a header block.
  boolean isWhole() {
    return rest.length == 0 && blockStart == null;
  }

  private void frame(WireFrame frame) {
    check(frame.payload().length <= 16_384, "a frame larger than we take");
    check(
        blockStart == null || frame.type() == FrameType.CONTINUATION,
        "a header block is interrupted");
    switch (frame.type()) {
      case FrameType.DATA -> data(frame);
      case FrameType.HEADERS, FrameType.PUSH_PROMISE -> {
        blockStart = frame;
        fragment(frame);
      }
      case FrameType.CONTINUATION -> {
        check(
            blockStart != null && blockStart.streamId() == frame.streamId(),
            "CONTINUATION of no block");
        fragment(frame);
      }
      case FrameType.RST_STREAM -> {
        stream(frame.streamId()).reset(code(frame.number(0, 4)));
        lines.add("RST_STREAM " + frame.streamId() + " " + code(frame.number(0, 4)));
      }
      case FrameType.SETTINGS -> settings(frame);
      case FrameType.PING -> ping(frame);
      case FrameType.GOAWAY -> goAway(frame);
      case FrameType.WINDOW_UPDATE -> windowUpdate(frame);
      default -> throw new AssertionError("a frame of type " + frame.type());
    }
  }

  private void data(WireFrame frame) {
    int length = frame.payload().length;
    AnsweredStream stream = stream(frame.streamId());
    window -= length;
    check(window >= 0 || !knowsWindows, "DATA beyond the connection's window");
    check(isKnown(frame.streamId()), "DATA of a stream nobody has opened or promised");
    stream.data(frame, knowsWindows ? initialWindow : Integer.MAX_VALUE);
    lines.add(
        "DATA "
            + frame.streamId()
            + " "
            + length
            + (frame.has(FrameType.END_STREAM) ? " end" : ""));
  }

  private void fragment(WireFrame frame) {
    block.writeBytes(frame.payload());
    WireFrame start = blockStart;
    if (frame.has(FrameType.END_HEADERS) && start != null) {
      blockStart = null;
      if (start.type() == FrameType.PUSH_PROMISE) {
        promise(start);
        return;
      }
      boolean end = start.has(FrameType.END_STREAM);
      List<String> fields = decode(block.toByteArray());
      block.reset();
      check(isKnown(start.streamId()), "HEADERS of a stream nobody has opened or promised");
      stream(start.streamId()).headers(fields, end);
      lines.add("HEADERS " + start.streamId() + " " + fields.getFirst() + (end ? " end" : ""));
    }
  }

  private void promise(WireFrame start) {
    byte[] payload = block.toByteArray();
    block.reset();
    int id = start.number(0, 4);
    AnsweredStream asked = stream(start.streamId());
    check(!ofRequests && (start.streamId() & 1) != 0, "a promise on a stream of a server");
    check(asked.head.isEmpty() && !asked.ended, "a promise behind what may refer to it");
    check((id & 1) == 0 && id > lastPromisedId, "a promise of stream " + id);
    lastPromisedId = id;
    stream(id).promise = decode(Arrays.copyOfRange(payload, 4, payload.length));
    lines.add("PUSH_PROMISE " + start.streamId() + " " + id + " " + stream(id).promised(":path"));
  }

  private boolean isKnown(int id) {
    return (id & 1) != 0 || id <= lastPromisedId;
  }

  private List<String> decode(byte[] content) {
    List<String> fields = new ArrayList<>();
    Memory.copyIn(content, 0, BLOCK, content.length);
    long out = BLOCK + BLOCK_BYTES;
    int result =
        decoder.decode(
            BLOCK,
            content.length,
            out,
            BLOCK_BYTES - 4096,
            BLOCK_BYTES - 8192,
            (id, nameOffset, nameLength, valueOffset, valueLength) -> {
              String name =
                  nameLength > 0 ? text(out + nameOffset, nameLength) : HeaderIds.name(id);
              fields.add(name + ": " + text(out + valueOffset, valueLength));
            });
    check(result == HpackDecoder.DONE, "a header block that cannot be decoded");
    return fields;
  }

  private static String text(long address, int length) {
    byte[] bytes = new byte[length];
    Memory.copyOut(address, bytes, 0, length);
    return new String(bytes, ISO_8859_1);
  }

  private void settings(WireFrame frame) {
    if (frame.has(FrameType.ACK)) {
      lines.add("SETTINGS ack");
      if (!initialWindows.isEmpty()) {
        initialWindow = initialWindows.removeFirst();
      }
      return;
    }
    StringBuilder line = new StringBuilder("SETTINGS");
    for (int at = 0; at < frame.payload().length; at += PeerSettings.ENTRY_BYTES) {
      int id = frame.number(at, 2);
      int value = frame.number(at + 2, 4);
      line.append(' ').append(id).append('=').append(value);
      if (id == PeerSettings.INITIAL_WINDOW_SIZE) {
        sendInitialWindow = value;
      }
    }
    lines.add(line.toString());
  }

  private void ping(WireFrame frame) {
    check(frame.payload().length == 8, "a PING of another size");
    if (!frame.has(FrameType.ACK)) {
      pings.add(frame.payload());
    }
    lines.add(frame.has(FrameType.ACK) ? "PING ack" : "PING");
  }

  private void goAway(WireFrame frame) {
    goAways++;
    String reason = new String(frame.payload(), 8, frame.payload().length - 8, ISO_8859_1);
    lines.add(
        ("GOAWAY " + frame.number(0, 4) + " " + code(frame.number(4, 4)) + " " + reason).strip());
  }

  private void windowUpdate(WireFrame frame) {
    int count = frame.number(0, 4);
    check(count > 0, "a window update of nothing");
    if (frame.streamId() == 0) {
      sendWindow += count;
    } else {
      stream(frame.streamId()).sendAllowed += count;
    }
    lines.add("WINDOW_UPDATE " + frame.streamId() + " " + count);
  }

  private static String code(int number) {
    return CODES[number];
  }

  static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
