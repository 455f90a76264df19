package weft.hub.tls.boringssl;

import io.netty.internal.tcnative.SSLSession;
import io.netty.internal.tcnative.SSLSessionCache;
import org.jspecify.annotations.Nullable;
import weft.hub.tls.engine.ClientSettings;

/// Takes the sessions BoringSSL hands out, on hubs and on the pool, and has connections take them
/// up again.
final class ClientSessions implements SSLSessionCache {
  private final SessionTable table =
      new SessionTable(ClientSettings.SESSIONS_MAX, SSLSession::free);

  @Override
  public boolean sessionCreated(long ssl, long session) {
    ClientNativeCall call = ClientNativeCall.underWay();
    String key = call == null ? null : call.sessionKey();
    if (key == null) {
      return false;
    }
    table.put(new SessionTable.Entry(key, session, SSLSession.shouldBeSingleUse(session)));
    return true;
  }

  /// What servers look up.
  @Override
  public long getSession(long ssl, byte[] sessionId) {
    return 0;
  }

  /// Takes a session out; [#use] or [#clear] gives it back.
  SessionTable.@Nullable Entry take(String key) {
    return table.take(key);
  }

  /// Has a connection take it up.
  void use(SessionTable.Entry entry, NativeSsl ssl) {
    ssl.takeUp(entry.pointer());
    if (entry.isSingleUse()) {
      SSLSession.free(entry.pointer());
    } else {
      table.put(entry);
    }
  }

  void clear() {
    table.clear();
  }
}
