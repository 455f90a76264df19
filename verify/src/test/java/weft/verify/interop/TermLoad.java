package weft.verify.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// Clients that keep a server busy while it is told to end, and know what it owes them.
///
/// 1. Each client has one connection and asks for `/sleep` again and again.
/// 2. When a connection ends in the middle of an answer, that request is lost.
/// 3. When it ends before an answer to a request that was sent well before the server was told to
///    end, that request is lost too. One that was sent later may have crossed with the closing of
///    an idle connection, which no server can prevent.
final class TermLoad {
  private static final String REQUEST = "GET /sleep?ms=30 HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final int PATIENCE_MILLIS = 15_000;

  private final int port;
  private final List<Thread> clients = new ArrayList<>();
  private final Semaphore answers = new Semaphore(0);
  private final AtomicInteger answeredLate = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
  private volatile boolean terminating;

  TermLoad(int port, int count) {
    this.port = port;
    for (int index = 0; index < count; index++) {
      clients.add(Thread.ofPlatform().unstarted(this::client));
    }
  }

  void start() {
    clients.forEach(Thread::start);
  }

  /// Returns when so many requests have been answered.
  void awaitAnswers(int count) throws InterruptedException {
    answers.acquire(count);
  }

  /// From here on the server may close idle connections.
  void aboutToTerminate() {
    terminating = true;
  }

  void awaitEnd() throws InterruptedException {
    for (Thread client : clients) {
      client.join();
    }
  }

  /// Descriptions of the requests that were lost.
  Collection<String> lost() {
    return lost;
  }

  /// Requests sent before the server was told to end and answered after it.
  int answeredLate() {
    return answeredLate.get();
  }

  private void client() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      while (ask(socket)) {
        answers.release();
      }
    } catch (IOException failure) {
      if (!terminating) {
        lost.add("before the end: " + failure);
      }
    }
  }

  /// Asks once; answers whether the connection goes on.
  private boolean ask(Socket socket) throws IOException {
    boolean sentBefore = !terminating;
    StringBuilder answer = new StringBuilder();
    try {
      socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      while (!isComplete(answer)) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          return ended(sentBefore, answer, "end of stream");
        }
        answer.append((char) next);
      }
    } catch (IOException failure) {
      return ended(sentBefore, answer, failure.toString());
    }
    if (!answer.toString().startsWith("HTTP/1.1 200 ")) {
      lost.add("answered with " + answer);
    }
    if (sentBefore && terminating) {
      answeredLate.incrementAndGet();
    }
    return !answer.toString().contains("onnection: close");
  }

  private boolean ended(boolean sentBefore, StringBuilder answer, String how) {
    if (sentBefore || !answer.isEmpty()) {
      lost.add(how + " after '" + answer + "'");
    }
    return false;
  }

  private static boolean isComplete(StringBuilder answer) {
    int end = answer.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    int name = answer.toString().toLowerCase(Locale.ROOT).indexOf("content-length: ");
    int length = Integer.parseInt(answer.substring(name + 16, answer.indexOf("\r\n", name)));
    return answer.length() >= end + 4 + length;
  }
}
