package weft.hub.tls;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Tells of changes in the folders of some files, on a thread of its own, when things have been
/// quiet for 50 ms.
///
/// Whatever happens in such a folder makes it look at the files: where they are links into a folder
/// that is exchanged as a whole, as Kubernetes does it, nothing happens to the files themselves.
final class FileWatch {
  private static final long QUIET_MILLIS = 50;

  private final WatchService service;
  private final List<Path> files;
  private final Runnable changed;
  private List<String> seen;

  private FileWatch(WatchService service, List<Path> files, Runnable changed) {
    this.service = service;
    this.files = List.copyOf(files);
    this.changed = changed;
    this.seen = look();
  }

  /// Where each file really lies, its size and its time.
  private List<String> look() {
    List<String> states = new ArrayList<>();
    for (Path file : files) {
      try {
        states.add(
            file.toRealPath() + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
      } catch (IOException missing) {
        states.add("missing");
      }
    }
    return states;
  }

  static FileWatch start(List<Path> files, Runnable changed) throws TlsConfigError {
    Set<Path> folders = new HashSet<>();
    for (Path file : files) {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        folders.add(folder);
      }
    }
    try {
      FileWatch watch = new FileWatch(FileSystems.getDefault().newWatchService(), files, changed);
      for (Path folder : folders) {
        folder.register(
            watch.service,
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.ENTRY_DELETE);
      }
      Thread.ofPlatform().daemon().name("weft-tls-watch").start(watch::run);
      return watch;
    } catch (IOException refused) {
      throw new TlsConfigError(
          folders.toString(),
          "the folders cannot be watched: " + refused.getMessage(),
          "reload by hand instead",
          refused);
    }
  }

  private void run() {
    try {
      while (true) {
        forget(service.take());
        WatchKey more;
        while ((more = service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)) != null) {
          forget(more);
        }
        List<String> now = look();
        if (!now.equals(seen)) {
          seen = now;
          changed.run();
        }
      }
    } catch (ClosedWatchServiceException | InterruptedException over) {
      return;
    }
  }

  private static void forget(WatchKey key) {
    key.pollEvents();
    key.reset();
  }

  void close() {
    try {
      service.close();
    } catch (IOException leaked) {
      // Its thread is a daemon and does nothing any more.
      return;
    }
  }
}
