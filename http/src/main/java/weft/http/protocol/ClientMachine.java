package weft.http.protocol;

/// The client's side of one connection: requests go out, and their responses come in.
///
/// It gives no time to single calls: whoever makes a call gives it up by [ClientStream#release].
public interface ClientMachine extends ConnectionMachine {
  /// How many requests may begin now. Told by [ClientLink#availabilityChanged] when it changes
  /// other than by [#begin].
  int available();

  /// Whether no request can begin on this connection any more; calls under way may go on.
  boolean isSpent();

  /// Whether the server is known to take no CONNECT that names a protocol (RFC 8441); over HTTP/1.1
  /// there is none. Until that is known such a request waits, and fails unprocessed when it is.
  default boolean refusesExtendedConnect() {
    return true;
  }

  /// Begins a call: sends the head of a request, at once or, for want of memory, as soon as there
  /// is some. Only when [#available] is greater than 0, and an extended CONNECT not when the server
  /// refuses it.
  ///
  /// @param owner told what becomes of it, never within this call
  /// @return the call, until [ClientStream#release]
  ClientStream begin(OutgoingRequest request, ClientStreamOwner owner, long nowNanos);
}
