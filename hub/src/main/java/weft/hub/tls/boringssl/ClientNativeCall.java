package weft.hub.tls.boringssl;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;
import weft.hub.tls.engine.PeerRefused;
import weft.hub.tls.engine.ServerName;

/// What callbacks need to know of the client's connection whose call into BoringSSL is under way on
/// this thread: BoringSSL calls back within the call, and names but a pointer.
final class ClientNativeCall {
  private static final ThreadLocal<@Nullable ClientNativeCall[]> UNDER_WAY =
      ThreadLocal.withInitial(() -> new ClientNativeCall[1]);

  private final ServerName server;
  private final @Nullable String sessionKey;
  private @Nullable PeerRefused refusal;

  /// @param sessionKey under which its sessions are kept, `null` to keep none
  ClientNativeCall(ServerName server, @Nullable String sessionKey) {
    this.server = server;
    this.sessionKey = sessionKey;
  }

  /// That of this thread, `null` outside of calls.
  static @Nullable ClientNativeCall underWay() {
    return UNDER_WAY.get()[0];
  }

  @HotPath
  void begins() {
    UNDER_WAY.get()[0] = this;
  }

  @HotPath
  static void ends() {
    UNDER_WAY.get()[0] = null;
  }

  ServerName server() {
    return server;
  }

  @Nullable String sessionKey() {
    return sessionKey;
  }

  void refused(PeerRefused why) {
    refusal = why;
  }

  /// Why the server's certificate was refused, or `null`.
  @Nullable PeerRefused refusal() {
    return refusal;
  }
}
