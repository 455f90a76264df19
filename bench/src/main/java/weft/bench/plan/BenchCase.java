package weft.bench.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One kind of load. All run against one server on one core, from one other core.
public enum BenchCase {
  /// The smallest answer over connections that stay.
  PLAINTEXT("plaintext", "GET /plaintext, keep-alive, 64 connections", "/plaintext", 64),

  /// Sixteen requests arrive together; servers differ in how often they then enter the kernel.
  PIPELINED("pipelined", "GET /plaintext, 16 pipelined, 64 connections", "/plaintext", 64),

  /// An object written as JSON for every request.
  JSON("json", "GET /json, keep-alive, 64 connections", "/json", 64),

  /// A request body read and sent back.
  ECHO("echo", "POST /echo, 1 KiB, keep-alive, 64 connections", "/echo", 64),

  /// The fields a browser sends, one of which is never the same twice in a row.
  HEADS(
      "heads",
      "GET /plaintext with ten fields, one different each time, keep-alive, 64 connections",
      "/plaintext",
      64),

  /// The same fields, always the same: what a server saves that notices.
  HEADS_AGAIN(
      "heads-again",
      "GET /plaintext with ten fields, the same each time, keep-alive, 64 connections",
      "/plaintext",
      64),

  /// A new connection for each request, closed by the server.
  CLOSE("close", "GET /plaintext, new connection per request, 64 at a time", "/plaintext", 64),

  /// A path parameter.
  USERS("users", "GET /users/{id}, keep-alive, 64 connections", "/users/42", 64),

  /// Handlers that block: 500 connections that each wait 10 ms make 50,000 requests/s at best.
  SLEEP("sleep10", "GET /sleep?ms=10, keep-alive, 500 connections", "/sleep?ms=10", 500),

  /// Many requests at once on each of few connections.
  H2C("h2c", "GET /plaintext, HTTP/2 in cleartext, 16 connections of 32 streams", "/plaintext", 16),

  /// The smallest answer over TLS, for what encrypting costs.
  HTTPS("https", "GET /plaintext over TLS, HTTP/1.1, keep-alive, 64 connections", "/plaintext", 64),

  /// Many requests at once on each of few connections, over TLS.
  HTTPS_H2(
      "https-h2",
      "GET /plaintext over TLS, HTTP/2, 16 connections of 32 streams",
      "/plaintext",
      16),

  /// A new connection with a full handshake for each request.
  HANDSHAKES(
      "handshakes",
      "GET /plaintext, new TLS 1.3 connection per request, full handshake, 32 at a time",
      "/plaintext",
      32),

  /// A new connection that resumes an earlier one's session for each request.
  RESUMED(
      "resumed",
      "GET /plaintext, new TLS 1.3 connection per request, resumed, 32 at a time",
      "/plaintext",
      32),

  /// A full handshake where the certificate has an RSA key of 2,048 bits, as many public ones do.
  HANDSHAKES_RSA(
      "handshakes-rsa",
      "GET /plaintext, new TLS 1.3 connection per request, full handshake with RSA, 32 at a time",
      "/plaintext",
      32),

  /// A resumed session of a certificate with an RSA key.
  RESUMED_RSA(
      "resumed-rsa",
      "GET /plaintext, new TLS 1.3 connection per request, resumed with RSA, 32 at a time",
      "/plaintext",
      32),

  /// Forms with a file in them, each kept under the same name when it is whole. Weft reads the
  /// form; nginx, which knows no forms, keeps the body as it comes.
  UPLOAD(
      "upload", "PUT /upload/file, a form with a file of 16 MiB, 4 connections", "/upload/file", 4),

  /// A small file, which servers may keep in memory.
  FILE_1K("file-1k", "GET a file of 1 KiB, keep-alive, 64 connections", "/files/file-1k", 64),

  /// A file of the size of a picture or a script.
  FILE_1M("file-1m", "GET a file of 1 MiB, keep-alive, 16 connections", "/files/file-1m", 16),

  /// A large file, again and again: throughput, and memory that does not grow with it.
  DOWNLOAD("download", "GET a file of 1 GiB, 2 connections", "/files/download", 2),

  /// Messages over connections that stay: each client sends when its last one is back.
  WS_ECHO("ws-echo", "64 bytes of text there and back, 5,000 WebSockets", "/ws/echo", 5_000),

  /// What all subscribers are told, and when the last of them hears it. One more subscribes and
  /// never reads.
  FEED(
      "feed",
      "an event of a quarter KiB every 100 ms to 5,000 subscribers (SSE), and one that never reads",
      "/feed",
      5_000),

  /// The same feed where all read: what one that never reads does to the others is the difference.
  FEED_ALL_READ(
      "feed-all-read",
      "an event of a quarter KiB every 100 ms to 5,000 subscribers (SSE), who all read",
      "/feed",
      5_000),

