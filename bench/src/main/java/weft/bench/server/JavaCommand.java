package weft.bench.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import weft.bench.plan.BenchCase;
import weft.bench.process.Executables;

/// Starts Java servers, all with the same flags.
public final class JavaCommand {
  /// The flags of every Java server. The last two let those that want it, Netty above all, use
  /// memory outside the heap as they were designed to.
  public static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms256m",
          "-Xmx1g",
          "-Xmn128m",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /// Added in [BenchCase#IDLE]: a young generation small enough to have been touched whole before
  /// memory is measured.
  public static final List<String> IDLE_FLAGS = List.of("-Xmn16m");

  /// Added in [BenchCase#UPLOAD]: a heap that holds no upload.
  public static final List<String> UPLOAD_FLAGS = List.of("-Xms64m", "-Xmx64m", "-Xmn16m");

  /// What Weft's demo has from its manifest.
  private static final String OPENS = "--add-opens=java.base/java.lang=ALL-UNNAMED";

  private JavaCommand() {}

  /// A class of this program's own class path.
  static List<String> main(Class<?> main, BenchCase load, List<String> arguments) {
    List<String> command = start(load);
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(arguments);
    return command;
  }

  /// Another class of an executable jar, with what the jar opens, in a heap of 64 MiB.
  static List<String> main(Path jar, String main, BenchCase load, List<String> arguments) {
    List<String> command = start(load);
    command.removeAll(List.of("-Xms256m", "-Xmx1g", "-Xmn128m"));
    command.addAll(List.of("-Xmx64m", OPENS));
    command.addAll(List.of("-cp", jar.toString(), main));
    command.addAll(arguments);
    return command;
  }

  /// An executable jar.
  static List<String> jar(Path jar, BenchCase load, List<String> arguments) {
    List<String> command = start(load);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(arguments);
    return command;
  }

  /// A client among this program's own classes: small, and soon at its speed.
  public static List<String> client(Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(Executables.java().toString()));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(arguments);
    return command;
  }

  private static List<String> start(BenchCase load) {
    List<String> command = new ArrayList<>(List.of(Executables.java().toString()));
    command.addAll(FLAGS);
    if (load.isIdle()) {
      command.addAll(IDLE_FLAGS);
    }
    if (load == BenchCase.UPLOAD) {
      command.addAll(UPLOAD_FLAGS);
    }
    if (load == BenchCase.UPLOAD || load.isFeed()) {
      command.add(OPENS);
    }
    return command;
  }

  /// Servers run in another folder, so relative entries are resolved here.
  private static String classPath() {
    List<String> entries = new ArrayList<>();
    for (String entry : ClassPath.entries()) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(":", entries);
  }
}
