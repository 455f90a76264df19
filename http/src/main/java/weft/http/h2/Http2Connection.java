package weft.http.h2;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.FieldTable;
import weft.http.ResponseHead;
import weft.http.Status;
import weft.http.protocol.ConnectionMachine;
import weft.http.protocol.Outcome;
import weft.hub.file.OpenFile;
import weft.hub.memory.HotPath;

/// One HTTP/2 connection of a server: requests come out as streams, many at a time, and their
/// responses go in.
///
/// ```
///   OPEN ──drain, GOAWAY of the client──> DRAINING ──last stream over──┐
///     └────────────── fault, end, loss ────────────────────────────────┴──> CLOSED
/// ```
///
/// No I/O, clock or thread: see [Http2Link]. Time is what callers say it is. Confined to a hub.
public final class Http2Connection implements ConnectionMachine {
  private final Http2Hub shared;
  private final ServerSide side;
  private final Http2Endpoint endpoint;
  private final MessageSender sender;
  private final Preface preface = new Preface();

  /// A connection just opened; its first bytes are still to come.
  public Http2Connection(Http2Hub shared, Http2Link link, long nowNanos) {
    this.shared = shared;
    side = new ServerSide(shared, link, nowNanos);
    endpoint = side.endpoint();
    sender = endpoint.sender;
    announce(endpoint.control, endpoint.flow);
  }

  /// The server's preface: its settings, and the connection's window.
  private void announce(ControlFrames control, ReceiveFlow flow) {
    if (shared.options.extendedConnect()) {
      control.settings(
          PeerSettings.MAX_CONCURRENT_STREAMS, shared.options.streamsMax(),
          PeerSettings.INITIAL_WINDOW_SIZE, flow.streamWindow(),
          PeerSettings.MAX_HEADER_LIST_SIZE, shared.limits.headBytesMax(),
          PeerSettings.NO_RFC7540_PRIORITIES, 1,
          PeerSettings.ENABLE_CONNECT_PROTOCOL, 1);
    } else {
      control.settings(
          PeerSettings.MAX_CONCURRENT_STREAMS, shared.options.streamsMax(),
          PeerSettings.INITIAL_WINDOW_SIZE, flow.streamWindow(),
          PeerSettings.MAX_HEADER_LIST_SIZE, shared.limits.headBytesMax(),
          PeerSettings.NO_RFC7540_PRIORITIES, 1);
    }
    if (shared.options.headerTableBytes() != 4096) {
      control.settings(PeerSettings.HEADER_TABLE_SIZE, shared.options.headerTableBytes());
    }
    flow.announce();
  }

  /// The connection began with HTTP/1.1 and was upgraded: the request that did so is its first
  /// stream. The client's preface is still to come.
  ///
  /// @param settings payload of its HTTP2-Settings
  /// @param path with its query, or `*`; never in absolute form
  /// @param fields as they came by HTTP/1.1; not used behind this call
  public void upgrade(
      byte[] settings,
      String method,
      String path,
      String authority,
      FieldTable fields,
      long nowNanos) {
    endpoint.at(nowNanos);
    Http2Fault fault = endpoint.settle(settings);
    if (fault != null) {
      endpoint.fail(fault);
    } else {
      side.upgraded(method, path, authority, fields);
    }
  }

  // Input.

  /// Takes received bytes, valid during the call; the 64 bytes behind them may be overwritten.
  @Override
  @HotPath
  public void received(long address, int length, long nowNanos) {
    if (!endpoint.heard(length, nowNanos)) {
      return;
    }
    int skip = 0;
    if (!preface.isWhole()) {
      skip = preface.match(address, length);
      if (skip < 0) {
        endpoint.fail(Http2Fault.BAD_PREFACE);
        return;
      }
    }
    endpoint.read(address + skip, length - skip);
  }

  /// The client's stream has ended.
  ///
  /// @param failure `null` when it ended in order
  @Override
  public void receiveEnded(@Nullable IOException failure, long nowNanos) {
    endpoint.receiveEnded(failure, nowNanos);
  }

  /// All pending output was taken by the system.
  @Override
  @HotPath
  public void drained(long nowNanos) {
    endpoint.drained(nowNanos);
  }

  /// The connection is gone.
  @Override
  public void closed(long nowNanos) {
    endpoint.cut(nowNanos);
  }

  /// When [#expired] wants to be called; `Long.MAX_VALUE` for never.
  @Override
  @HotPath
  public long deadlineNanos() {
    return endpoint.deadlineNanos();
  }

  /// The deadline has come.
  @Override
  public void expired(long nowNanos) {
    endpoint.expired(nowNanos);
  }

  /// Ends the connection as soon as that harms nobody: the server is stopping, or the connection
  /// has grown old. In two steps, so that requests already on their way are answered ([RFC 9113
  /// §6.8](https://www.rfc-editor.org/rfc/rfc9113#section-6.8)).
  @Override
  public void drain(long nowNanos) {
    endpoint.at(nowNanos);
    if (endpoint.isOpen()) {
      endpoint.lifetime.beginDrain(nowNanos);
    }
  }

