package weft.verify.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.verify.wire.WireAnswer;
import weft.verify.wire.WireClient;

/// How the demo ends, and what it says to bad use.
@Tag("interop")
@Timeout(60)
final class OperationInteropTest {
  private static final int DESCRIPTORS = 128;

  static List<DemoMode> modes() {
    return DemoMode.all();
  }

  @ParameterizedTest
  @MethodSource("modes")
  void termUnderLoadLosesNoAcceptedRequest(DemoMode mode) throws Exception {
    try (DemoProcess demo = DemoProcess.start(mode)) {
      TermLoad load = new TermLoad(demo.port(), 16);
      load.start();
      load.awaitAnswers(400);

      load.aboutToTerminate();
      demo.terminate();
      int exitCode = demo.awaitExit();
      load.awaitEnd();

      assertThat(exitCode).as(demo.output()).isZero();
      assertThat(load.lost()).as("requests the server had and did not answer").isEmpty();
      assertThat(load.answeredLate()).as("requests in flight when it was told to end").isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("modes")
  void outOfDescriptorsItServesWhomItHasAndLaterTheOthers(DemoMode mode) throws Exception {
    try (DemoProcess demo = DemoProcess.startWithDescriptors(mode, DESCRIPTORS);
        WireClient served = new WireClient(demo.address())) {
      ask(served);
      List<WireClient> crowd = new ArrayList<>();
      for (int count = 0; count < 2 * DESCRIPTORS; count++) {
        crowd.add(new WireClient(demo.address()));
      }

      ask(served);
      for (WireClient client : crowd.subList(0, DESCRIPTORS + DESCRIPTORS / 2)) {
        client.close();
      }

      for (WireClient client : crowd.subList(DESCRIPTORS + DESCRIPTORS / 2, crowd.size())) {
        ask(client);
        client.close();
      }
      demo.awaitLine("no connection can be accepted at");
      assertThat(demo.output().lines())
          .as("once, however often accepting failed")
          .filteredOn(line -> line.contains("no connection can be accepted"))
          .singleElement()
          .asString()
          .contains(":" + demo.port(), "too many open files");
    }
  }

  private static void ask(WireClient client) throws IOException {
    ask(client, "/plaintext");
  }

  private static void ask(WireClient client, String path) throws IOException {
    client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(client.read(1)).extracting(WireAnswer::status).containsExactly(200);
  }

  @Test
  void itRunsFromModules() throws Exception {
    try (DemoProcess demo = DemoProcess.startModules();
        WireClient client = new WireClient(demo.address())) {
      ask(client, "/plaintext");
      ask(client, "/json");
      assertThat(demo.output()).doesNotContain("WARNING");
    }
  }

  /// It cannot be told 503 without the handshake there is no room for.
  @Test
  void oneTooManyIsResetAtTheTlsPort(@TempDir Path cache) throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    DemoMode mode = DemoMode.all().getFirst();
    try (DemoProcess demo =
            DemoProcess.startSecure(mode, cache, "--connections-max", "1", "--hubs", "1");
        Socket first = new Socket(here, demo.tlsPort());
        Socket second = new Socket(here, demo.tlsPort())) {
      assertThatExceptionOfType(SocketException.class)
          .isThrownBy(() -> second.getInputStream().read())
          .withMessage("Connection reset");
      try (WireClient plain = new WireClient(demo.address())) {
        assertThat(plain.read(1)).extracting(WireAnswer::status).containsExactly(503);
      }
      assertThat(first.isConnected()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"uring", "epoll", "nio"})
  void aServerThatWasKilledLeavesThePathToTheNext(String backend, @TempDir Path folder)
      throws Exception {
    String socket = folder.resolve("weft.sock").toString();
    String[] options = {"--unix-socket", socket, "--tls-port", "off", "--backend", backend};
    try (DemoProcess killed = DemoProcess.startRaw(options)) {
      killed.awaitLine("scheduler");
      killed.kill();
    }
    assertThat(Path.of(socket)).exists();

    try (DemoProcess next = DemoProcess.startRaw(options)) {
      next.awaitLine("listening  unix:" + socket);
      next.awaitLine("scheduler");
      try (DemoProcess third = DemoProcess.startRaw(options)) {
        assertThat(third.awaitExit()).isEqualTo(1);
        assertThat(third.output())
            .startsWith("weft: cannot listen on " + socket)
            .endsWith("somebody listens there already");
      }
      next.terminate();
      assertThat(next.awaitExit()).isZero();
    }
    assertThat(Path.of(socket)).doesNotExist();
  }

  @Test
  void anOccupiedPortIsSaidInOneLine() throws Exception {
    try (ServerSocket occupant = new ServerSocket(0, 1, InetAddress.ofLiteral("0.0.0.0"));
        DemoProcess demo = DemoProcess.startRaw("--port", "" + occupant.getLocalPort())) {
      assertThat(demo.awaitExit()).as(demo.output()).isNotZero();
      assertThat(demo.output().strip().lines().toList()).as(demo.output()).hasSize(1);
      assertThat(demo.output()).contains("" + occupant.getLocalPort());
    }
  }

  @Test
  void aWrongOptionNamesItselfItsValueAndItsRange() throws Exception {
    try (DemoProcess demo = DemoProcess.startRaw("--port", "70000")) {
      assertThat(demo.awaitExit()).as(demo.output()).isEqualTo(2);
      assertThat(demo.output()).contains("port", "70000", "65535").doesNotContain("Exception");
    }
  }

  @Test
  void anUnknownOptionAndAnUnknownWordAreRefused() throws Exception {
    for (String[] options :
        new String[][] {{"--colour", "blue"}, {"--backend", "kqueue"}, {"--hubs", "many"}}) {
      try (DemoProcess demo = DemoProcess.startRaw(options)) {
        assertThat(demo.awaitExit()).as(demo.output()).isEqualTo(2);
        assertThat(demo.output()).contains(options[0]).doesNotContain("Exception");
      }
    }
  }
}
