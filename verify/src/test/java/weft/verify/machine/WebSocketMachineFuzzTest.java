package weft.verify.machine;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocketClose;
import weft.http.WebSocketDeflate;
import weft.http.WebSocketOptions;
import weft.http.ws.DeflateTerms;
import weft.http.ws.WebSocketHub;
import weft.http.ws.WebSocketOwner;

/// Any bytes into a server's WebSocket, without compression and with it.
///
/// Here's how it works: 1. the first byte chooses the compression, and whether messages are taken
/// whole or read as they come; 2. give the rest at once, in two pieces, and byte by byte; 3. all of
/// these send the same and close alike; 4. every buffer is given back, and so is the room for
/// histories.
final class WebSocketMachineFuzzTest {
  private static final int LENGTH_MAX = 4000;

  private static final WebSocketOptions OPTIONS =
      WebSocketOptions.DEFAULTS
          .withLimits(8192, 16_384)
          .withDeflate(WebSocketDeflate.ON.withMessageBytesMin(8).withContextTakeover(true));

  private static final String OFFER = "permessage-deflate";

  // One for all sockets, as on a hub: none may leave anything behind for the next.
  private static final WebSocketHub SHARED = new WebSocketHub();

  @FuzzTest
  void anyBytesEndInOrder(byte[] data) {
    if (data.length < 2 || data.length > LENGTH_MAX) {
      return;
    }
    int choice = data[0] & 7;
    byte[] bytes = Arrays.copyOfRange(data, 1, data.length);
    String whole = play(choice, bytes, bytes.length);

    same(whole, play(choice, bytes, 1));
    same(whole, play(choice, bytes, 1 + bytes.length / 2));
    same(whole, play(choice, bytes, 1 + bytes.length / 3));
  }

  private static void same(String whole, String pieces) {
    if (!whole.equals(pieces)) {
      throw new AssertionError("whole " + whole + " but in pieces " + pieces);
    }
  }

  private static @Nullable DeflateTerms terms(int choice) {
    return switch (choice & 3) {
      case 0, 1 -> null;
      case 2 -> DeflateTerms.answer(List.of(OFFER), OPTIONS.deflate(), false);
      default -> DeflateTerms.answer(List.of(OFFER), OPTIONS.deflate(), true);
    };
  }

  private static String play(int choice, byte[] bytes, int pieceLength) {
    boolean asItComes = (choice & 4) != 0;
    WebSocketOwner.Reading reading =
        asItComes ? WebSocketOwner.Reading.AS_IT_COMES : WebSocketOwner.Reading.WHOLE;
    try (EchoSocketMachine machine =
        new EchoSocketMachine(SHARED, OPTIONS, terms(choice), reading)) {
      for (int at = 0; at < bytes.length && !machine.isOver(); at += pieceLength) {
        machine.write(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + pieceLength)));
      }
      WebSocketClose how = machine.howClosed();
      if (machine.isOver() != (how != null)) {
        throw new AssertionError("the socket and its connection do not end together");
      }
      byte[] sent = machine.read();
      if (machine.leaked() != 0 || SHARED.tally().historyBytes != 0) {
        throw new AssertionError("leaks");
      }
      // Whether what came before a fault is still answered depends on the pieces.
      if (how != null && !how.byPeer()) {
        // Of what is decompressed as it comes, both bad data and bad text may be found first.
        return asItComes ? "" + how.code() : "" + how;
      }
      // And so does which goes first, the answer to a ping or that to a message.
      Arrays.sort(sent);
      return Arrays.hashCode(sent) + " of " + sent.length + " bytes, " + how;
    }
  }
}
