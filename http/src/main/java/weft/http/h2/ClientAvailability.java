package weft.http.h2;

import weft.http.protocol.ClientLink;

/// Tells when the calls that may begin become more or fewer: behind everything that happens, once,
/// however deep owners call into the connection from what they are told.
final class ClientAvailability {
  private final ClientSide side;
  private final ClientLink link;
  private int depth;
  private int available;
  private boolean spent;
  private boolean isKnown;

  ClientAvailability(ClientSide side, ClientLink link) {
    this.side = side;
    this.link = link;
  }

  /// Something happens.
  void enter() {
    if (!isKnown) {
      isKnown = true;
      look();
    }
    depth++;
  }

  /// A call has begun, which needs no telling.
  void began() {
    available--;
  }

  /// It has happened.
  void leave() {
    depth--;
    if (depth > 0 || (available == side.available() && spent == side.isSpent())) {
      return;
    }
    look();
    link.availabilityChanged();
  }

  private void look() {
    available = side.available();
    spent = side.isSpent();
  }
}
