package weft.web;

import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import weft.http.server.StopReport;
import weft.hub.tls.DevelopmentCertificate;
import weft.hub.tls.TlsConfigError;
import weft.web.options.OptionError;
import weft.web.options.OptionReader;
import weft.web.options.OptionText;
import weft.web.options.ServerOptions;

/// An app as a process of its own: options, start-up lines, signals, exit code.
final class AppProcess {
  private static final int ENDED = 0;
  private static final int FAILED = 1;
  private static final int WRONG_OPTION = 2;

  private final App app;
  private final PrintStream out;
  private final PrintStream errors;

  AppProcess(App app, PrintStream out, PrintStream errors) {
    this.app = app;
    this.out = out;
    this.errors = errors;
  }

  /// Runs until the app has been stopped.
  ///
  /// @return the exit code
  int run(ServerOptions base, Map<String, String> environment, String... flags) {
    for (String flag : flags) {
      if (flag.equals("--help") || flag.equals("-h")) {
        out.print(OptionText.help());
        return ENDED;
      }
      if (flag.equals("--version")) {
        out.println(Version.text());
        return ENDED;
      }
    }
    ServerOptions options;
    try {
      OptionReader reader = new OptionReader().readVariables(environment);
      reader.warnings().forEach(warning -> errors.println("weft: " + warning));
      options = reader.readFlags(flags).apply(base);
    } catch (OptionError error) {
      errors.println("weft: " + error.getMessage());
      return WRONG_OPTION;
    }
    return run(options);
  }

  private int run(ServerOptions options) {
    try {
      var _ = InetAddress.getByName(options.host());
    } catch (UnknownHostException _) {
      errors.println("weft: --host: '" + options.host() + "' has no address");
      return WRONG_OPTION;
    }
    DevelopmentCertificate made = null;
    try {
      if (options.https().isOn() && options.https().isForDevelopment()) {
        made = DevelopmentCertificate.obtain();
      }
      app.launch(options);
    } catch (TlsConfigError e) {
      errors.println("weft: cannot set up TLS: " + e.getMessage());
      return WRONG_OPTION;
    } catch (BindException e) {
      errors.println("weft: cannot listen on " + e.getMessage());
      return FAILED;
    } catch (IOException e) {
      tellStart("weft: cannot start: ", e);
      return FAILED;
    } catch (StartupHookFailed e) {
      tellStart("weft: cannot start: a startup hook failed: ", e.getCause());
      return FAILED;
    } catch (RuntimeException e) {
      tellStart("weft: cannot start: ", e);
      return FAILED;
    }
    // Before the banner: who has read it may send signals.
    StopSignals.onFirst(() -> stop(options.stopGrace()));
    Terminal terminal = Terminal.ofThisProcess();
    Signals.handle("HUP", _ -> hungUp(terminal, options.stopGrace()), "reload of certificates");
    Banner.lines(app, made).forEach(out::println);
    out.flush();
    report(awaitEnd(options.stopGrace()));
    return ENDED;
  }

  private void tellStart(String what, @Nullable Throwable failure) {
    if (failure instanceof IOException refused) {
      errors.println(what + reason(refused));
    } else if (failure != null) {
      // A bug of the app: whoever mends it needs the place.
      errors.print(what);
      failure.printStackTrace(errors);
    }
  }

  /// Many messages say what the name of their exception does not, and nothing else: a path, a host.
  private static String reason(IOException e) {
    String message = e.getMessage();
    return e.getClass() == IOException.class && message != null ? message : e.toString();
  }

  private StopReport awaitEnd(Duration grace) {
    try {
      return app.awaitEnd();
    } catch (InterruptedException _) {
      // Whoever interrupts the main thread wants it to end.
      stop(grace);
      return app.stopReport();
    }
  }

  private void hungUp(Terminal terminal, Duration grace) {
    if (terminal.hasGone()) {
      stop(grace);
    } else {
      reloadCertificates();
    }
  }

  private void reloadCertificates() {
    try {
      if (app.reloadCertificates()) {
        out.println("Certificates are read anew");
        out.flush();
      }
    } catch (TlsConfigError e) {
      errors.println("weft: certificates stay as they were: " + e.getMessage());
    }
  }

  private void stop(Duration grace) {
    out.println("Stopping: requests in flight have " + grace.toMillis() + " ms to finish");
    out.flush();
    app.stopIfRunning(grace);
  }

  private void report(StopReport report) {
    out.println(
        "Stopped in "
            + report.took().toMillis()
            + " ms: "
            + report.requestsCut()
            + " of "
            + report.requests()
            + " requests in flight and "
            + report.connectionsCut()
            + " of "
            + report.connections()
            + " connections were cut");
    out.flush();
  }
}
