package weft.verify.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import weft.hub.tls.DevelopmentCertificate;

/// Other people's servers, as programs of this machine or of the JDK, which answer alike as far as
/// they can.
final class ForeignServer implements AutoCloseable {
  /// Bytes of what is large.
  static final int LARGE_BYTES = 20_000_000;

  private static final long START_NANOS = 20_000_000_000L;
  private static final long END_SECONDS = 10;

  /// Go compiles its library for the first program of a machine.
  private static final int BUILD_SECONDS_MAX = 200;

  /// Who they are.
  enum Kind {
    NODE,
    GO,
    NGINX,
    JDK
  }

  private final int plainPort;
  private final int priorPort;
  private final int securePort;
  private final AutoCloseable running;

  private ForeignServer(int plainPort, int priorPort, int securePort, AutoCloseable running) {
    this.plainPort = plainPort;
    this.priorPort = priorPort;
    this.securePort = securePort;
    this.running = running;
  }

  /// Where it speaks HTTP/1.1.
  String plain() {
    return "http://127.0.0.1:" + plainPort;
  }

  /// Where it speaks HTTP/2 with those who know.
  String prior() {
    return "http://127.0.0.1:" + priorPort;
  }

  /// Where it speaks both over TLS.
  String secure() {
    return "https://127.0.0.1:" + securePort;
  }

  /// Whom clients have to trust.
  static DevelopmentCertificate certificate(Path folder) throws IOException {
    return DevelopmentCertificate.obtain(folder, List.of("localhost", "127.0.0.1"), Instant.now());
  }

  /// Starts one and returns when it listens; the test is skipped where its program is absent.
  static ForeignServer start(Kind kind, Path folder) throws Exception {
    if (kind == Kind.JDK) {
      return jdk();
    }
    Path large = Files.write(folder.resolve("large"), DemoStream.content(LARGE_BYTES));
    DevelopmentCertificate certificate = certificate(folder);
    List<String> command = new ArrayList<>();
    switch (kind) {
      case NODE -> command.addAll(List.of(Tool.path("node"), "" + copy("server.mjs", folder)));
      case GO -> command.add(built(folder).toString());
      case NGINX -> command.addAll(List.of(Tool.path("nginx"), "-p", "" + folder, "-c"));
      case JDK -> throw new IllegalStateException("started above");
    }
    // Behind what takes long: until the program has bound them they may become another's.
    List<Integer> ports = freePorts();
    List<String> arguments =
        List.of(
            "" + ports.get(0),
            "" + ports.get(1),
            "" + ports.get(2),
            "" + certificate.certificateFile(),
            "" + certificate.keyFile(),
            "" + large);
    if (kind == Kind.NGINX) {
      command.add("" + configure(folder, arguments));
    } else {
      command.addAll(arguments);
    }
    Path log = folder.resolve(kind + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    ForeignServer server =
        new ForeignServer(ports.get(0), ports.get(1), ports.get(2), () -> end(process));
    try {
      for (int port : ports) {
        awaitListening(process, port, log);
      }
    } catch (IOException | AssertionError failure) {
      server.close();
      throw failure;
    }
    return server;
  }

  private static Path copy(String resource, Path folder) throws IOException {
    Path file = folder.resolve(resource);
    try (InputStream in =
        Objects.requireNonNull(ForeignServer.class.getResourceAsStream(resource))) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  private static Path built(Path folder) throws Exception {
    Path program = folder.resolve("server");
    if (!Files.exists(program)) {
      Path source = copy("server.go", folder);
      List<String> arguments = List.of("build", "-o", "" + program, "" + source);
      Tool.Run run = Tool.run(Path.of(Tool.path("go")), arguments, BUILD_SECONDS_MAX);
      assertTrue(run.exitCode() == 0, run.output());
    }
    return program;
  }

  private static Path configure(Path folder, List<String> arguments) throws IOException {
    List<String> names =
        List.of("@PLAIN@", "@PRIOR@", "@SECURE@", "@CERTIFICATE@", "@KEY@", "@LARGE@");
    Path file = copy("nginx.conf", folder);
    String text = Files.readString(file).replace("@FOLDER@", "" + folder);
    for (int index = 0; index < names.size(); index++) {
      text = text.replace(names.get(index), arguments.get(index));
    }
    return Files.writeString(file, text);
  }

  /// Three ports; all are taken at once, so that none comes twice.
  private static List<Integer> freePorts() throws IOException {
    InetAddress local = InetAddress.getLoopbackAddress();
    try (ServerSocket plain = new ServerSocket(0, 1, local);
        ServerSocket prior = new ServerSocket(0, 1, local);
        ServerSocket secure = new ServerSocket(0, 1, local)) {
      return List.of(plain.getLocalPort(), prior.getLocalPort(), secure.getLocalPort());
    }
  }

  private static void awaitListening(Process process, int port, Path log) throws IOException {
    long deadline = System.nanoTime() + START_NANOS;
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertTrue(socket.isConnected());
        return;
      } catch (IOException refused) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new AssertionError(
              "it does not listen, but says: " + Files.readString(log), refused);
        }
        Thread.onSpinWait();
      }
    }
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  @Override
  public void close() throws Exception {
    running.close();
  }

  // The JDK's.

  private static ForeignServer jdk() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    byte[] large = DemoStream.content(LARGE_BYTES);
    server.createContext("/hello", exchange -> answer(exchange, "hello".getBytes()));
    server.createContext("/large", exchange -> answer(exchange, large));
    server.createContext("/echo", ForeignServer::echo);
    server.createContext(
        "/redirect",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/hello");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.start();
    return new ForeignServer(
        server.getAddress().getPort(),
        0,
        0,
        () -> {
          server.stop(0);
          threads.close();
        });
  }

  private static void answer(HttpExchange exchange, byte[] body) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(200, head ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      if (!head) {
        out.write(body);
      }
    }
  }

  /// Echoes in chunks.
  private static void echo(HttpExchange exchange) throws IOException {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    exchange.getResponseHeaders().set("X-Length", length == null ? "none" : length);
    byte[] body = exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
