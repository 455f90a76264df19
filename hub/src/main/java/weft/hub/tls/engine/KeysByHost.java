package weft.hub.tls.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which certificates answer for the host a client asks for: those that name it, else those with a
/// wildcard for it, else those of the first identity.
///
/// Several may answer for one host, an EC and an RSA key for example. Immutable. Any thread.
public final class KeysByHost {
  private final Map<String, List<KeyMaterial>> byHost = new HashMap<>();
  private final List<KeyMaterial> fallback;

  /// @param identities at least one; the first is the default
  public KeysByHost(List<KeyMaterial> identities) {
    for (KeyMaterial identity : identities) {
      for (String host : identity.hosts()) {
        byHost.computeIfAbsent(host, _ -> new ArrayList<>()).add(identity);
      }
    }
    this.fallback = withSameHosts(identities);
  }

  /// The first identity and those that name the same hosts with another kind of key.
  private static List<KeyMaterial> withSameHosts(List<KeyMaterial> identities) {
    KeyMaterial first = identities.getFirst();
    List<KeyMaterial> same = new ArrayList<>();
    for (KeyMaterial identity : identities) {
      if (identity == first
          || (identity.hosts().equals(first.hosts())
              && !identity.key().getAlgorithm().equals(first.key().getAlgorithm()))) {
        same.add(identity);
      }
    }
    return List.copyOf(same);
  }

  /// The identities that answer for a host, at least one.
  ///
  /// @param host what the client asked for, `null` for nothing
  public List<KeyMaterial> forHost(@Nullable String host) {
    if (host == null) {
      return fallback;
    }
    String name = host.toLowerCase(Locale.ROOT);
    List<KeyMaterial> exact = byHost.get(name);
    if (exact != null) {
      return exact;
    }
    // RFC 6125 §6.4.3: a wildcard stands for one whole label, the leftmost.
    int dot = name.indexOf('.');
    List<KeyMaterial> wild = dot < 0 ? null : byHost.get("*" + name.substring(dot));
    return wild != null ? wild : fallback;
  }
}
