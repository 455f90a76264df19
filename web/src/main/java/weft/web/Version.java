package weft.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;

/// The version of Weft, written by the build.
final class Version {
  private Version() {}

  static String text() {
    try (InputStream file = Version.class.getResourceAsStream("version.txt")) {
      return file == null ? "unknown" : new String(file.readAllBytes(), UTF_8).strip();
    } catch (IOException _) {
      // Only a damaged jar does this; the version is no reason not to start.
      return "unknown";
    }
  }
}
