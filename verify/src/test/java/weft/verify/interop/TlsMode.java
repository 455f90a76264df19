package weft.verify.interop;

import java.util.ArrayList;
import java.util.List;

/// How the demo is started for tests of TLS.
///
/// @param demo back-end and opened internals
/// @param provider who does the cryptography, as `--tls-provider` takes it
record TlsMode(DemoMode demo, String provider) {
  /// BoringSSL on each back-end, and the JDK.
  static List<TlsMode> all() {
    List<TlsMode> modes = new ArrayList<>();
    for (String backend : List.of("uring", "epoll", "nio")) {
      modes.add(new TlsMode(new DemoMode(backend, true), "boringssl"));
    }
    modes.add(new TlsMode(new DemoMode("uring", true), "jdk"));
    return modes;
  }

  @Override
  public String toString() {
    return demo + ", " + provider;
  }
}
