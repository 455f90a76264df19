package weft.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import weft.bench.plan.BenchCase;

/// Asks a server once before it is measured, so that no wrong answer is ever timed.
public final class AnswerCheck {
  private AnswerCheck() {}

  /// Sends the case's request.
  ///
  /// @throws IOException when the answer is not what the case asks for
  public static void check(InetSocketAddress server, BenchCase load) throws IOException {
    if (load == BenchCase.UPLOAD || load.isFeed()) {
      // An upload's answers say nothing but their status, and wrk counts those that are no success;
      // a feed goes on, and its subscribers look at every event.
      return;
    }
    if (load.overWebSocket()) {
      checkEcho(server, load);
      return;
    }
    if (load.isFile()) {
      checkFile(server, load);
      return;
    }
    HttpExchange.Answer answer =
        load.overHttp2() ? Http2Exchange.get(server, load) : ask(server, load);
    String wrong = wrong(answer, load);
    if (!wrong.isEmpty()) {
      String text = answer.head() + "\n\n" + answer.body();
      throw new IOException("answers " + load.target() + " " + wrong + ":\n" + text);
    }
  }

  /// A file may be larger than what one wants to look at: the head of its answer has to do. It is
  /// asked for with GET, since not all tell the length when asked with HEAD.
  private static void checkFile(InetSocketAddress server, BenchCase load) throws IOException {
    try (Socket connection = ClientSockets.of(load).open(server)) {
      String head = HttpExchange.head(connection, request(server, load), new byte[4096]);
      String expected = "\r\ncontent-length: " + load.fileBytes() + "\r\n";
      if (!head.startsWith("HTTP/1.1 200 ")
          || !(head + "\r\n").toLowerCase(Locale.ROOT).contains(expected)) {
        throw new IOException("answers " + load.target() + " with another head:\n" + head);
      }
    }
  }

  private static void checkEcho(InetSocketAddress server, BenchCase load) throws IOException {
    try (Socket connection = ClientSockets.of(load).open(server)) {
      WebSocketExchange.open(connection, server, load.target());
      WebSocketExchange.echo(connection);
    }
  }

  private static HttpExchange.Answer ask(InetSocketAddress server, BenchCase load)
      throws IOException {
    try (Socket connection = ClientSockets.of(load).open(server)) {
      return HttpExchange.send(connection, request(server, load), new byte[4096]);
    }
  }

  /// What is wrong with an answer, in a few words; empty when nothing is.
  static String wrong(HttpExchange.Answer answer, BenchCase load) {
    if (answer.status() != 200) {
      return "with status " + answer.status();
    }
    if (!answer.hasField("date") || !answer.hasField("server")) {
      return "without Date or Server";
    }
    boolean right =
        switch (load) {
          case JSON -> answer.body().replace(" ", "").equals("{\"message\":\"Hello,World!\"}");
          case ECHO -> answer.body().equals(echoBody());
          case USERS -> answer.body().contains("42");
          case SLEEP -> true;
          default -> answer.body().equals("Hello, World!");
        };
    return right ? "" : "with another body";
  }

  private static String request(InetSocketAddress server, BenchCase load) {
    String common = load.target() + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.getPort() + "\r\n";
    return load == BenchCase.ECHO
        ? "POST " + common + "Content-Length: " + BenchCase.ECHO_BYTES + "\r\n\r\n" + echoBody()
        : "GET " + common + "\r\n";
  }

  private static String echoBody() {
    return "x".repeat(BenchCase.ECHO_BYTES);
  }
}
