package weft.http.protocol;

import weft.http.FieldList;
import weft.http.FieldTable;

/// One call on a client's connection: a request going out and its response coming in, both at a
/// time. Confined to the connection's hub.
public interface ClientStream {
  /// Sends bytes of the request's body.
  ///
  /// @return how many were taken, or an [Outcome]: WAIT until [ClientStreamOwner#ready]; GONE when
  ///   the server does not want the rest or the call has failed
  int write(byte[] source, int offset, int length, long nowNanos);

  /// Ends a request's body whose length was not known, or checks that the announced one was sent.
  ///
  /// @param trailers fields behind the body; empty for none
  /// @return DONE, WAIT or GONE of [Outcome]
  int end(FieldList trailers, long nowNanos);

  /// Reads bytes of the response's body. Behind [ClientStreamOwner#answered].
  ///
  /// @return how many, or an [Outcome]: WAIT until [ClientStreamOwner#ready], END, or GONE when the
  ///   call has failed
  int readBody(byte[] target, int offset, int length, long nowNanos);

  /// Nobody wants anything of the call any more. What is still to come of the response is dropped,
  /// or the server is told to stop; a request not sent whole is given up. Its owner is told nothing
  /// any more, and nothing of it may be used afterwards.
  void release(long nowNanos);

  // Behind answered().

  /// Status of the response, 200 to 999.
  int status();

  /// Fields of the response's head; valid until [#release].
  FieldTable fields();

  /// Bytes of the response's body, 0 for none, -1 when nobody said.
  long bodyLength();

  /// Fields behind the body; complete once [#readBody] has answered END.
  FieldTable trailers();
}
