package weft.bench.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import weft.bench.plan.BenchCase;
import weft.bench.process.ChildProcesses;
import weft.bench.process.Core;
import weft.bench.process.Executables;
import weft.bench.process.ProcessSample;

/// A server under test: started on its core, listening, ended with [#close].
public final class RunningServer implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(30);
  private static final int COLLECT_SECONDS_MAX = 60;

  /// Between two attempts to connect while the server starts.
  private static final int RETRY_MILLIS = 20;

  private static final int LOG_LINES_MAX = 20;

  private final BenchServer server;
  private final ChildProcesses processes;
  private final Process process;
  private final Path log;
  private final InetSocketAddress address;

  private RunningServer(
      BenchServer server,
      ChildProcesses processes,
      Process process,
      Path log,
      InetSocketAddress address) {
    this.server = server;
    this.processes = processes;
    this.process = process;
    this.log = log;
    this.address = address;
  }

  /// Starts the server and waits until it accepts connections.
  ///
  /// @throws IOException with the end of its output when it does not
  public static RunningServer start(BenchServer server, BenchCase load, ChildProcesses processes)
      throws IOException, InterruptedException {
    var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), freePort());
    Path log = Files.createTempFile(processes.folder(), server.id(), ".log");
    List<String> command = server.command().on(address.getPort(), load);
    Process process = processes.start(Core.SERVER.pin(command), log);
    var running = new RunningServer(server, processes, process, log, address);
    try {
      running.awaitListening();
    } catch (IOException e) {
      running.close();
      throw e;
    }
    return running;
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return address;
  }

  /// What it has used so far.
  public ProcessSample sample() throws IOException {
    return ProcessSample.of(process.pid());
  }

  /// Has a Java server collect its garbage; twice, so that what only the first left over goes too.
  ///
  /// @throws IOException also when there is no `jcmd`
  public void collectGarbage() throws IOException, InterruptedException {
    if (server.platform() == BenchServer.Platform.NATIVE) {
      return;
    }
    Path jcmd =
        Executables.jcmd().orElseThrow(() -> new IOException("jcmd is not beside the java in use"));
    List<String> collect = List.of(jcmd.toString(), Long.toString(process.pid()), "GC.run");
    for (int i = 0; i < 2; i++) {
      processes.run(Core.LOAD.pin(collect), COLLECT_SECONDS_MAX);
    }
  }

  /// The last lines it printed, for a message.
  public String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(log);
    int first = Math.max(0, lines.size() - LOG_LINES_MAX);
    return String.join("\n", lines.subList(first, lines.size()));
  }

  /// Ends the server.
  @Override
  public void close() {
    processes.end(process);
  }

  private void awaitListening() throws IOException, InterruptedException {
    Instant end = Instant.now().plus(START_MAX);
    while (Instant.now().isBefore(end)) {
      try (Socket socket = new Socket()) {
        socket.connect(address, RETRY_MILLIS);
        return;
      } catch (IOException _) {
        if (process.waitFor(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
          throw new IOException("ended with " + process.exitValue() + ": " + lastWords());
        }
      }
    }
    throw new IOException("not listening after " + START_MAX.toSeconds() + " s: " + lastWords());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
