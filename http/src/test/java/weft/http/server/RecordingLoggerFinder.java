package weft.http.server;

import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Remembers what is logged in tests instead of printing it. Found through `META-INF/services`.
public final class RecordingLoggerFinder extends System.LoggerFinder {
  private static final List<Line> LINES = new CopyOnWriteArrayList<>();

  /// What was logged at warning or above.
  record Line(String logger, String message, @Nullable Throwable thrown) {}

  /// For the service loader.
  public RecordingLoggerFinder() {}

  /// Lines so far that have a text in them.
  static List<Line> lines(String part) {
    return LINES.stream().filter(line -> line.message().contains(part)).toList();
  }

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new RecordingLogger(name);
  }

  private record RecordingLogger(String name) implements System.Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return level.compareTo(Level.WARNING) >= 0;
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
      if (isLoggable(level)) {
        LINES.add(new Line(name, message, thrown));
      }
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... values) {
      log(level, bundle, format, (Throwable) null);
    }
  }
}
