package weft.bench.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import weft.bench.peer.FeedPeer;
import weft.bench.peer.UploadPeer;
import weft.bench.plan.BenchCase;

/// Starts Weft's demo: the whole framework, one hub. The one place that knows its command line.
///
/// @param jar the executable jar of the demo
/// @param backend value of `--backend`
/// @param scheduler value of `--scheduler`, or empty for the demo's own choice
/// @param provider value of `--tls-provider`
/// @param folder where the certificate lies
record WeftCommand(Path jar, String backend, String scheduler, String provider, Path folder)
    implements ServerCommand {
  /// The example in that jar which serves a folder.
  private static final String FILES = "weft.examples.files.Downloads";

  /// Where the build leaves the demo, from the repository's folder.
  static final Path JAR = Path.of("examples", "target", "weft-demo.jar");

  @Override
  public List<String> on(int port, BenchCase load) throws IOException {
    List<String> arguments = new ArrayList<>();
    if (load.overTls()) {
      BenchCertificate certificate = BenchCertificate.of(load, folder);
      arguments.addAll(List.of("--port", "0", "--tls-port", Integer.toString(port)));
      arguments.addAll(List.of("--tls-certificate", certificate.file().toString()));
      arguments.addAll(List.of("--tls-key", certificate.key().toString()));
      arguments.addAll(List.of("--tls-provider", provider));
    } else {
      arguments.addAll(List.of("--port", Integer.toString(port), "--tls-port", "off"));
    }
    if (load.isFile()) {
      arguments.addFirst(BenchFiles.in(folder).toString());
    }
    arguments.addAll(List.of("--backend", backend));
    arguments.addAll(List.of("--hubs", "1"));
    if (!scheduler.isEmpty()) {
      arguments.addAll(List.of("--scheduler", scheduler));
    }
    if (load == BenchCase.UPLOAD) {
      arguments.addFirst(folder.toAbsolutePath().toString());
      return JavaCommand.main(UploadPeer.class, load, arguments);
    }
    if (load.isFeed()) {
      return JavaCommand.main(FeedPeer.class, load, arguments);
    }
    return load.isFile()
        ? JavaCommand.main(jar, FILES, load, arguments)
        : JavaCommand.jar(jar, load, arguments);
  }
}
