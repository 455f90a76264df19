package weft.hub.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.memory.Memory;
import weft.hub.tls.engine.ServerContext;
import weft.hub.tls.engine.TlsEngine;

/// Engines survive whatever is sent in the place of a handshake: thousands of damaged hellos in
/// random pieces, from a seed.
@Timeout(120)
class TlsHostileInputTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("Authority");
  private static final long SEED = 20260;
  private static final int ROUNDS = 2_000;

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void damagedHellosFailInOrder(TlsProviderChoice provider) throws Exception {
    TlsOptions options =
        TlsOptions.DEFAULTS
            .withProvider(provider)
            .withIdentity(AUTHORITY.server("localhost").identity());
    byte[] hello;
    try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), options)) {
      hello = RecordedHello.of(new JdkTlsClient(echo.address(), AUTHORITY.certificate));
    }
    TlsOptions asking =
        options
            .withClientAuthentication(ClientAuthentication.NEED)
            .withTrustAnchors(List.of(AUTHORITY.file(folder)));
    for (TlsOptions each : List.of(options, asking)) {
      try (TlsServer server = TlsServer.create(each)) {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
          feed(server, damaged(hello, random), random);
        }
        assertThat(server.users()).isEqualTo(1);
      }
    }
  }

  private static byte[] damaged(byte[] hello, Random random) {
    byte[] bytes = hello.clone();
    int flips = random.nextInt(4);
    for (int count = 0; count < flips; count++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
      case 1 -> Arrays.copyOf(bytes, bytes.length + random.nextInt(200));
      case 2 -> twice(bytes);
      default -> bytes;
    };
  }

  private static byte[] twice(byte[] bytes) {
    byte[] twice = Arrays.copyOf(bytes, 2 * bytes.length);
    System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
    return twice;
  }

  private static void feed(TlsServer server, byte[] bytes, Random random) {
    SharedContext<ServerContext> shared = server.enter();
    TlsEngine engine = shared.context().newEngine();
    try (Arena arena = Arena.ofConfined()) {
      long room = arena.allocate(64 * 1024).address();
      long address = arena.allocate(bytes.length).address();
      Memory.copyIn(bytes, 0, address, bytes.length);
      int position = 0;
      int offered = 0;
      TlsEngine.Step step = TlsEngine.Step.MORE;
      while (step != TlsEngine.Step.FAILED && (position < bytes.length || offered > 0)) {
        int left = bytes.length - position;
        offered = Math.min(left, 1 + random.nextInt(random.nextBoolean() ? left : 20));
        step = handshake(engine, address + position, offered);
        position += engine.consumed();
        assertThat(step).isNotEqualTo(TlsEngine.Step.ESTABLISHED);
        assertThat(engine.outputSize()).isBetween(0, 64 * 1024);
        engine.takeOutput(room, 64 * 1024);
        if (position == bytes.length) {
          break;
        }
      }
      if (step == TlsEngine.Step.FAILED) {
        assertThat(engine.failure()).isNotNull();
      }
    } finally {
      engine.close(shared::leave);
    }
  }

  private static TlsEngine.Step handshake(TlsEngine engine, long address, int length) {
    TlsEngine.Step step = engine.handshake(address, length);
    if (step == TlsEngine.Step.TASK) {
      int consumed = engine.consumed();
      engine.task().run();
      step = engine.handshake(address + consumed, length - consumed);
    }
    return step;
  }
}
