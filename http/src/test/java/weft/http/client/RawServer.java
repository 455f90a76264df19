package weft.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;

/// A server that answers what a test says, byte by byte, whatever was asked: for answers no good
/// server gives. Threads of its own; each connection is numbered from 0.
final class RawServer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  /// What to do on one connection.
  interface Script {
    void play(Socket socket, InputStream input) throws IOException;
  }

  private final ServerSocket listener;
  private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());
  private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());

  RawServer(IntFunction<Script> scripts) throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.add(Thread.ofPlatform().start(() -> accept(scripts)));
  }

  /// Answers the first request of each connection with these bytes, then ends the stream.
  static RawServer answering(String... answers) throws IOException {
    return new RawServer(number ->
        (socket, input) -> {
          head(input);
          send(socket, answers[Math.min(number, answers.length - 1)]);
        });
  }

  private void accept(IntFunction<Script> scripts) {
    for (int number = 0; ; number++) {
      try {
        Socket socket = listener.accept();
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        Script script = scripts.apply(number);
        threads.add(Thread.ofPlatform().start(() -> play(script, socket)));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void play(Script script, Socket socket) {
    try (socket) {
      script.play(socket, socket.getInputStream());
    } catch (IOException gone) {
      // The client has what it wants.
    }
  }

  /// Reads a head.
  static String head(InputStream input) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      int value = input.read();
      if (value < 0) {
        throw new IOException("the client has gone");
      }
      text.append((char) value);
    }
    return text.toString();
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  int port() {
    return listener.getLocalPort();
  }

  String uri(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : List.copyOf(sockets)) {
      socket.close();
    }
    for (Thread thread : List.copyOf(threads)) {
      try {
        thread.join(PATIENCE_MILLIS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
