package weft.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.bench.process.ChildProcesses;
import weft.hub.tls.DevelopmentCertificate;
import weft.hub.tls.TlsOptions;
import weft.hub.tls.TlsProviderChoice;
import weft.web.App;
import weft.web.options.HttpsSettings;
import weft.web.options.ServerOptions;

/// The client of handshakes, against Weft with either library.
class HandshakesClientSocketTest {
  /// Where the headers of OpenSSL lie when they are installed.
  private static final Path OPENSSL = Path.of("/usr/include/openssl/evp.h");

  @TempDir private static Path folder;
  private ChildProcesses processes;
  private App app;

  @BeforeEach
  void open() throws IOException {
    processes = ChildProcesses.open();
    app = App.create();
    app.get("/", (req, res) -> res.text("Hello"));
  }

  @AfterEach
  void stop() {
    app.close();
    processes.close();
  }

  private void start(TlsProviderChoice library, boolean tickets) throws IOException {
    DevelopmentCertificate own =
        DevelopmentCertificate.obtain(folder, List.of("localhost"), Instant.now());
    HttpsSettings https =
        HttpsSettings.DEFAULTS
            .withPort(0)
            .withCertificate(own.certificateFile())
            .withKey(own.keyFile())
            .withTls(TlsOptions.DEFAULTS.withProvider(library).withTickets(tickets));
    app.start(ServerOptions.DEFAULTS.withPort(0).withHttps(https));
  }

  private LoadResult load(String kind) throws IOException, InterruptedException {
    assumeTrue(Files.exists(OPENSSL), "no headers of OpenSSL here");
    Path client = LoadGenerator.HANDSHAKES.compile(processes).orElse(null);
    if (client == null) {
      return abort("no gcc here");
    }
    var address = (InetSocketAddress) Objects.requireNonNull(app.tlsAddress());
    String port = Integer.toString(address.getPort());
    return LoadResult.parse(
        processes.run(List.of(client.toString(), port, "/", "8", "1", kind), 20));
  }

  @ParameterizedTest
  @EnumSource(names = {"BORINGSSL", "JDK"})
  void fullHandshakes(TlsProviderChoice library) throws IOException, InterruptedException {
    start(library, true);

    LoadResult result = load("full");

    assertThat(result.requests()).isGreaterThan(20);
    assertThat(result.errors()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"BORINGSSL", "JDK"})
  void resumedHandshakes(TlsProviderChoice library) throws IOException, InterruptedException {
    start(library, true);

    LoadResult result = load("resumed");

    assertThat(result.requests()).isGreaterThan(20);
    assertThat(result.errors()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"BORINGSSL"})
  void handshakesThatAreFullAfterAllAreErrors(TlsProviderChoice library)
      throws IOException, InterruptedException {
    start(library, false);
    assertThat(load("resumed").errors()).isPositive();
  }
}
