package weft.hub.tls;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Tells of changes in the folders of some files, on a thread of its own, when things have been
/// quiet for 50 ms.
///
/// Any change in such a folder counts: where files are links into a folder that is exchanged as a
/// whole, as Kubernetes does it, the files themselves do not change.
final class FileWatch {
  private static final long QUIET_MILLIS = 50;

  private final WatchService service;
  private final Runnable changed;

  private FileWatch(WatchService service, Runnable changed) {
    this.service = service;
    this.changed = changed;
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
      FileWatch watch = new FileWatch(FileSystems.getDefault().newWatchService(), changed);
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
        changed.run();
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
