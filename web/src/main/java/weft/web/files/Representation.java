package weft.web.files;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.hub.file.FileStamp;
import weft.hub.file.OpenFile;

/// One form of a file as clients get it: its bytes, in memory or in the open file, and what is said
/// about them.
///
/// Immutable; any thread.
final class Representation implements AutoCloseable {
  /// What a date of modification is precise to, in seconds: a file changed twice within it has one
  /// date for two contents.
  private static final long DATE_SECONDS = 1;

  private static final int DIGEST_BYTES = 16;

  private final OpenFile file;
  private final byte @Nullable [] content;
  private final long size;
  private final String coding;
  private final String entityTag;
  private final long modifiedSeconds;
  private final String lastModified;
  private final boolean dateStrong;

  private Representation(OpenFile file, byte @Nullable [] content, String coding, Instant now) {
    this.file = file;
    this.content = content;
    this.coding = coding;
    size = content == null ? file.size() : content.length;
    Instant modified = file.stamp().modified();
    // "An origin server with a clock MUST NOT generate a Last-Modified date that is later than the
    // server's time of message origination". https://www.rfc-editor.org/rfc/rfc9110#section-8.8.2.1
    modifiedSeconds = Math.min(modified.getEpochSecond(), now.getEpochSecond());
    lastModified = HttpDate.format(Instant.ofEpochSecond(modifiedSeconds));
    dateStrong = now.getEpochSecond() - modified.getEpochSecond() > DATE_SECONDS;
    entityTag = entityTag(file.stamp(), content, coding);
  }

  /// Takes a file over, which it closes; a small one at once, when its bytes have been read. May
  /// wait for a disk.
  ///
  /// @param coding the content coding of its bytes, empty for none
  /// @param memoryBytesMax size up to which it is kept in memory
  /// @throws IOException when it cannot be read
  static Representation of(OpenFile file, String coding, long memoryBytesMax, Instant now)
      throws IOException {
    if (file.size() > memoryBytesMax) {
      return new Representation(file, null, coding, now);
    }
    try (file) {
      return new Representation(file, read(file), coding, now);
    }
  }

  private static byte[] read(OpenFile file) throws IOException {
    byte[] bytes = new byte[(int) file.size()];
    int count = 0;
    while (count < bytes.length) {
      int more = file.read(count, bytes, count, bytes.length - count);
      if (more < 0) {
        return Arrays.copyOf(bytes, count);
      }
      count += more;
    }
    return bytes;
  }

  /// A strong tag: of the bytes where they are there, else of what changes when they do. The file's
  /// identity and the system's own date are in it because tools that want reproducible results give
  /// all files one date.
  private static String entityTag(FileStamp stamp, byte @Nullable [] content, String coding) {
    String suffix = coding.isEmpty() ? "\"" : "-" + coding + "\"";
    if (content != null) {
      byte[] digest = Arrays.copyOf(digest(content), DIGEST_BYTES);
      return "\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + suffix;
    }
    Instant modified = stamp.modified();
    return "\""
        + Long.toHexString(stamp.size())
        + "-"
        + Long.toHexString(modified.getEpochSecond())
        + "."
        + Integer.toHexString(modified.getNano())
        + "-"
        + Integer.toHexString(Objects.hash(String.valueOf(stamp.identity()), stamp.changed()))
        + suffix;
  }

  private static byte[] digest(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  long size() {
    return size;
  }

  /// The content coding, empty for none.
  String coding() {
    return coding;
  }

  /// With its quotes.
  String entityTag() {
    return entityTag;
  }

  /// Seconds since 1970.
  long modifiedSeconds() {
    return modifiedSeconds;
  }

  /// As a field has it.
  String lastModified() {
    return lastModified;
  }

  /// Whether its date of modification tells it from every other content it may have had.
  boolean isDateStrong() {
    return dateStrong;
  }

  FileStamp stamp() {
    return file.stamp();
  }

  /// Bytes in memory, 0 when it is not kept there.
  int memoryBytes() {
    return content == null ? 0 : content.length;
  }

  byte @Nullable [] content() {
    return content;
  }

  OpenFile file() {
    return file;
  }

  /// Makes sure that its bytes can be sent until [#close] is called once more.
  ///
  /// @return false when the file has been closed
  boolean retain() {
    return content != null || file.retain();
  }

  @Override
  public void close() {
    if (content == null) {
      file.close();
    }
  }
}
