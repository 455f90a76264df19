package weft.bench.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.bench.plan.BenchCase;
import weft.bench.process.ChildProcesses;

class ServerCatalogTest {
  @TempDir Path root;

  @Test
  void everyNamedServerIsThereInOrder() throws IOException, InterruptedException {
    try (var processes = ChildProcesses.open()) {
      assertThat(ServerCatalog.of(root, processes))
          .extracting(BenchServer::id)
          .containsExactlyElementsOf(ServerCatalog.IDS);
    }
  }

  @Test
  void weftIsMissingUntilItsDemoIsBuilt() throws IOException, InterruptedException {
    try (var processes = ChildProcesses.open()) {
      assertThat(ServerCatalog.of(root, processes).getFirst().missing())
          .contains("weft-demo.jar is not there");

      Path jar = root.resolve(WeftCommand.JAR);
      Files.createDirectories(jar.getParent());
      Files.createFile(jar);

      assertThat(ServerCatalog.of(root, processes).getFirst().missing()).isNull();
    }
  }

  @Test
  void everyJavaServerGetsTheSameFlags() throws IOException, InterruptedException {
    try (var processes = ChildProcesses.open()) {
      for (BenchServer server : ServerCatalog.of(root, processes)) {
        if (server.platform() == BenchServer.Platform.JVM) {
          List<String> command = server.command().on(8080, BenchCase.PLAINTEXT);

          assertThat(command.subList(1, 1 + JavaCommand.FLAGS.size()))
              .as(server.id())
              .isEqualTo(JavaCommand.FLAGS);
          assertThat(command).as(server.id()).contains("8080");
        }
      }
    }
  }

  @Test
  void memoryOfIdleConnectionsIsMeasuredWithASmallYoungGeneration()
      throws IOException, InterruptedException {
    try (var processes = ChildProcesses.open()) {
      BenchServer weft = ServerCatalog.of(root, processes).getFirst();

      assertThat(weft.command().on(8080, BenchCase.IDLE)).containsAll(JavaCommand.IDLE_FLAGS);
    }
  }

  @Test
  void serversAreGivenACertificateForTls() throws IOException, InterruptedException {
    try (var processes = ChildProcesses.open()) {
      for (BenchServer server : ServerCatalog.of(root, processes)) {
        if (server.cases().contains(BenchCase.HTTPS)
            && server.platform() == BenchServer.Platform.JVM) {
          boolean isJdk = server.id().endsWith("-tls-jdk");
          String provider = isJdk ? "jdk" : server.isWeft() ? "boringssl" : "openssl";

          List<String> command = server.command().on(8443, BenchCase.HTTPS);

          assertThat(command).as(server.id()).contains("8443", provider);
          assertThat(command).as(server.id()).anyMatch(word -> word.endsWith("key.pem"));
        }
      }
    }
  }

  @Test
  void anRsaKeyIsMadeWhereTheCaseSaysSo() throws IOException, GeneralSecurityException {
    BenchCertificate made = BenchCertificate.of(BenchCase.HANDSHAKES_RSA, root);

    try (InputStream input = Files.newInputStream(made.file())) {
      Certificate read = CertificateFactory.getInstance("X.509").generateCertificate(input);
      assertThat(read.getPublicKey())
          .isInstanceOfSatisfying(
              RSAPublicKey.class, key -> assertThat(key.getModulus().bitLength()).isEqualTo(2048));
    }
    assertThat(BenchCertificate.of(BenchCase.RESUMED_RSA, root)).isEqualTo(made);
    assertThat(BenchCertificate.of(BenchCase.HANDSHAKES, root)).isNotEqualTo(made);
  }

  @Test
  void nettysExampleIsToldSo() throws IOException, InterruptedException {
    try (var processes = ChildProcesses.open()) {
      for (BenchServer server : ServerCatalog.of(root, processes)) {
        if (server.id().startsWith("netty-")) {
          boolean isExample = server.command().on(8080, BenchCase.PIPELINED).contains("example");

          assertThat(isExample).as(server.id()).isEqualTo(server.id().equals("netty-example"));
        }
      }
    }
  }

  @Test
  void weftRunsOnOneHub() throws IOException {
    var command = new WeftCommand(Path.of("demo.jar"), "uring", "jdk", "boringssl", root);

    assertThat(command.on(8080, BenchCase.JSON))
        .endsWith(
            "demo.jar",
            "--port",
            "8080",
            "--tls-port",
            "off",
            "--backend",
            "uring",
            "--hubs",
            "1",
            "--scheduler",
            "jdk");
  }

  @Test
  void peersAreToldOfHttp2() throws IOException, InterruptedException {
    try (var processes = ChildProcesses.open()) {
      for (BenchServer server : ServerCatalog.of(root, processes)) {
        if (server.platform() == BenchServer.Platform.JVM
            && !server.isWeft()
            && server.cases().contains(BenchCase.H2C)) {
          assertThat(server.command().on(8080, BenchCase.H2C)).as(server.id()).endsWith("h2c");
          assertThat(server.command().on(8080, BenchCase.JSON)).doesNotContain("h2c");
        }
      }
    }
  }

  @Test
  void theLimitClosesOnlyWhereConnectionsAreNew() {
    var command = new LimitCommand(Path.of("limit"));

    assertThat(command.on(8080, BenchCase.CLOSE)).containsExactly("limit", "8080", "close");
    assertThat(command.on(8080, BenchCase.WS_ECHO)).containsExactly("limit", "8080", "ws");
    assertThat(command.on(8080, BenchCase.PLAINTEXT)).containsExactly("limit", "8080");
  }

  @Test
  void nginxIsToldItsPortAndFolder() throws IOException {
    var command = new NginxCommand(Path.of("nginx"), root);

    command.on(8080, BenchCase.PLAINTEXT);

    assertThat(root.resolve("nginx.conf"))
        .content()
        .contains("listen 127.0.0.1:8080 backlog", root.resolve("nginx.pid").toString())
        .doesNotContain("PORT", "FOLDER");

    command.on(8080, BenchCase.H2C);

    assertThat(root.resolve("nginx.conf"))
        .content()
        .contains("listen 127.0.0.1:8080 http2 backlog");

    command.on(8080, BenchCase.HTTPS_H2);

    assertThat(root.resolve("nginx.conf"))
        .content()
        .contains("listen 127.0.0.1:8080 ssl http2 backlog", "ssl_certificate_key ")
        .doesNotContain("CERTIFICATE");
  }
}
