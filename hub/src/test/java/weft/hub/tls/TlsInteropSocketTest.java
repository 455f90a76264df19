package weft.hub.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// OpenSSL's client, where it is there.
@Timeout(60)
class TlsInteropSocketTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("Authority");

  @TempDir Path folder;

  private String client(TlsEcho echo, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + ((InetSocketAddress) echo.address()).getPort(),
                "-servername",
                "localhost",
                "-verify_hostname",
                "localhost",
                "-verify_return_error",
                "-CAfile",
                AUTHORITY.file(folder).toString()));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder text = new StringBuilder();
    process.getOutputStream().write("hello from afar\n".getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
    byte[] part = new byte[4096];
    int count;
    boolean closing = false;
    while ((count = process.getInputStream().read(part)) > 0) {
      text.append(new String(part, 0, count, StandardCharsets.ISO_8859_1));
      if (!closing && text.indexOf("\nhello from afar") >= 0) {
        closing = true;
        process.getOutputStream().close();
      }
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return text.toString();
  }

  private static boolean hasOpenssl() {
    try {
      return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
    } catch (IOException | InterruptedException absent) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void openssl(TlsProviderChoice provider) throws Exception {
    assumeTrue(hasOpenssl(), "OpenSSL is there");
    TlsOptions options =
        TlsOptions.DEFAULTS
            .withProvider(provider)
            .withIdentity(AUTHORITY.server("localhost").identity());
    for (String version : List.of("-tls1_3", "-tls1_2")) {
      try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), options)) {
        String session = folder.resolve("session" + version).toString();
        String first = client(echo, version, "-alpn", "h2,http/1.1", "-sess_out", session);
        assertThat(first)
            .contains("Verification: OK", "ALPN protocol: h2", "hello from afar", "New, TLSv1.");
        String second = client(echo, version, "-sess_in", session);
        assertThat(second).contains("Reused, TLSv1.", "hello from afar", "No ALPN negotiated");
        echo.awaitNoBuffers();
        assertThat(echo.tls.counters().failedHandshakes()).isEmpty();
      }
    }
  }
}
