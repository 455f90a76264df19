package weft.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import weft.bench.plan.BenchCase;
import weft.bench.process.CProgram;
import weft.bench.process.ChildProcesses;
import weft.bench.process.Core;
import weft.bench.process.Executables;

/// Loads a server from the other core: as fast as it answers (wrk, for HTTP/2 h2load), or at a
/// given rate. What wrk does not know, a rate, handshakes, connections that stay, C programs of our
/// own do.
public final class LoadGenerator {
  /// What a generator may take beyond the length of its run, in seconds.
  private static final int OVERTIME_SECONDS = 20;

  /// What opening thousands of connections may take, in seconds.
  private static final int OPENING_SECONDS_MAX = 60;

  /// Told when the load begins, behind all that goes before.
  @FunctionalInterface
  public interface Beginning {
    /// @throws IOException when what is to be measured is gone
    void begins() throws IOException;
  }

  /// Connections that stay.
  static final CProgram STREAMS = new CProgram(LoadGenerator.class, "streams");

  /// Connections over TLS, a new one for each request.
  static final CProgram HANDSHAKES =
      new CProgram(LoadGenerator.class, "handshakes", List.of("tls13.h"), List.of("crypto"));

  private final ChildProcesses processes;
  private final Path wrk;
  private final Path script;
  private final Optional<Path> paced;

  private LoadGenerator(ChildProcesses processes, Path wrk, Path script, Optional<Path> paced) {
    this.processes = processes;
    this.wrk = wrk;
    this.script = script;
    this.paced = paced;
  }

  /// Finds wrk and compiles the paced client.
  ///
  /// @throws IOException when wrk is not installed
  public static LoadGenerator open(ChildProcesses processes)
      throws IOException, InterruptedException {
    Path wrk = Executables.find("wrk").orElseThrow(() -> new IOException("wrk is not installed"));
    Path script = processes.folder().resolve("load.lua");
    if (Files.notExists(script)) {
      CProgram.extract(LoadGenerator.class, "load.lua", script);
    }
    return new LoadGenerator(
        processes, wrk, script, new CProgram(LoadGenerator.class, "paced").compile(processes));
  }

  /// Sends as fast as answers come back, with one thread.
  ///
  /// @throws IOException also for HTTP/2 where h2load is not installed
  public LoadResult saturate(InetSocketAddress server, BenchCase load, int seconds)
      throws IOException, InterruptedException {
    return saturate(server, load, seconds, () -> {});
  }

  /// Sends as fast as answers come back, or as the server gives what is subscribed to.
  public LoadResult saturate(
      InetSocketAddress server, BenchCase load, int seconds, Beginning beginning)
      throws IOException, InterruptedException {
    return switch (load) {
      case WS_ECHO, FEED, FEED_ALL_READ -> streams(server, load, seconds, beginning);
      default -> {
        beginning.begins();
        yield saturateAtOnce(server, load, seconds);
      }
    };
  }

  private LoadResult saturateAtOnce(InetSocketAddress server, BenchCase load, int seconds)
      throws IOException, InterruptedException {
    return switch (load) {
      case HANDSHAKES, HANDSHAKES_RSA -> handshakes(server, load, "full", seconds);
      case RESUMED, RESUMED_RSA -> handshakes(server, load, "resumed", seconds);
      default ->
          load.overHttp2()
              ? saturateHttp2(server, load, seconds)
              : saturateHttp1(server, load, seconds);
    };
  }

  /// By a client of our own: wrk and h2load cannot resume, `openssl s_time` makes one connection at
  /// a time, and the client of a whole library costs more than the server, which then mostly waits.
  private LoadResult handshakes(InetSocketAddress server, BenchCase load, String kind, int seconds)
      throws IOException, InterruptedException {
    Path client =
        HANDSHAKES
            .compile(processes)
            .orElseThrow(() -> new IOException("gcc is not installed, it makes the client"));
    List<String> command =
        List.of(
            client.toString(),
            Integer.toString(server.getPort()),
            load.target(),
            Integer.toString(load.connections()),
            Integer.toString(seconds),
            kind);
    return LoadResult.parse(output(command, seconds));
  }

