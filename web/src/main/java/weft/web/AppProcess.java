package weft.web;

import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
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

  /// What shells show for a process that SIGHUP ended: 128 and the signal's number.
  private static final int HUNG_UP = 129;

  private final App app;
  private final PrintStream out;
  private final PrintStream errors;

  /// What to say once it runs.
  private List<String> banner = List.of();

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
    Terminal terminal = Terminal.ofThisProcess();
    // Before the start, which reads certificates anyway: who asks for that does not mean to end it.
    Runnable endReloads =
        Signals.handle("HUP", _ -> hungUp(terminal, options.stopGrace()), "reload of certificates");
    try {
      int code = start(options);
      return code == ENDED ? serve(options) : code;
    } finally {
      endReloads.run();
    }
  }

  /// @return [#ENDED] when it runs, else the exit code
  private int start(ServerOptions options) {
    try {
      DevelopmentCertificate made =
          options.https().isOn() && options.https().isForDevelopment()
              ? DevelopmentCertificate.obtain()
              : null;
      banner = Banner.lines(app.launch(options), made);
      return ENDED;
    } catch (TlsConfigError e) {
      errors.println("weft: cannot set up TLS: " + e.getMessage());
      return WRONG_OPTION;
    } catch (BindException e) {
      errors.println("weft: cannot listen on " + e.getMessage());
    } catch (StartupHookFailed e) {
      tell("weft: cannot start: a startup hook failed: ", e.getCause());
    } catch (IOException | RuntimeException | Error e) {
      tell("weft: cannot start: ", e);
    }
    return FAILED;
  }

  private int serve(ServerOptions options) {
    // Before the banner: who has read it may send signals.
    Runnable endStops = StopSignals.onFirst(() -> stop(options.stopGrace()));
    try {
      banner.forEach(out::println);
      out.flush();
      report(awaitEnd(options.stopGrace()));
      return ENDED;
    } catch (ExecutionException e) {
      tell("weft: the stop failed: ", e.getCause());
      return FAILED;
    } finally {
      endStops.run();
    }
  }

  private void tell(String what, @Nullable Throwable failure) {
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

  private StopReport awaitEnd(Duration grace) throws ExecutionException {
    while (true) {
      try {
        return app.end().get();
      } catch (InterruptedException _) {
        // Whoever interrupts the main thread wants it to end.
        stop(grace);
      }
    }
  }

  private void hungUp(Terminal terminal, Duration grace) {
    if (terminal.hasGone()) {
      if (!app.isRunning()) {
        System.exit(HUNG_UP);
      }
      stop(grace);
    } else if (app.isRunning()) {
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
    try {
      app.stopIfRunning(grace);
    } catch (RuntimeException | Error told) {
      // By whoever waits for the end.
      return;
    }
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
