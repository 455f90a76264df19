package weft.examples.hello;

import weft.web.App;

/// Answers every visitor of `/`.
public final class Hello {
  private Hello() {}

  /// The app, not started.
  public static App app() {
    var app = App.create();
    app.get("/", (req, res) -> res.text("Hello"));
    return app;
  }

  /// Runs it; flags as in `--help`.
  public static void main(String[] flags) {
    app().run(flags);
  }
}
