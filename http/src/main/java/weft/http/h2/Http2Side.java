package weft.http.h2;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Which end of a connection we are: what a client and a server do differently, asked by the parts
/// of [Http2Endpoint].
interface Http2Side {
  /// Streams that somebody is concerned with.
  int active();

  /// Whether a stream was never opened.
  boolean isIdle(int streamId);

  /// Whether frames of a stream that is over may still be under way, because we gave it up.
  boolean isStillUnderWay(int streamId);

  /// The greatest id of a stream the peer has opened.
  int lastStreamId();

  // What frames say.

  /// Judges a type of frame that only one end may send.
  ///
  /// @return what is wrong with it, or `null`
  @Nullable Http2Fault judge(int type);

  /// The next header block asks for something it must not.
  void refuseNext(Http2Fault fault);

  /// A whole header block has come.
  void block(int streamId, boolean endStream, long address, int length);

  /// Bytes of a body are kept for their reader.
  void dataKept(MessageStream stream, int bytes);

  /// Bytes of a body came that nobody wants.
  void dataPassed(MessageStream stream, int bytes);

  /// The peer has sent all of a message.
  void receivedEnd(MessageStream stream);

  /// DATA or a header block came on a stream that receives none.
  void unexpected(MessageStream stream);

  /// The peer gives a stream up.
  void reset(MessageStream stream, int code);

  /// The peer knows our settings from now on.
  void settingsAcknowledged();

  /// The peer takes, or sends, no more requests than it has.
  void goesAway(int lastStreamId, int code);

  /// The peer says how urgent a stream is before it opens it.
  void prioritizedEarly(int streamId, Priority priority);

  // What we do.

  /// A message of ours has been sent whole.
  void sentEnd(MessageStream stream);

  /// A fault that reaches one stream.
  void fault(MessageStream stream, Http2Fault fault);

  /// The time for a body is over.
  void bodyExpired(MessageStream stream);

  /// Requests that were on their way have come.
  void lastCall();

  /// The connection is over, and all streams with it.
  ///
  /// @param fault why, or `null`
  /// @param cause what the socket said, or `null`
  void endAll(@Nullable Http2Fault fault, @Nullable IOException cause);
}
