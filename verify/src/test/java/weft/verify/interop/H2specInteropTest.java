package weft.verify.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Every case of h2spec against the demo, on each back-end: RFC 9113 as its predecessor RFC 7540
/// has it, and RFC 7541.
@Tag("interop")
@Timeout(600)
@ParameterizedClass
@MethodSource("modes")
final class H2specInteropTest {
  /// Fewer would mean that h2spec ended early.
  private static final int CASES_MIN = 140;

  @TempDir static Path folder;

  @Parameter DemoMode mode;

  static Stream<DemoMode> modes() {
    return DemoMode.all().stream().filter(DemoMode::opened);
  }

  @TestFactory
  Stream<DynamicTest> cleartext() throws Exception {
    return cases(H2spec.Transport.CLEARTEXT, DemoProcess::port);
  }

  @TestFactory
  Stream<DynamicTest> overTls() throws Exception {
    return cases(H2spec.Transport.TLS, DemoProcess::tlsPort);
  }

  /// The target reads its body, so that a body of another length than was said is seen. Others are
  /// answered before it is there.
  private Stream<DynamicTest> cases(H2spec.Transport transport, ToIntFunction<DemoProcess> port)
      throws Exception {
    if (!H2spec.isForThisSystem()) {
      return Stream.of(dynamicTest("h2spec", () -> abort("it is at hand for Linux amd64 only")));
    }
    List<H2specCase> cases;
    H2spec h2spec = H2spec.extract(folder);
    try (DemoProcess demo = DemoProcess.startSecure(mode, folder)) {
      cases = h2spec.run(port.applyAsInt(demo), "/echo", transport);
    }
    assertThat(cases).hasSizeGreaterThanOrEqualTo(CASES_MIN);
    return cases.stream().map(each -> dynamicTest(each.name(), each::verify));
  }
}
