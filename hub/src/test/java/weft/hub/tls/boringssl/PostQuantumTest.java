package weft.hub.tls.boringssl;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.internal.tcnative.CertificateVerifier;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.hub.tls.TestMaterial;
import weft.hub.tls.TlsOptions;
import weft.hub.tls.engine.EngineRefused;
import weft.hub.tls.engine.ServerContext;
import weft.hub.tls.engine.ServerSettings;
import weft.hub.tls.engine.TlsEngine;

/// Key exchange groups, with BoringSSL on both sides and memory between them.
@Timeout(30)
class PostQuantumTest {
  private static final int ROOM = 32 * 1024;

  @ParameterizedTest
  @ValueSource(strings = {"X25519MLKEM768", "X25519", "P-256"})
  void theGroupsOfTheDefaultsAreSpoken(String group) throws Exception {
    BoringTls library;
    try {
      library = new BoringTls();
    } catch (EngineRefused absent) {
      Assumptions.abort(absent.getMessage());
      return;
    }
    long context = SSLContext.make(SSL.SSL_PROTOCOL_TLSV1_3, SSL.SSL_MODE_CLIENT);
    SSLContext.setCurvesList(context, group);
    SSLContext.setVerify(context, SSL.SSL_CVERIFY_REQUIRED, 1);
    SSLContext.setCertVerifyCallback(
        context,
        new CertificateVerifier() {
          @Override
          public int verify(long ssl, byte[][] chain, String authAlgorithm) {
            return X509_V_OK;
          }
        });
    long client = SSL.newSSL(context, false);
    long channel = SSL.bioNewByteBuffer(client, ROOM);
    try (Arena arena = Arena.ofConfined();
        ServerContext server = library.serverContext(settings())) {
      long memory = arena.allocate(ROOM).address();
      TlsEngine engine = server.newEngine();
      SSL.doHandshake(client);
      int flight = take(channel, memory);
      assertThat(engine.handshake(memory, flight)).isEqualTo(TlsEngine.Step.MORE);

      int answer = engine.takeOutput(memory, ROOM);
      SSL.bioSetByteBuffer(channel, memory, answer, false);
      SSL.clearError();
      assertThat(SSL.doHandshake(client)).as("the client is done").isEqualTo(1);
      SSL.bioClearByteBuffer(channel);
      flight = take(channel, memory);

      assertThat(engine.handshake(memory, flight)).isEqualTo(TlsEngine.Step.ESTABLISHED);
      assertThat(SSL.getGroupName(client)).isEqualTo(group);
      assertThat(engine.agreement().protocol()).isEqualTo("TLSv1.3");
      engine.close(() -> {});
    } finally {
      SSL.freeSSL(client);
      SSLContext.free(context);
    }
  }

  private static ServerSettings settings() {
    return new ServerSettings(
        List.of(TestMaterial.ec()),
        null,
        false,
        new byte[0],
        true,
        List.of(),
        TlsOptions.DEFAULTS.groups(),
        List.of("h2"),
        null,
        null);
  }

  private static int take(long channel, long memory) {
    SSL.bioSetByteBuffer(channel, memory, ROOM, true);
    SSL.bioFlushByteBuffer(channel);
    int count = ROOM - SSL.bioLengthByteBuffer(channel);
    SSL.bioClearByteBuffer(channel);
    return count;
  }
}
