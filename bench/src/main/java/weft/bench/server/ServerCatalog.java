package weft.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import weft.bench.peer.HelidonPeer;
import weft.bench.peer.JavalinPeer;
import weft.bench.peer.NettyPeer;
import weft.bench.peer.UndertowPeer;
import weft.bench.peer.VertxPeer;
import weft.bench.plan.BenchCase;
import weft.bench.process.CProgram;
import weft.bench.process.ChildProcesses;
import weft.bench.process.Executables;
import weft.bench.server.BenchServer.Platform;

/// All servers, in the order of the tables.
public final class ServerCatalog {
  /// The server the others are compared with.
  public static final String REFERENCE = "weft-uring";

  /// The C program without HTTP.
  public static final String LIMIT = "limit";

  /// Every server id.
  public static final List<String> IDS =
      List.of(
          REFERENCE,
          "weft-epoll",
          "weft-nio",
          "weft-jdk",
          "weft-tls-jdk",
          LIMIT,
          "netty-uring",
          "netty-epoll",
          "netty-nio",
          "netty-example",
          "vertx-uring",
          "vertx-epoll",
          "vertx-nio",
          "vertx-tls-jdk",
          "helidon",
          "undertow",
          "javalin",
          "nginx");

  private static final Set<BenchCase> ALL = EnumSet.allOf(BenchCase.class);

  /// Compared over TLS are Weft, the best of the others and nginx.
  private static final Set<BenchCase> OVER_TLS = those(BenchCase::overTls);

  private static final Set<BenchCase> IN_CLEARTEXT =
      those(load -> !load.overTls() && !load.isFile() && !load.overWebSocket());

  /// Compared with WebSockets are Weft, the best of the others and the nearest one.
  private static final Set<BenchCase> WITH_WEBSOCKETS =
      those(load -> !load.overTls() && !load.isFile());

  /// Compared with files are Weft, the best of the others and nginx.
  private static final Set<BenchCase> WITH_FILES = those(load -> !load.overTls());

  /// Jetty's HTTP/2 is a set of modules of its own, which Javalin does not bring along.
  private static final Set<BenchCase> OF_JAVALIN =
      those(load -> IN_CLEARTEXT.contains(load) && !load.overHttp2());

  /// The limit answers one fixed reply, so what differs only in the answer says nothing more.
  private static final Set<BenchCase> OF_LIMIT =
      EnumSet.of(
          BenchCase.PLAINTEXT,
          BenchCase.PIPELINED,
          BenchCase.CLOSE,
          BenchCase.WS_ECHO,
          BenchCase.HALF_LOAD,
          BenchCase.IDLE);

  /// What Netty's own example is compared in: where there are only requests and short answers.
  private static final Set<BenchCase> OF_NETTY_EXAMPLE =
      EnumSet.of(BenchCase.PLAINTEXT, BenchCase.PIPELINED);

  /// nginx alone neither sends anything back nor waits.
  private static final Set<BenchCase> OF_NGINX =
      those(load ->
          !load.overWebSocket()
              && !load.isFeed()
              && load != BenchCase.ECHO
              && load != BenchCase.SLEEP);

  /// What Weft is compared with nobody in, or with nginx only.
  private static final Set<BenchCase> OF_NO_PEER =
      those(load -> load == BenchCase.UPLOAD || load.isFeed());

  private static Set<BenchCase> those(Predicate<BenchCase> chosen) {
    return BenchCase.all().stream().filter(chosen).collect(Collectors.toUnmodifiableSet());
  }

  private final Path root;
  private final ChildProcesses processes;
  private final List<BenchServer> servers = new ArrayList<>();

  private ServerCatalog(Path root, ChildProcesses processes) {
    this.root = root;
    this.processes = processes;
  }

  /// Looks at what is there: the demo's jar, gcc, nginx.
  ///
  /// @param root the folder of the repository
  public static List<BenchServer> of(Path root, ChildProcesses processes)
      throws IOException, InterruptedException {
    var catalog = new ServerCatalog(root, processes);
    catalog.addWeft();
    catalog.addLimit();
    catalog.addPeers();
    catalog.addNginx();
    return List.copyOf(catalog.servers);
  }

