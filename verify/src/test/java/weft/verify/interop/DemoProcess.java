package weft.verify.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The demo server in a process of its own.
final class DemoProcess implements AutoCloseable {
  private static final long START_SECONDS = 40;
  private static final long END_SECONDS = 20;
  private static final Pattern DEMO_PARTS =
      Pattern.compile("/(hub|http|web|examples)/target/(?!test)|jackson|jspecify");
  private static final Pattern PORT = Pattern.compile("://[^/ ]*:([0-9]+)");
  private static final String END = "(end of output)";

  private static final String SERIAL = "-XX:+UseSerialGC";

  /// Hundreds are started here, and live so shortly that better compiled code would not pay.
  private static final String QUICK = "-XX:TieredStopAtLevel=1";

  /// A port that the system chooses, and no TLS.
  private static final List<String> PLAIN = List.of("--port", "0", "--tls-port", "off");

  private final Process process;
  private int port;
  private int tlsPort;
  private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
  private final LinkedBlockingQueue<String> news = new LinkedBlockingQueue<>();
  private final Thread collector = Thread.ofPlatform().daemon().unstarted(this::collect);

  private DemoProcess(Process process) {
    this.process = process;
  }

  /// Starts the demo on a free port and returns when it says that it listens.
  static DemoProcess start(DemoMode mode, String... options) throws Exception {
    List<String> command = new ArrayList<>(command(mode.opened()));
    command.addAll(List.of("--backend", mode.backend()));
    command.addAll(PLAIN);
    command.addAll(List.of(options));
    return started(launch(command, Map.of()), false);
  }

  /// Starts the demo with TLS too, and returns when it says that it listens.
  ///
  /// @param cache where its development certificate is kept, if it makes one
  static DemoProcess startSecure(DemoMode mode, Path cache, String... options) throws Exception {
    List<String> command = new ArrayList<>(command(mode.opened()));
    command.addAll(List.of("--backend", mode.backend(), "--port", "0", "--tls-port", "0"));
    command.addAll(List.of(options));
    return started(launch(command, Map.of("XDG_CACHE_HOME", cache.toString())), true);
  }

  /// Starts the demo with these options only and does not wait.
  static DemoProcess startRaw(String... options) throws Exception {
    List<String> command = new ArrayList<>(command(true));
    command.addAll(List.of(options));
    return launch(command, Map.of());
  }

  /// Starts the demo with few file descriptors.
  ///
  /// @param descriptors how many it may have open, those of the JDK included
  static DemoProcess startWithDescriptors(DemoMode mode, int descriptors) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", "-c", "ulimit -n " + descriptors + " && exec \"$@\"", "sh"));
    command.addAll(command(mode.opened()));
    command.addAll(List.of("--backend", mode.backend(), "--hubs", "1"));
    command.addAll(PLAIN);
    return started(launch(command, Map.of()), false);
  }

  /// Starts the demo from modules instead of one jar.
  static DemoProcess startModules() throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(java(), SERIAL, QUICK, "--module-path", modulePath()));
    command.addAll(
        List.of(
            "--add-opens",
            "java.base/java.lang=weft.hub",
            "--enable-native-access=weft.hub",
            "--module",
            "weft.examples/weft.examples.demo.Demo"));
    command.addAll(PLAIN);
    return started(launch(command, Map.of()), false);
  }

  /// Waits until it says where it listens: a port that was looked for beforehand may be another's
  /// by the time at which it is bound.
  private static DemoProcess started(DemoProcess demo, boolean secure) throws Exception {
    try {
      demo.port = portIn(demo.awaitLine("listening  http://"));
      if (secure) {
        demo.tlsPort = portIn(demo.awaitLine("listening  https://"));
        demo.awaitLine("scheduler");
      }
      return demo;
    } catch (AssertionError | InterruptedException failure) {
      demo.kill();
      throw failure;
    }
  }

  private static int portIn(String line) {
    Matcher port = PORT.matcher(line);
    assertThat(port.find()).as("a port in: " + line).isTrue();
    return Integer.parseInt(port.group(1));
  }

  /// What of our class path is part of the demo.
  private static String modulePath() {
    String separator = Pattern.quote(File.pathSeparator);
    return Pattern.compile(separator)
        .splitAsStream(System.getProperty("java.class.path"))
        .filter(entry -> DEMO_PARTS.matcher(entry).find())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /// The program and its first arguments, to which options are added.
  ///
  /// @param opened whether the JDK's internals are open
  static List<String> command(boolean opened) throws IOException {
    Path jar = jar();
    // Only the manifest of a jar that is started with -jar opens the JDK's packages.
    return opened
        ? List.of(java(), SERIAL, QUICK, "-jar", jar.toString())
        : List.of(
            java(),
            SERIAL,
            QUICK,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            jar.toString(),
            mainClass(jar));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static DemoProcess launch(List<String> command, Map<String, String> variables)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(variables);
    DemoProcess demo = new DemoProcess(builder.start());
    demo.collector.start();
    return demo;
  }

  private static Path jar() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve("examples"))) {
      folder = folder.getParent();
    }
    Path jar = folder == null ? null : folder.resolve("examples/target/weft-demo.jar");
    assumeTrue(jar != null && Files.exists(jar), "the demo jar is not built");
    return Objects.requireNonNull(jar);
  }

  private static String mainClass(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest().getMainAttributes().getValue("Main-Class");
    }
  }

  private void collect() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
        news.add(line);
      }
    } catch (IOException ended) {
      lines.add("reading its output ended: " + ended);
    }
    news.add(END);
  }

  /// Waits for a line of output that holds a text, and answers it.
  String awaitLine(String text) throws InterruptedException {
    String line = "";
    while (!line.contains(text)) {
      line = news.poll(START_SECONDS, TimeUnit.SECONDS);
      if (line == null || line.equals(END)) {
        throw new AssertionError("the demo did not say '" + text + "', but: " + output());
      }
    }
    return line;
  }

  int port() {
    return port;
  }

  /// Where it speaks TLS.
  int tlsPort() {
    return tlsPort;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  String secureUrl(String path) {
    return "https://127.0.0.1:" + tlsPort + path;
  }

  /// What it has printed.
  String output() {
    return String.join("\n", lines);
  }

  /// Asks it to end, as `kill -TERM` does; what it prints then is read on.
  void terminate() {
    process.toHandle().destroy();
  }

  /// Ends it as `kill -9` does, and waits for that.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// Asks it to read its certificates anew; the test is skipped where it cannot be asked.
  void hangUp() throws IOException, InterruptedException {
    assumeFalse(ignoresHangUp(), "what is started here ignores SIGHUP, as everything behind nohup");
    Tool.run("kill", List.of("-HUP", "" + process.pid()));
  }

  /// Programs inherit what is ignored: `SigIgn` of Linux, whose lowest bit is SIGHUP's.
  private boolean ignoresHangUp() throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    return Files.isReadable(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) & 1) != 0);
  }

  /// Asks it to read its certificates anew and waits until it says that it has.
  void reload() throws IOException, InterruptedException {
    hangUp();
    awaitLine("Certificates are read anew");
  }

  /// Waits for its end and that of its output, and answers the exit code.
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the demo did not end: " + output());
    }
    collector.join(Duration.ofSeconds(END_SECONDS));
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the demo had to be killed: " + output());
    }
  }
}
