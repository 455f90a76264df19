package weft.hub.tls;

import java.util.List;
import weft.hub.tls.engine.KeyMaterial;

/// Keys for tests of engines.
public final class TestMaterial {
  private TestMaterial() {}

  /// A certificate for `localhost` with an EC key.
  public static KeyMaterial ec() {
    TestAuthority.Issued issued = new TestAuthority("Authority").server("localhost");
    return new KeyMaterial(
        List.of(issued.certificate()), issued.keys().getPrivate(), List.of("localhost"));
  }
}
