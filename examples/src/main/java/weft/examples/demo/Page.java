package weft.examples.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import weft.web.WebHandler;

/// The pages that explain and try things.
final class Page {
  private Page() {}

  /// Answers with a page, read once, that is what it says and is shown in nobody else's frame.
  static WebHandler named(String file) {
    byte[] html = read("pages/" + file);
    return (req, res) ->
        res.header("X-Content-Type-Options", "nosniff")
            .header("Content-Security-Policy", "frame-ancestors 'none'")
            .bytes(html, "text/html; charset=utf-8");
  }

  private static byte[] read(String resource) {
    try (InputStream file = Page.class.getResourceAsStream(resource)) {
      if (file == null) {
        throw new IllegalStateException(resource + " is not in the jar");
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
