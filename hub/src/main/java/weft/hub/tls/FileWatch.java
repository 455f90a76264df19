package weft.hub.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Looks at some files every second, on a thread of its own, and tells when they have changed and
/// were then left alone for 50 ms.
///
/// It looks instead of being told by the system, which tells of one folder at a time: not of a file
/// that a link leads to elsewhere, of a folder that is exchanged as a whole, nor of what happens on
/// another machine's disk.
final class FileWatch {
  /// Time between two looks.
  static final long LOOK_MILLIS = 1_000;

  private static final long QUIET_MILLIS = 50;

  /// Looks until what could not be read is tried again: a minute.
  private static final int RETRY_LOOKS = 60;

  private final List<Path> files;
  private final BooleanSupplier changed;
  private final long lookMillis;
  private final CountDownLatch closing = new CountDownLatch(1);
  private List<String> seen;

  private FileWatch(List<Path> files, List<String> seen, BooleanSupplier changed, long lookMillis) {
    this.files = List.copyOf(files);
    this.seen = seen;
    this.changed = changed;
    this.lookMillis = lookMillis;
  }

  /// Where each file really lies, which one it is, its size and time, and whether it may be read.
  static List<String> look(List<Path> files) {
    List<String> states = new ArrayList<>();
    for (Path file : files) {
      try {
        BasicFileAttributes state = Files.readAttributes(file, BasicFileAttributes.class);
        states.add(
            file.toRealPath()
                + " "
                + state.fileKey()
                + " "
                + state.size()
                + " "
                + state.lastModifiedTime()
                + " "
                + Files.isReadable(file));
      } catch (IOException missing) {
        states.add("missing");
      }
    }
    return states;
  }

  /// Begins to look.
  ///
  /// @param seen what [#look] answered before the files were last read
  /// @param changed reads them, and answers whether that went well; else it is called again
  ///   whenever they change, and every 60 looks
  static FileWatch start(
      List<Path> files, List<String> seen, BooleanSupplier changed, long lookMillis) {
    FileWatch watch = new FileWatch(files, seen, changed, lookMillis);
    Thread.ofPlatform().daemon().name("weft-tls-watch").start(watch::run);
    return watch;
  }

  private void run() {
    boolean failed = false;
    int looks = 0;
    try {
      while (!closing.await(lookMillis, TimeUnit.MILLISECONDS)) {
        looks++;
        if (settled() || (failed && looks >= RETRY_LOOKS)) {
          looks = 0;
          failed = !changed.getAsBoolean();
        }
      }
    } catch (InterruptedException over) {
      return;
    }
  }

  /// Whether there was a change, once it is over.
  private boolean settled() throws InterruptedException {
    boolean changes = false;
    List<String> now = look(files);
    while (!now.equals(seen)) {
      changes = true;
      seen = now;
      if (closing.await(QUIET_MILLIS, TimeUnit.MILLISECONDS)) {
        return false;
      }
      now = look(files);
    }
    return changes;
  }

  void close() {
    closing.countDown();
  }
}
