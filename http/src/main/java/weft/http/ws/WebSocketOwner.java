package weft.http.ws;

import weft.http.WebSocketClose;
import weft.http.WebSocketMessage;
import weft.hub.memory.HotPath;

/// Who has a socket: what a [WebSocketMachine] tells of it and asks about it.
public interface WebSocketOwner {
  /// A message has come.
  @HotPath
  void received(WebSocketMessage message);

  /// Bytes of messages that have been told and not been taken by anybody.
  @HotPath
  long unread();

  /// Whether somebody works on messages that have been told: has not taken all of them, or not
  /// asked for another. When that changes, [WebSocketMachine#answerClose] is told.
  boolean isBusy();

  /// The socket has closed: nothing comes any more, and nothing can be sent. Once.
  void ended(WebSocketClose close);
}