  /// Ends the connection at once.
  @Override
  public void cut(long nowNanos) {
    endpoint.cut(nowNanos);
  }

  /// Streams whose object is in use.
  int activeStreams() {
    return side.active();
  }

  // What handlers ask for.

  /// Reads body bytes.
  ///
  /// @return how many, or an [Outcome]
  @HotPath
  public int readBody(Http2Stream stream, byte[] target, int offset, int length, long nowNanos) {
    if (stream.isReset) {
      return Outcome.GONE;
    }
    int count = endpoint.readBody(stream, target, offset, length, nowNanos);
    if (count == Outcome.WAIT && !stream.continued && stream.state.sends()) {
      // However much waits to be taken: the client waits for this, and there is one per request.
      stream.continued =
          stream.outgoing.begun
              || endpoint.heads.interim(stream.id, Status.CONTINUE, Http2Hub.NO_FIELDS);
    }
    return count;
  }

  /// Sends a whole response, without waiting.
  @HotPath
  public void respond(
      Http2Stream stream,
      ResponseHead head,
      byte[] content,
      int offset,
      int length,
      long nowNanos) {
    endpoint.at(nowNanos);
    if (stream.state.sends() && !stream.outgoing.isUnderWay()) {
      stream.answer(head, length);
      sender.send(stream, content, offset, length, nowNanos);
      endpoint.afterOutput();
    }
  }

  /// Sends the head of a response whose body follows by [#write] and [#end].
  ///
  /// @param length bytes of the body, or -1
  /// @return an [Outcome]
  public int begin(Http2Stream stream, ResponseHead head, long length, long nowNanos) {
    endpoint.at(nowNanos);
    if (!stream.state.sends() || stream.outgoing.isUnderWay()) {
      return Outcome.GONE;
    }
    stream.answer(head, length);
    int result = sender.begin(stream, nowNanos);
    endpoint.afterOutput();
    return result;
  }

  /// Sends body bytes.
  ///
  /// @return how many were taken, or an [Outcome]
  @HotPath
  public int write(Http2Stream stream, byte[] source, int offset, int length, long nowNanos) {
    endpoint.at(nowNanos);
    if (!stream.state.sends() || !stream.outgoing.takesPieces()) {
      // Behind the end that its length or its method has set, nothing is sent any more.
      return stream.outgoing.ended && !stream.isReset ? length : Outcome.GONE;
    }
    int result = sender.write(stream, source, offset, length, nowNanos);
    endpoint.afterOutput();
    return result;
  }

  /// Body bytes that [#write] would take at once.
  public int writable(Http2Stream stream) {
    return stream.state.sends() ? sender.writable(stream) : 0;
  }

  /// Sends bytes of a file as body bytes, if they are in memory.
  ///
  /// @return how many were taken, or an [Outcome]
  @HotPath
  public int sendFile(Http2Stream stream, OpenFile file, long position, int length, long nowNanos) {
    endpoint.at(nowNanos);
    if (!stream.state.sends() || !stream.outgoing.takesPieces()) {
      return stream.outgoing.ended && !stream.isReset ? length : Outcome.GONE;
    }
    int result = sender.sendFile(stream, file, position, length, nowNanos);
    endpoint.afterOutput();
    return result;
  }

  /// Ends a body.
  ///
  /// @return an [Outcome]
  public int end(Http2Stream stream, long nowNanos) {
    endpoint.at(nowNanos);
    if (!stream.state.sends() || !stream.outgoing.takesPieces()) {
      return stream.outgoing.ended && !stream.isReset ? Outcome.DONE : Outcome.GONE;
    }
    stream.answerTrailers();
    int result = sender.end(stream, nowNanos);
    endpoint.afterOutput();
    return result;
  }

  /// Sends an interim response, unless there is no room or it would come too late, or nobody has
  /// asked for it.
  public void inform(Http2Stream stream, int status, FieldList fields) {
    if (stream.state.sends() && !stream.outgoing.begun && !stream.promised && !sender.isFull()) {
      endpoint.heads.interim(stream.id, status, fields);
    }
  }

  /// Promises the answer to a GET that a response will refer to, if the client wants it and there
  /// is room. It may be answered before this returns.
  ///
  /// @param target begins with a slash
  /// @return whether it was promised
  public boolean push(Http2Stream stream, String target, FieldList fields, long nowNanos) {
    endpoint.at(nowNanos);
    boolean promised = side.promises().make(stream, target, fields);
    endpoint.afterOutput();
    return promised;
  }

  /// Another protocol speaks through the bodies of a stream: its client may be silent for as long
  /// as it likes.
  public void tunnel(Http2Stream stream) {
    stream.continued = true;
    stream.body.beUntimed();
  }

  /// Gives up on a response, so that the client sees it is not whole.
  public void abort(Http2Stream stream, long nowNanos) {
    endpoint.at(nowNanos);
    if (!stream.outgoing.ended && !stream.isReset) {
      side.abort(stream);
    }
  }

  /// Whoever handled the request is done with it.
  @HotPath
  public void handled(Http2Stream stream, long nowNanos) {
    endpoint.at(nowNanos);
    side.handled(stream);
  }
}
