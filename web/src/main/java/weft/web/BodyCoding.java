package weft.web;

import java.io.OutputStream;

/// Encodes the body of one response on its way out, as a compression filter does.
///
/// It is asked last, when status and fields are what the handler, error answers and after-handlers
/// made them, and may change them. Belongs to the request's thread.
public interface BodyCoding {
  /// Encodes a whole body, just before it is sent.
  ///
  /// @return what is sent; the same array to leave it as it is
  byte[] encode(WebResponse response, byte[] body);

  /// Encodes a body that comes bit by bit.
  ///
  /// @param target takes what is sent; its first flush sends the head
  /// @param length bytes the body will have, -1 when it is not known
  /// @return what the handler writes to; closing it closes the target
  OutputStream encode(WebResponse response, OutputStream target, long length);

  /// A response without a body is about to be sent: to HEAD, or 304 and the like.
  void withoutBody(WebResponse response);

  /// Gives back what is still held: the request is over, or an error answer takes the place of a
  /// stream nothing of which was sent. Then another body may be encoded.
  void release();
}
