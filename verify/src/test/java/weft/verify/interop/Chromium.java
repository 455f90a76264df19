package weft.verify.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A headless Chromium that trusts every certificate; the test is skipped when it is absent.
final class Chromium {
  private static final String PROGRAM = "chromium";

  private Chromium() {}

  /// Loads a page and tells its document as it stands in the end.
  ///
  /// @param folder where the profile is kept, a new one for each call
  /// @param options of Chromium, such as how long to wait
  static Tool.Run dump(Path folder, String url, String... options)
      throws IOException, InterruptedException {
    List<String> arguments = arguments(folder);
    arguments.add("--dump-dom");
    arguments.addAll(List.of(options));
    arguments.add(url);
    return Tool.run(PROGRAM, arguments);
  }

  /// Opens a page; the caller ends the browser by [#end].
  ///
  /// @param folder where the profile is kept, a new one for each call
  static Process open(Path folder, String url) throws IOException {
    List<String> command = arguments(folder);
    command.addFirst(Tool.path(PROGRAM));
    command.add("--remote-debugging-port=0");
    command.add(url);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static List<String> arguments(Path folder) throws IOException {
    return new ArrayList<>(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--ignore-certificate-errors",
            "--user-data-dir=" + Files.createTempDirectory(folder, "profile")));
  }

  /// Ends a browser with the processes it started.
  static void end(Process browser) throws InterruptedException {
    browser.descendants().forEach(ProcessHandle::destroyForcibly);
    browser.destroyForcibly().waitFor();
  }
}
