package weft.http.server;

import weft.http.FieldList;
import weft.http.WebSocketEndpoint;
import weft.http.socket.LiveWebSocket;

/// A WebSocket that is opened once the handler of its request has returned.
///
/// @param socket not carried by anything yet
/// @param answer fields of the response
record WebSocketUpgrade(LiveWebSocket socket, WebSocketEndpoint endpoint, FieldList answer) {}
