package weft.http.ws;

import weft.http.WebSocketClose;
import weft.http.WebSocketMessage;
import weft.hub.memory.HotPath;

/// Who has a socket: what a [WebSocketMachine] tells of it and asks about it.
public interface WebSocketOwner {
  /// What whoever reads is about.
  enum Reading {
    /// Nobody has asked for a message.
    NOTHING,
    /// Somebody works on a message, and will ask for another.
    WORKING,
    /// Somebody waits for a message, to have it whole.
    WHOLE,
    /// Somebody waits for a message, to read it as it comes.
    AS_IT_COMES
  }

  /// What is done about messages. When that changes, [WebSocketMachine#regulate] is told if the
  /// machine is paused, or somebody wants to read as it comes.
  @HotPath
  Reading reading();

  /// A message has come.
  @HotPath
  void received(WebSocketMessage message);

  /// A message has begun to come that is read as it comes, or has to be unpacked once it has come
  /// ([WebSocketMachine#unpack]).
  void received(ArrivingMessage message);

  /// There is more of the message that has begun.
  ///
  /// @param bytes 0 when it has ended
  void continued(int bytes);

  /// Bytes of messages that have been told and not been taken by anybody.
  @HotPath
  long unread();

  /// Whether somebody works on messages that have been told: has not taken all of them, or not
  /// asked for another. When that changes, [WebSocketMachine#answerClose] is told.
  boolean isBusy();

  /// Our Close frame stands behind what waits to be sent: nothing more can be.
  ///
  /// @param how by our side, or the peer, which is answered
  void closes(WebSocketClose how);

  /// The socket has closed: nothing comes any more, and nothing can be sent. Once.
  void ended(WebSocketClose close);
}
