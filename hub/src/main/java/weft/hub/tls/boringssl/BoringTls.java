package weft.hub.tls.boringssl;

import io.netty.internal.tcnative.Library;
import io.netty.internal.tcnative.SSL;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import weft.hub.jdk.JdkProperties;
import weft.hub.memory.Memory;
import weft.hub.tls.engine.ClientContext;
import weft.hub.tls.engine.ClientSettings;
import weft.hub.tls.engine.EngineRefused;
import weft.hub.tls.engine.ServerContext;
import weft.hub.tls.engine.ServerSettings;
import weft.hub.tls.engine.TlsLibrary;

/// BoringSSL, found beside the program and loaded once.
public final class BoringTls implements TlsLibrary {
  private static final String REMEDY =
      "add netty-tcnative-classes and the netty-tcnative-boringssl-static of this system";

  private static final String FOLDER_REMEDY =
      "have java.io.tmpdir name a folder that can be written and whose files may be executed";

  /// A handshake record with a message that no client sends.
  private static final byte[] NO_HANDSHAKE = {22, 3, 1, 0, 5, 99, 0, 0, 1, 0};

  /// The record type of alerts, and the size of such a record.
  private static final byte ALERT = 21;

  private static final int ALERT_BYTES = 7;

  /// Why it cannot be used, or `null`.
  private static final @Nullable Refusal REFUSAL = load();

  private record Refusal(String reason, String remedy) {}

  /// Makes sure that it is there.
  ///
  /// @throws EngineRefused when it is not, or is not the one expected
  public BoringTls() throws EngineRefused {
    if (REFUSAL != null) {
      throw new EngineRefused(REFUSAL.reason(), REFUSAL.remedy());
    }
  }

  @Override
  public String name() {
    return "BoringSSL";
  }

  @Override
  public ServerContext serverContext(ServerSettings settings) throws EngineRefused {
    return BoringServerContext.create(settings);
  }

  @Override
  public ClientContext clientContext(ClientSettings settings) throws EngineRefused {
    return BoringClientContext.create(settings);
  }

  private static @Nullable Refusal load() {
    String system = JdkProperties.system();
    String architecture = JdkProperties.architecture();
    String name = NativeLibraryFile.name(system, architecture);
    if (name == null) {
      String reason = "netty-tcnative has no BoringSSL for " + system + " on " + architecture;
      return new Refusal(reason, "use the provider jdk");
    }
    try (InputStream library =
        BoringTls.class.getClassLoader().getResourceAsStream("META-INF/native/" + name)) {
      if (library == null) {
        return new Refusal("BoringSSL's native library " + name + " is not there", REMEDY);
      }
      load(name, library);
    } catch (IOException | UnsatisfiedLinkError unusable) {
      String what = unusable.getClass().getSimpleName() + ": " + unusable.getMessage();
      return new Refusal("BoringSSL's native library does not load: " + what, FOLDER_REMEDY);
    }
    String refusal = initialize();
    return refusal == null ? null : new Refusal(refusal, REMEDY);
  }

  // Native access is what this package is for.
  @SuppressWarnings("restricted")
  private static void load(String name, InputStream library) throws IOException {
    // It keeps its name: the library tells from it which classes to bind.
    Path folder = Files.createTempDirectory("weft-boringssl-");
    Path copy = folder.resolve(name);
    try {
      Files.copy(library, copy);
      System.load(copy.toAbsolutePath().toString());
    } finally {
      delete(copy);
      delete(folder);
    }
  }

  /// Where the system allows, the file goes at once; the mapping stays.
  private static void delete(Path copy) {
    try {
      Files.deleteIfExists(copy);
    } catch (IOException inUse) {
      copy.toFile().deleteOnExit();
    }
  }

  private static @Nullable String initialize() {
    try {
      NativeCall.of("to begin", () -> Library.initialize("provided", null));
    } catch (EngineRefused refused) {
      return refused.getMessage();
    }
    String version = SSL.versionString();
    return "BoringSSL".equals(version) ? selfTest() : "the native library is " + version;
  }

  /// Whether classes and library fit together, seen by a connection that must fail with an alert.
  private static @Nullable String selfTest() {
    try (Arena arena = Arena.ofConfined()) {
      NativeSslContext context = NativeSslContext.ofServer(true);
      NativeSsl ssl = NativeSsl.ofServer(context.pointer(), 4096);
      try {
        long memory = arena.allocate(64).address();
        Memory.copyIn(NO_HANDSHAKE, 0, memory, NO_HANDSHAKE.length);
        int answer = ssl.handshake(memory, NO_HANDSHAKE.length);
        boolean refuses = answer == -SSL.SSL_ERROR_SSL;
        int size = ssl.outputSize();
        boolean alerts = size == ALERT_BYTES && ssl.takeOutput(memory, 64) == size;
        return refuses && alerts && Memory.getByte(memory) == ALERT
            ? null
            : "the native library fails its self-test";
      } finally {
        ssl.free();
        context.free();
      }
    } catch (EngineRefused refused) {
      return "the native library fails its self-test: " + refused.getMessage();
    }
  }
}
