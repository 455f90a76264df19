package weft.web.files;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import weft.http.AcceptEncoding;
import weft.http.Headers;
import weft.hub.FileWork;
import weft.hub.file.FileStamp;
import weft.hub.file.OpenFile;

/// Files of a folder that were asked for lately: small ones with their bytes, others open. Bounded
/// in number and bytes; what was not asked for goes first.
///
/// Any thread. Finding what is there takes no lock and no system call.
final class FileCache {
  /// How much older than its file an encoded form may be: files that are copied get the dates of
  /// their copying, in any order.
  private static final long SIBLING_SECONDS = 2;

  private final FileFolder folder;
  private final FileOptions options;
  private final InstantSource clock;
  private final ConcurrentMap<String, ServedFile> files = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock: everything in the map, oldest first.
  private final Deque<ServedFile> order = new ArrayDeque<>();
  private long bytes;

  FileCache(FileFolder folder, FileOptions options, InstantSource clock) {
    this.folder = folder;
    this.options = options;
    this.clock = clock;
  }

  /// The file of that name as it is, or was a moment ago; null when there is none.
  ///
  /// @param name a [RequestedPath]'s
  /// @param fields of the request, which choose the form
  /// @param work where it is looked at
  /// @throws IOException when the file system fails
  @Nullable ChosenFile get(String name, Headers fields, FileWork work) throws IOException {
    ServedFile known = files.get(name);
    if (known != null) {
      long now = clock.millis();
      if (!known.claimCheck(now, options.checkInterval().toMillis())
          || work.call(() -> isUnchanged(known))) {
        Representation form = known.choose(fields);
        if (form.retain()) {
          known.use();
          return new ChosenFile(known, form);
        }
        // It left the cache meanwhile.
      }
      remove(known);
    }
    AcceptEncoding accepted = AcceptEncoding.of(fields);
    return work.call(() -> load(name, accepted));
  }

  private boolean isUnchanged(ServedFile known) {
    if (!known.isDateStrong() || !folder.isUnchanged(known.name(), known.plain().stamp())) {
      // In the first case it may have changed once more under the date it was read with.
      return false;
    }
    for (int index = 0; index < known.siblings().size(); index++) {
      String name = known.name() + Precompressed.ALL.get(index).extension();
      if (!folder.isUnchanged(name, known.siblings().get(index))) {
        return false;
      }
    }
    return true;
  }

  private @Nullable ChosenFile load(String name, AcceptEncoding accepted) throws IOException {
    OpenFile file = folder.open(name);
    if (file == null) {
      return null;
    }
    Instant now = clock.instant();
    List<Representation> coded = new ArrayList<>();
    ServedFile loaded = null;
    Representation plain = Representation.of(file, "", options.memoryFileBytes(), now);
    try {
      List<@Nullable FileStamp> siblings =
          options.precompressed() ? loadSiblings(name, plain, coded, now) : List.of();
      loaded = new ServedFile(name, plain, coded, siblings, now.toEpochMilli());
    } finally {
      if (loaded == null) {
        plain.close();
        coded.forEach(Representation::close);
      }
    }
    Representation form = loaded.choose(accepted);
    // Before it is known to others, who may put it out of the cache at once.
    form.retain();
    put(loaded);
    return new ChosenFile(loaded, form);
  }

  private List<@Nullable FileStamp> loadSiblings(
      String name, Representation plain, List<Representation> coded, Instant now)
      throws IOException {
    List<@Nullable FileStamp> stamps = new ArrayList<>();
    Instant oldest = plain.stamp().modified().minusSeconds(SIBLING_SECONDS);
    for (Precompressed kind : Precompressed.ALL) {
      OpenFile sibling = folder.open(name + kind.extension());
      stamps.add(sibling == null ? null : sibling.stamp());
      if (sibling != null && sibling.stamp().modified().isBefore(oldest)) {
        // Left from an earlier content.
        sibling.close();
      } else if (sibling != null) {
        coded.add(Representation.of(sibling, kind.coding(), options.memoryFileBytes(), now));
      }
    }
    return stamps;
  }

  private void put(ServedFile loaded) {
    lock.lock();
    try {
      ServedFile before = files.put(loaded.name(), loaded);
      if (before != null) {
        forget(before);
      }
      order.add(loaded);
      bytes += loaded.memoryBytes();
      while (order.size() > options.filesMax()
          || (bytes > options.memoryBytesMax() && order.size() > 1)) {
        evictOne(loaded);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Lets the oldest go that was not asked for since it was spared last.
  private void evictOne(ServedFile newest) {
    ServedFile oldest = order.remove();
    if (oldest == newest || oldest.wasUsed()) {
      order.add(oldest);
    } else {
      files.remove(oldest.name(), oldest);
      bytes -= oldest.memoryBytes();
      oldest.close();
    }
  }

  private void remove(ServedFile known) {
    lock.lock();
    try {
      if (files.remove(known.name(), known)) {
        forget(known);
      }
    } finally {
      lock.unlock();
    }
  }

  private void forget(ServedFile known) {
    if (order.remove(known)) {
      bytes -= known.memoryBytes();
      known.close();
    }
  }

  /// Files in it.
  int size() {
    return files.size();
  }

  /// Bytes of them in memory.
  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /// Lets go of everything.
  void clear() {
    files.values().forEach(this::remove);
  }
}