  private void addWeft() {
    addWeft(REFERENCE, "Weft, io_uring", ALL, "uring", "", "boringssl");
    addWeft("weft-epoll", "Weft, epoll", WITH_FILES, "epoll", "", "boringssl");
    addWeft("weft-nio", "Weft, NIO", WITH_WEBSOCKETS, "nio", "", "boringssl");
    addWeft(
        "weft-jdk", "Weft, io_uring, JDK scheduler", WITH_WEBSOCKETS, "uring", "jdk", "boringssl");
    addWeft("weft-tls-jdk", "Weft, io_uring, TLS of the JDK", OVER_TLS, "uring", "", "jdk");
  }

  private void addWeft(
      String id,
      String title,
      Set<BenchCase> cases,
      String backend,
      String scheduler,
      String provider) {
    Path jar = root.resolve(WeftCommand.JAR);
    String missing =
        Files.exists(jar) ? null : WeftCommand.JAR + " is not there; ./weft build makes it";
    var command = new WeftCommand(jar, backend, scheduler, provider, processes.folder());
    servers.add(new BenchServer(id, title, Platform.JVM, cases, command, missing));
  }

  private void addLimit() throws IOException, InterruptedException {
    Optional<Path> limit = new CProgram(ServerCatalog.class, "limit").compile(processes);
    servers.add(
        new BenchServer(
            LIMIT,
            "C, io_uring, no HTTP",
            Platform.NATIVE,
            OF_LIMIT,
            new LimitCommand(limit.orElse(Path.of(LIMIT))),
            limit.isPresent() ? null : "gcc is not installed"));
  }

  private void addPeers() {
    addPeer("netty-uring", "Netty, io_uring, tuned", IN_CLEARTEXT, NettyPeer.class, "uring");
    addPeer("netty-epoll", "Netty, epoll, tuned", IN_CLEARTEXT, NettyPeer.class, "epoll");
    addPeer("netty-nio", "Netty, NIO, tuned", IN_CLEARTEXT, NettyPeer.class, "nio");
    addPeer(
        "netty-example",
        "Netty, io_uring, as its example",
        OF_NETTY_EXAMPLE,
        NettyPeer.class,
        "uring");
    addPeer("vertx-uring", "Vert.x, io_uring", ALL, VertxPeer.class, "uring");
    addPeer("vertx-epoll", "Vert.x, epoll", ALL, VertxPeer.class, "epoll");
    addPeer("vertx-nio", "Vert.x, NIO", ALL, VertxPeer.class, "nio");
    addPeer("vertx-tls-jdk", "Vert.x, epoll, TLS of the JDK", OVER_TLS, VertxPeer.class, "epoll");
    addPeer("helidon", "Helidon", WITH_WEBSOCKETS, HelidonPeer.class, null);
    addPeer("undertow", "Undertow", IN_CLEARTEXT, UndertowPeer.class, null);
    addPeer("javalin", "Javalin (Jetty)", OF_JAVALIN, JavalinPeer.class, null);
  }

  private void addPeer(
      String id, String title, Set<BenchCase> cases, Class<?> main, @Nullable String transport) {
    ServerCommand command =
        (port, load) -> {
          List<String> arguments = new ArrayList<>(List.of(Integer.toString(port)));
          if (transport != null) {
            arguments.add(transport);
          }
          if (load.overTls()) {
            BenchCertificate certificate = BenchCertificate.of(load, processes.folder());
            arguments.add(id.endsWith("-tls-jdk") ? "jdk" : "openssl");
            arguments.addAll(List.of("" + certificate.file(), "" + certificate.key()));
          } else if (load.isFile()) {
            arguments.add(BenchFiles.in(processes.folder()).toString());
          } else if (load.overHttp2()) {
            arguments.add("h2c");
          } else if (id.endsWith("-example")) {
            arguments.add("example");
          }
          return JavaCommand.main(main, load, arguments);
        };
    Set<BenchCase> taken =
        cases.stream()
            .filter(load -> !OF_NO_PEER.contains(load))
            .collect(Collectors.toUnmodifiableSet());
    servers.add(new BenchServer(id, title, Platform.JVM, taken, command, null));
  }

  private void addNginx() {
    Optional<Path> nginx = Executables.find("nginx");
    servers.add(
        new BenchServer(
            "nginx",
            "nginx (fixed answers)",
            Platform.NATIVE,
            OF_NGINX,
            new NginxCommand(nginx.orElse(Path.of("nginx")), processes.folder()),
            nginx.isPresent() ? null : "nginx is not installed"));
  }
}
