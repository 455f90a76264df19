package weft.verify.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/// The program h2spec, which plays RFC 7540 and RFC 7541 case by case against a server.
///
/// It is a resource of a jar on the class path and is run from a folder of the test's.
final class H2spec {
  private static final String RESOURCE = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
  private static final int TIMEOUT_SECONDS = 2;

  /// All cases, each until its timeout.
  private static final int SECONDS_MAX = 400;

  /// A tar file's header: a name at 0, a length in octal digits at 124; the content follows.
  private static final int TAR_HEADER_BYTES = 512;

  private static final int TAR_LENGTH_AT = 124;
  private static final int TAR_LENGTH_DIGITS = 11;

  private final Path folder;
  private final Path program;

  private H2spec(Path folder, Path program) {
    this.folder = folder;
    this.program = program;
  }

  /// How a server is spoken to.
  enum Transport {
    CLEARTEXT(List.of()),

    /// With ALPN, whoever signed the certificate.
    TLS(List.of("--tls", "--insecure"));

    private final List<String> options;

    Transport(List<String> options) {
      this.options = options;
    }
  }

  /// Whether the program is one for this system.
  static boolean isForThisSystem() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  /// Extracts the program.
  ///
  /// @param folder where it goes, and its reports
  static H2spec extract(Path folder) throws IOException {
    Path program = folder.resolve("h2spec");
    try (InputStream resource = H2spec.class.getResourceAsStream(RESOURCE)) {
      Files.write(program, onlyFile(new GZIPInputStream(Objects.requireNonNull(resource))));
    }
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return new H2spec(folder, program);
  }

  private static byte[] onlyFile(InputStream tar) throws IOException {
    String header = new String(tar.readNBytes(TAR_HEADER_BYTES), StandardCharsets.ISO_8859_1);
    assertThat(header).startsWith("h2spec\0");
    String length = header.substring(TAR_LENGTH_AT, TAR_LENGTH_AT + TAR_LENGTH_DIGITS);
    return tar.readNBytes(Integer.parseInt(length, 8));
  }

  /// Runs all cases, the strict ones too.
  List<H2specCase> run(int port, String target, Transport transport)
      throws IOException, InterruptedException {
    Path report = folder.resolve("report.xml");
    Files.deleteIfExists(report);
    List<String> arguments = new ArrayList<>(List.of("--strict", "--host", "127.0.0.1"));
    arguments.addAll(List.of("--port", "" + port, "--path", target));
    arguments.addAll(List.of("--timeout", "" + TIMEOUT_SECONDS));
    arguments.addAll(List.of("--junit-report", report.toString()));
    arguments.addAll(transport.options);
    Tool.Run run = Tool.run(program, arguments, SECONDS_MAX);
    if (Files.notExists(report)) {
      throw new AssertionError("h2spec ended with " + run.exitCode() + ": " + run.output());
    }
    return H2specReport.read(Files.readString(report));
  }
}