  private LoadResult streams(
      InetSocketAddress server, BenchCase load, int seconds, Beginning beginning)
      throws IOException, InterruptedException {
    Path client =
        STREAMS
            .compile(processes)
            .orElseThrow(() -> new IOException("gcc is not installed, it makes the client"));
    List<String> command =
        List.of(
            client.toString(),
            Integer.toString(server.getPort()),
            load.target(),
            Integer.toString(load.connections()),
            Integer.toString(seconds),
            switch (load) {
              case FEED -> "events";
              case FEED_ALL_READ -> "all-read";
              default -> "echo";
            });
    try (var running = TwoStepProgram.start(Core.LOAD.pin(command), processes)) {
      running.awaitLine("open", OPENING_SECONDS_MAX);
      beginning.begins();
      return LoadResult.parse(running.goOn(seconds + OVERTIME_SECONDS));
    }
  }

  private LoadResult saturateHttp2(InetSocketAddress server, BenchCase load, int seconds)
      throws IOException, InterruptedException {
    Path h2load =
        Executables.find("h2load").orElseThrow(() -> new IOException("h2load is not installed"));
    List<String> command = new ArrayList<>(List.of(h2load.toString(), "-t1"));
    command.addAll(List.of("-c", Integer.toString(load.connections())));
    command.addAll(List.of("-m", Integer.toString(BenchCase.STREAMS)));
    command.addAll(List.of("-D", Integer.toString(seconds)));
    command.add(url(server, load));
    return H2loadOutput.parse(output(command, seconds));
  }

  private LoadResult saturateHttp1(InetSocketAddress server, BenchCase load, int seconds)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(wrk.toString(), "-t1"));
    command.addAll(List.of("-c", Integer.toString(load.connections())));
    command.addAll(List.of("-d", seconds + "s", "--timeout", "10s"));
    command.addAll(List.of("-s", script.toString()));
    if (load == BenchCase.CLOSE) {
      command.addAll(List.of("-H", "Connection: close"));
    }
    command.add(url(server, load));
    int depth = load == BenchCase.PIPELINED ? BenchCase.PIPELINE_DEPTH : 1;
    int body =
        switch (load) {
          case ECHO -> BenchCase.ECHO_BYTES;
          case UPLOAD -> BenchCase.UPLOAD_BYTES;
          default -> 0;
        };
    command.addAll(List.of("--", Integer.toString(depth), Integer.toString(body)));
    switch (load) {
      case UPLOAD -> command.add("form");
      case HEADS, HEADS_AGAIN -> command.add(load.id());
      default -> {}
    }
    return LoadResult.parse(output(command, seconds));
  }

  private static String url(InetSocketAddress server, BenchCase load) {
    return (load.overTls() ? "https" : "http") + "://127.0.0.1:" + server.getPort() + load.target();
  }

  /// Sends at a fixed rate, each request timed from when it was due.
  ///
  /// @param rate requests per second
  /// @throws IOException also where there was no gcc to compile the client
  public LoadResult pace(InetSocketAddress server, BenchCase load, long rate, int seconds)
      throws IOException, InterruptedException {
    Path client =
        paced.orElseThrow(() -> new IOException("gcc is not installed, it makes the client"));
    List<String> command =
        List.of(
            client.toString(),
            Integer.toString(server.getPort()),
            load.target(),
            Integer.toString(load.connections()),
            Long.toString(rate),
            Integer.toString(seconds));
    return LoadResult.parse(output(command, seconds));
  }

  private String output(List<String> command, int seconds)
      throws IOException, InterruptedException {
    return processes.run(Core.LOAD.pin(command), seconds + OVERTIME_SECONDS);
  }
}
