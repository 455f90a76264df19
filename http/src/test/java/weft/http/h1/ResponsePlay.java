package weft.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import weft.http.protocol.OutgoingRequest;

/// Plays one request and what a server sends to it, and tells how that went, in one line: what the
/// owner was told, the body, and how the connection stands once the call is released.
final class ResponsePlay {
  private ResponsePlay() {}

  /// Plays a response that comes in pieces of a length; then the server ends its stream, unless the
  /// response is over.
  static String play(OutgoingRequest request, String response, int pieceLength) {
    RecordingClientLink link = new RecordingClientLink();
    RecordingOwner owner = link.begin(request);
    link.taken();
    StringBuilder body = new StringBuilder();
    String last = "";
    for (int at = 0; at < response.length(); at += pieceLength) {
      link.receive(response.substring(at, Math.min(response.length(), at + pieceLength)));
      last = read(owner, last, body);
    }
    if (!last.equals("[end]") && owner.failure == null) {
      link.machine.receiveEnded(null, link.now);
      last = read(owner, last, body);
    }
    owner.release();
    String standing = link.standing();
    assertThat(link.close()).as("buffers not given back").isZero();
    return String.join("; ", owner.events) + "; " + body + last + "; " + standing;
  }

  private static String read(RecordingOwner owner, String last, StringBuilder body) {
    if (!owner.answered || last.equals("[end]") || last.equals("[gone]")) {
      return last;
    }
    String read = owner.read();
    int mark = read.lastIndexOf('[');
    body.append(read, 0, mark);
    return read.substring(mark);
  }
}
