package weft.web.files;

import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.AcceptEncoding;
import weft.http.Headers;
import weft.hub.file.FileStamp;

/// A file of a folder with its encoded forms, as it was when it was looked at last.
///
/// Any thread. What changes are hints, which may be read late.
final class ServedFile implements AutoCloseable {
  private final String name;
  private final Representation plain;
  private final List<Representation> coded;

  /// Stamps of what may lie beside it, in the order of [Precompressed]; `null` for what does not.
  private final List<@Nullable FileStamp> siblings;

  private volatile long checkedMillis;

  /// Whether it was asked for since the cache looked last.
  private volatile boolean used;

  ServedFile(
      String name,
      Representation plain,
      List<Representation> coded,
      List<@Nullable FileStamp> siblings,
      long nowMillis) {
    this.name = name;
    this.plain = plain;
    this.coded = coded;
    this.siblings = siblings;
    checkedMillis = nowMillis;
  }

  String name() {
    return name;
  }

  Representation plain() {
    return plain;
  }

  List<@Nullable FileStamp> siblings() {
    return siblings;
  }

  /// Whether what is sent depends on what the client accepts.
  boolean varies() {
    return !coded.isEmpty();
  }

  /// The form a client wants most: of several it wants as much, the smallest kind.
  ///
  /// @param fields of the request
  Representation choose(Headers fields) {
    return coded.isEmpty() ? plain : choose(AcceptEncoding.of(fields));
  }

  /// The form a client wants most.
  Representation choose(AcceptEncoding accepted) {
    Representation best = accepted.choose(coded, Representation::coding);
    return best == null ? plain : best;
  }

  /// Whether the date of each form tells it from every other content it may have had.
  boolean isDateStrong() {
    return plain.isDateStrong() && coded.stream().allMatch(Representation::isDateStrong);
  }

  /// Bytes of all forms in memory.
  long memoryBytes() {
    long bytes = plain.memoryBytes();
    for (Representation form : coded) {
      bytes += form.memoryBytes();
    }
    return bytes;
  }

  /// Claims the next look at the file system for the caller, when one is due.
  boolean claimCheck(long nowMillis, long intervalMillis) {
    long checked = checkedMillis;
    // A clock that was put back makes one due, too.
    if (nowMillis >= checked && nowMillis - checked < intervalMillis) {
      return false;
    }
    checkedMillis = nowMillis;
    return true;
  }

  void use() {
    if (!used) {
      used = true;
    }
  }

  /// Whether it was asked for since the last call.
  boolean wasUsed() {
    boolean before = used;
    used = false;
    return before;
  }

  @Override
  public void close() {
    plain.close();
    coded.forEach(Representation::close);
  }
}
