package weft.verify.machine;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocketClose;
import weft.http.WebSocketMessage;
import weft.http.WebSocketOptions;
import weft.http.ws.ArrivingMessage;
import weft.http.ws.DeflateTerms;
import weft.http.ws.QueuedMessage;
import weft.http.ws.WebSocketHub;
import weft.http.ws.WebSocketMachine;
import weft.http.ws.WebSocketOwner;
import weft.http.ws.WebSocketSettings;

/// The server's machine of one WebSocket that sends back what it is sent.
public final class EchoSocketMachine extends MachineWire implements WebSocketOwner {
  private final WebSocketMachine machine;
  private final Queue<WebSocketMessage> messages = new ArrayDeque<>();
  private final Reading reading;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private @Nullable ArrivingMessage arriving;
  private @Nullable WebSocketClose close;

  /// A socket with a hub of its own.
  ///
  /// @param terms about compression, `null` for none
  public EchoSocketMachine(WebSocketOptions options, @Nullable DeflateTerms terms) {
    this(new WebSocketHub(), options, terms, Reading.WHOLE);
  }

  /// @param shared with other sockets of one hub
  /// @param terms about compression, `null` for none
  /// @param reading whether messages are taken whole or read as they come
  EchoSocketMachine(
      WebSocketHub shared,
      WebSocketOptions options,
      @Nullable DeflateTerms terms,
      Reading reading) {
    this.reading = reading;
    WebSocketSettings settings = new WebSocketSettings(options, false, terms, null);
    shared.prepare(settings);
    machine = new WebSocketMachine(shared, pool, this, this, settings, NOW);
  }

  /// The client writes bytes.
  public void write(byte[] bytes) {
    receive(bytes, 0, bytes.length);
  }

  /// All bytes the client has got.
  public byte[] read() {
    return sent();
  }

  /// Whether the connection has ended.
  public boolean isOver() {
    return ended();
  }

  /// How the socket has closed, or `null`.
  public @Nullable WebSocketClose howClosed() {
    return close;
  }

  /// Ends the connection and answers how many buffers were not given back.
  public int leaked() {
    return leaks();
  }

  @Override
  WebSocketMachine machine() {
    return machine;
  }

  @Override
  boolean proceed() {
    WebSocketMessage message = messages.poll();
    if (message == null) {
      return false;
    }
    if (!machine.sendNow(message.isText(), message.bytes())) {
      machine.send(new Echo(message), NOW);
    }
    if (messages.isEmpty()) {
      machine.answerClose(NOW);
    }
    return true;
  }

  @Override
  public void received(WebSocketMessage message) {
    messages.add(message);
  }

  @Override
  public void received(ArrivingMessage message) {
    arriving = message;
    text.reset();
  }

  /// Reads what there is at once; what is to be whole is unpacked.
  @Override
  public void continued(int bytes) {
    ArrivingMessage message = arriving;
    if (message == null) {
      throw new AssertionError("more of what has not begun");
    }
    if (reading == Reading.WHOLE) {
      WebSocketMessage whole = bytes == 0 ? machine.unpack(message, NOW) : null;
      if (whole != null) {
        messages.add(whole);
      }
      return;
    }
    byte[] room = new byte[100];
    int count = 0;
    int size = 1;
    while (count >= 0 && size >= 0) {
      count = message.read(room, 0, room.length);
      text.write(room, 0, Math.max(0, count));
      size = count == 0 ? message.advance() : 0;
    }
    if (count == ArrivingMessage.FAILED) {
      machine.refuse(message, NOW);
    } else if (count == ArrivingMessage.END) {
      byte[] all = text.toByteArray();
      messages.add(message.isText() ? WebSocketMessage.ofText(all) : WebSocketMessage.ofBytes(all));
    }
  }

  @Override
  public Reading reading() {
    return reading;
  }

  @Override
  public long unread() {
    return 0;
  }

  @Override
  public boolean isBusy() {
    return !messages.isEmpty();
  }

  @Override
  public void closes(WebSocketClose how) {
    if (close != null) {
      throw new AssertionError("closes behind its end");
    }
  }

  @Override
  public void ended(WebSocketClose how) {
    if (close != null) {
      throw new AssertionError("closed twice");
    }
    close = how;
  }

  private static final class Echo extends QueuedMessage {
    Echo(WebSocketMessage message) {
      super(message.isText(), message.bytes(), null);
    }

    @Override
    protected boolean isAwaited() {
      return true;
    }

    @Override
    protected void settled(boolean sent) {
      // Nobody waits.
    }
  }
}
