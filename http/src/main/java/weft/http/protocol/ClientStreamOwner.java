package weft.http.protocol;

import weft.http.FieldTable;

/// Whoever made a call: told, on the connection's hub, what becomes of it. It may call the
/// [ClientStream] from within, [ClientStream#release] too.
public interface ClientStreamOwner {
  /// An interim response has come; 100 (Continue) too.
  ///
  /// @param status 100 to 199, not 101
  /// @param fields valid during the call
  void informed(int status, FieldTable fields);

  /// The head of the response has come.
  void answered();

  /// Whoever found no body bytes, or no room for output, may try again.
  void ready();

  /// The call has failed; once, and nothing more is told.
  void failed(CallFailure failure);
}