  /// Latency when nothing is full: requests leave at half of the rate the server reached before, on
  /// a fixed schedule, and are timed from when they were due.
  HALF_LOAD(
      "half-load",
      "GET /plaintext at half of the server's own rate, 64 connections",
      "/plaintext",
      64),

  /// Memory of connections that wait.
  IDLE(
      "idle",
      "10,000 idle keep-alive connections after one GET /plaintext each",
      "/plaintext",
      10_000),

  /// Memory of connections over TLS that wait. Fewer, because the client pays for them too.
  IDLE_TLS(
      "idle-tls",
      "5,000 idle keep-alive connections over TLS after one GET /plaintext each",
      "/plaintext",
      5_000),

  /// Memory of connections in HTTP/2 that wait.
  IDLE_H2(
      "idle-h2",
      "10,000 idle HTTP/2 connections in cleartext after one GET /plaintext each",
      "/plaintext",
      10_000),

  /// Memory of WebSockets that wait.
  IDLE_WS("idle-ws", "5,000 idle WebSockets after one message each", "/ws/echo", 5_000);

  /// Length of the body of [#ECHO], in bytes.
  public static final int ECHO_BYTES = 1024;

  /// Requests sent together in [#PIPELINED].
  public static final int PIPELINE_DEPTH = 16;

  /// Length of the file in [#UPLOAD], in bytes.
  public static final int UPLOAD_BYTES = 16 << 20;

  /// Streams open at once on each connection of [#H2C].
  public static final int STREAMS = 32;

  /// Requests/s that [#SLEEP] would reach if waiting were all it did.
  public static final int SLEEP_IDEAL = 50_000;

  private final String id;
  private final String title;
  private final String target;
  private final int connections;

  BenchCase(String id, String title, String target, int connections) {
    this.id = id;
    this.title = title;
    this.target = target;
    this.connections = connections;
  }

  /// The name on the command line and in result files.
  public String id() {
    return id;
  }

  /// What is sent, in one line.
  public String title() {
    return title;
  }

  /// The request target.
  public String target() {
    return target;
  }

  /// Connections held open at once.
  public int connections() {
    return connections;
  }

  /// Whether what is sent are messages of a WebSocket.
  public boolean overWebSocket() {
    return this == WS_ECHO || this == IDLE_WS;
  }

  /// Whether the requests come in HTTP/2, without an upgrade.
  public boolean overHttp2() {
    return this == H2C || this == HTTPS_H2 || this == IDLE_H2;
  }

  /// Whether the requests come over TLS.
  public boolean overTls() {
    return this == HTTPS || this == HTTPS_H2 || this == IDLE_TLS || isHandshakes();
  }

  /// Whether each request has a connection and a handshake of its own.
  public boolean isHandshakes() {
    return this == HANDSHAKES || this == RESUMED || withRsa();
  }

  /// Whether the server's certificate has an RSA key; it is an EC key otherwise.
  public boolean withRsa() {
    return this == HANDSHAKES_RSA || this == RESUMED_RSA;
  }

  /// Whether all are told the same, again and again.
  public boolean isFeed() {
    return this == FEED || this == FEED_ALL_READ;
  }

  /// Whether the rate is not the server's to choose.
  public boolean isPaced() {
    return this == HALF_LOAD || isFeed();
  }

  /// Whether a file is sent; its name is the case's.
  public boolean isFile() {
    return fileBytes() > 0;
  }

  /// Whether it is one that the system sends long after the server handed it over.
  public boolean isLargeFile() {
    return fileBytes() >= 1 << 20;
  }

  /// Length of that file, 0 for none.
  public long fileBytes() {
    return switch (this) {
      case FILE_1K -> 1L << 10;
      case FILE_1M -> 1L << 20;
      case DOWNLOAD -> 1L << 30;
      default -> 0;
    };
  }

  /// Whether it is memory of waiting connections that is measured.
  public boolean isIdle() {
    return this == IDLE || this == IDLE_TLS || this == IDLE_H2 || this == IDLE_WS;
  }

  /// The load that warms a server up before its waiting connections are measured; WebSockets come
  /// and go instead.
  public BenchCase warmUp() {
    return switch (this) {
      case IDLE_TLS -> HTTPS;
      case IDLE_H2 -> H2C;
      default -> PLAINTEXT;
    };
  }

  /// The case of that name.
  public static Optional<BenchCase> of(String id) {
    return Arrays.stream(values()).filter(value -> value.id.equals(id)).findFirst();
  }

  /// All names, comma-separated.
  public static String ids() {
    return Arrays.stream(values()).map(BenchCase::id).collect(Collectors.joining(", "));
  }

  /// All cases, in the order they are run.
  public static List<BenchCase> all() {
    return List.of(values());
  }
}
