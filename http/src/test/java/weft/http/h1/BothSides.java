package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.SplittableRandom;
import weft.http.HttpLimits;
import weft.http.HttpOptions;
import weft.http.protocol.Outcome;

/// A client's machine and a server's, with a network between them that passes bytes on in any
/// pieces, and a handler that answers as the target says.
final class BothSides {
  final RecordingClientLink client = new RecordingClientLink();
  final RecordingLink server;
  final Answering answering;
  private final SplittableRandom random;
  private final StringBuilder toServer = new StringBuilder();
  private final StringBuilder toClient = new StringBuilder();
  private boolean serverToldEnd;
  private boolean clientToldEnd;

  BothSides(SplittableRandom random) {
    this.random = random;
    answering = new Answering(random);
    HttpLimits limits = HttpLimits.DEFAULTS;
    server = new RecordingLink(HttpOptions.DEFAULTS.withLimits(limits), answering);
  }

  /// Bytes of an answer to `/bytes/n`, and of a request of that length.
  static String bytes(int length) {
    return "0123456789abcdef\r\n".repeat(length / 18 + 1).substring(0, length);
  }

  /// Passes some bytes on, in one direction or the other.
  void pass() {
    toServer.append(client.taken());
    server.takeOutput();
    toClient.append(server.taken());
    if (random.nextBoolean()) {
      passToServer();
    } else {
      passToClient();
    }
  }

  private void passToServer() {
    if (server.finished || server.reset) {
      toServer.setLength(0);
    } else if (!toServer.isEmpty()) {
      if (!server.paused) {
        int length = Math.min(toServer.length(), 1 + random.nextInt(5000));
        server.receive(toServer.substring(0, length));
        toServer.delete(0, length);
      }
    } else if ((client.finished || client.reset) && !serverToldEnd) {
      serverToldEnd = true;
      server.connection.receiveEnded(client.reset ? new IOException("reset") : null, server.now);
    }
  }

  private void passToClient() {
    if (client.finished || client.reset) {
      toClient.setLength(0);
    } else if (!toClient.isEmpty()) {
      if (!client.paused) {
        int length = Math.min(toClient.length(), 1 + random.nextInt(5000));
        client.receive(toClient.substring(0, length));
        toClient.delete(0, length);
      }
    } else if ((server.finished || server.reset) && !clientToldEnd) {
      clientToldEnd = true;
      client.machine.receiveEnded(server.reset ? new IOException("reset") : null, client.now);
    }
  }

  @Override
  public String toString() {
    return "to server %s%s, to client %s%s, %s%s%s"
        .formatted(
            toServer.length(),
            server.paused ? " paused" : "",
            toClient.length(),
            client.paused ? " paused" : "",
            answering.open ? "handling" : "",
            server.finished ? " finished" : "",
            server.reset ? " reset" : "");
  }

  /// Some time goes by on both sides.
  void elapse(long nanos) {
    client.pass(nanos);
    server.pass(nanos);
  }

  /// Answers the requests: `/echo` with their body, `/bytes/n` with n bytes, `/early` with 413
  /// before it has read anything; all at once or in pieces, with interim responses now and then.
  static final class Answering implements RecordingLink.Script {
    private final SplittableRandom random;
    private final StringBuilder body = new StringBuilder();
    private boolean open;
    private boolean reading;
    private boolean streaming;
    private boolean begun;
    private int written;

    Answering(SplittableRandom random) {
      this.random = random;
    }

    boolean isOpen() {
      return open;
    }

    @Override
    public void requested(RecordingLink link, Http1Message message) {
      link.responder.take(link, message);
      open = true;
      begun = false;
      written = 0;
      body.setLength(0);
      String path = message.path();
      reading = path.equals("/echo");
      streaming = random.nextBoolean();
      if (path.startsWith("/bytes/")) {
        body.append(bytes(Integer.parseInt(path.substring("/bytes/".length()))));
      } else if (path.equals("/early")) {
        body.append("too much");
        link.responder.theResponse().status(413);
      }
      if (random.nextInt(4) == 0) {
        link.connection.inform(103, ErrorText.NO_FIELDS);
      }
      if (random.nextBoolean()) {
        goOn(link);
      }
    }

    /// Does as much as can be done now.
    void goOn(RecordingLink link) {
      if (!open) {
        return;
      }
      if (reading) {
        String read = link.responder.read();
        int mark = read.lastIndexOf('[');
        body.append(read, 0, mark);
        if (read.endsWith("[wait]")) {
          return;
        }
        reading = false;
      }
      if (streaming) {
        stream(link);
      } else {
        open = false;
        link.responder.answer(body.toString());
      }
    }

    private void stream(RecordingLink link) {
      byte[] source = body.toString().getBytes(ISO_8859_1);
      int result = Outcome.DONE;
      if (!begun) {
        int length = random.nextBoolean() ? source.length : -1;
        result = link.connection.begin(link.responder.theHead(), length, link.now);
        begun = result == Outcome.DONE;
      }
      while (result > 0 && written < source.length) {
        int length = Math.min(source.length - written, 1 + random.nextInt(5000));
        result = link.connection.write(source, written, length, link.now);
        written += Math.max(0, result);
      }
      if (result > 0) {
        result = link.connection.end(link.now);
      }
      if (result != Outcome.WAIT) {
        open = false;
        link.responder.finish();
      }
    }
  }
}
