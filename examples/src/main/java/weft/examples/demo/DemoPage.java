package weft.examples.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The page at `/`.
final class DemoPage {
  private DemoPage() {}

  static byte[] html() {
    try (InputStream file = DemoPage.class.getResourceAsStream("index.html")) {
      if (file == null) {
        throw new IllegalStateException("index.html is not in the jar");
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
