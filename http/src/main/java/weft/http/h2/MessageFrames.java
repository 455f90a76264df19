package weft.http.h2;

import java.util.function.Consumer;
import weft.http.FieldList;
import weft.http.protocol.ConnectionLink;
import weft.hub.file.OpenFile;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Appends the frames of messages, each a step that happens whole or not at all: a head, a piece of
/// data as large as windows allow, the end.
final class MessageFrames {
  /// Most data in one frame, in bytes, so that others need not wait long.
  static final int PIECE_BYTES_MAX = 16_384;

  /// Data in each frame of what is longer: with its header it fills a record of TLS and a quarter
  /// of the largest buffer.
  private static final int PIECE_BYTES = PIECE_BYTES_MAX - FrameReader.HEADER_BYTES;

  private static final byte[] NOTHING = new byte[0];

  private final ConnectionLink link;
  private final FrameOutput output;
  private final HeaderFrames heads;
  private final FloodGuard guard;
  private final Consumer<MessageStream> ends;

  /// What the peer is ready to take on all streams together.
  final SendWindow window = new SendWindow();

  /// Whether something had to wait for memory.
  boolean isShortOfMemory;

  /// @param ends told of streams whose message has been sent whole
  MessageFrames(
      ConnectionLink link,
      FrameOutput output,
      HeaderFrames heads,
      FloodGuard guard,
      Consumer<MessageStream> ends) {
    this.link = link;
    this.output = output;
    this.heads = heads;
    this.guard = guard;
    this.ends = ends;
    window.start(65_535);
  }

  @HotPath
  boolean sendHead(MessageStream stream) {
    OutgoingMessage message = stream.outgoing;
    boolean ends = message.left == 0;
    if (!stream.sendHead(heads, ends)) {
      isShortOfMemory = true;
      return false;
    }
    guard.sentHead();
    message.begun = true;
    stream.state = stream.state.sentHead();
    if (ends) {
      ended(stream);
    }
    return true;
  }

  /// Sends one DATA frame.
  ///
  /// @return bytes of the source in it, 0 when a window or the want of memory forbids it
  @HotPath
  int sendPiece(MessageStream stream, byte[] source, int offset, int length) {
    int count = allowed(stream.outgoing, length);
    if (count <= 0 || !sendData(stream.id, source, offset, count, endsWith(stream, count))) {
      return 0;
    }
    sent(stream, count);
    return count;
  }

  /// Sends one DATA frame with bytes of a file that are in memory.
  ///
  /// @return how many, 0 when a window or the want of memory forbids it, less when there are none
  @HotPath
  int sendFilePiece(MessageStream stream, OpenFile file, long position, int length) {
    int count = allowed(stream.outgoing, length);
    if (count <= 0) {
      return 0;
    }
    Buffer room = output.reserve(FrameReader.HEADER_BYTES + count);
    if (room == null) {
      isShortOfMemory = true;
      return 0;
    }
    long start = room.writeAddress();
    count = link.readFile(file, position, start + FrameReader.HEADER_BYTES, count);
    if (count <= 0) {
      return -1;
    }
    ControlFrames.header(
        start,
        count,
        FrameType.DATA,
        endsWith(stream, count) ? FrameType.END_STREAM : 0,
        stream.id);
    appendData(room, count);
    sent(stream, count);
    return count;
  }

  /// Bytes of so many that windows and the length of the body allow in one frame.
  @HotPath
  private int allowed(OutgoingMessage message, int length) {
    long allowed = Math.min(window.available(), message.window.available());
    if (message.left > 0) {
      allowed = Math.min(allowed, message.left);
    }
    return (int) Math.min(length > PIECE_BYTES_MAX ? PIECE_BYTES : length, allowed);
  }

  @HotPath
  private static boolean endsWith(MessageStream stream, int count) {
    return stream.outgoing.left == count;
  }

  /// So many bytes of a body are in the output.
  @HotPath
  private void sent(MessageStream stream, int count) {
    OutgoingMessage message = stream.outgoing;
    boolean ends = endsWith(stream, count);
    window.take(count);
    message.window.take(count);
    message.deadlineNanos = Long.MAX_VALUE;
    if (message.left > 0) {
      message.left -= count;
    }
    if (ends) {
      ended(stream);
    }
  }

  /// Ends a body that is not ended by its length.
  @HotPath
  boolean sendEnd(MessageStream stream) {
    FieldList trailers = stream.outgoing.trailers;
    boolean sent =
        trailers.size() > 0
            ? sendTrailers(stream.id, trailers)
            : sendData(stream.id, NOTHING, 0, 0, true);
    if (sent) {
      ended(stream);
    }
    return sent;
  }

  @HotPath
  private boolean sendTrailers(int id, FieldList trailers) {
    if (!heads.trailers(id, trailers)) {
      isShortOfMemory = true;
      return false;
    }
    guard.sentHead();
    return true;
  }

  @HotPath
  private boolean sendData(int id, byte[] source, int offset, int length, boolean ends) {
    Buffer room = output.reserve(FrameReader.HEADER_BYTES + length);
    if (room == null) {
      isShortOfMemory = true;
      return false;
    }
    long start = room.writeAddress();
    ControlFrames.header(start, length, FrameType.DATA, ends ? FrameType.END_STREAM : 0, id);
    Memory.copyIn(source, offset, start + FrameReader.HEADER_BYTES, length);
    appendData(room, length);
    return true;
  }

  @HotPath
  private void appendData(Buffer room, int length) {
    output.append(room, FrameReader.HEADER_BYTES + length);
    guard.sentData(length);
  }

  @HotPath
  private void ended(MessageStream stream) {
    stream.outgoing.ended = true;
    stream.state = stream.state.sentEnd();
    ends.accept(stream);
  }
}
