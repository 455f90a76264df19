package weft.hub.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import weft.hub.HubKinds;
import weft.hub.HubOptions;
import weft.hub.SchedulerChoice;

/// Every kind of hub with every TLS library this machine can run.
public final class TlsKinds {
  private TlsKinds() {}

  /// The libraries.
  public static List<TlsProviderChoice> providers() {
    List<TlsProviderChoice> providers = new ArrayList<>();
    providers.add(TlsProviderChoice.JDK);
    try {
      SelectedLibrary.select(TlsProviderChoice.BORINGSSL);
      providers.add(TlsProviderChoice.BORINGSSL);
    } catch (TlsConfigError absent) {
      System.out.println("skipped on this machine: " + absent.getMessage());
    }
    return providers;
  }

  /// Hubs × libraries.
  public static Stream<Arguments> all() {
    return HubKinds.all()
        .flatMap(kind -> providers().stream().map(provider -> Arguments.of(kind, provider)));
  }

  /// Hubs × libraries × versions.
  public static Stream<Arguments> allVersions() {
    return HubKinds.all()
        .flatMap(kind ->
            providers().stream()
                .flatMap(provider ->
                    Stream.of("TLSv1.3", "TLSv1.2")
                        .map(version -> Arguments.of(kind, provider, version))));
  }

  /// The libraries, for tests that do not depend on the hub.
  public static Stream<TlsProviderChoice> each() {
    return providers().stream();
  }

  /// A hub for such tests.
  public static HubOptions hub() {
    return HubKinds.all()
        .filter(kind -> kind.scheduler() == SchedulerChoice.HUB)
        .findFirst()
        .orElseGet(() -> HubKinds.all().findFirst().orElseThrow());
  }
}
