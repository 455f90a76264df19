package weft.hub.tls.engine;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a TLS library is to do for a client, with all files read and checked.
///
/// @param judge judges the certificates of servers
/// @param identity shown to servers that ask for a certificate, `null` for none
/// @param allowsTls12 whether TLS 1.2 is spoken, beside 1.3
/// @param ciphers names of cipher suites by preference; empty for the library's choice
/// @param groups names of key exchange groups by preference; those the library lacks are left out
/// @param resumes whether sessions are taken up again
/// @param keyLog takes lines for a key log, `null` for none
public record ClientSettings(
    ServerJudge judge,
    @Nullable KeyMaterial identity,
    boolean allowsTls12,
    List<String> ciphers,
    List<String> groups,
    boolean resumes,
    @Nullable Consumer<byte[]> keyLog) {
  /// Sessions a client keeps at most.
  public static final int SESSIONS_MAX = 1024;
}
