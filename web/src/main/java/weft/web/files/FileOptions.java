package weft.web.files;

import static weft.http.OptionBounds.range;
import static weft.http.OptionBounds.time;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// How the files of a folder are served.
///
/// @param index the file that answers for a folder, empty for none
/// @param fallback the file in the served folder that answers GET requests for pages that are not
///   found, as applications want that run in a browser and make up paths; empty for none. Paths
///   whose last segment has an extension are not found all the same
/// @param precompressed whether `name.br`, `name.zst` and `name.gz` are sent in place of `name` to
///   clients that accept them; not when they are older
/// @param hidden whether files are served that have a name, or lie in a folder, that begins with a
///   dot
/// @param maxAge how long clients may use a file without asking whether it has changed; zero for
///   never
/// @param immutable a regular expression of names, without folders, whose content never changes
///   because they have a hash of it; clients need not ask for a year. Empty for none
/// @param contentTypes by extension, lower case and without dot; they go before those we know
/// @param rangesMax ranges of one request beyond which all of the file is sent, 1 to 1000
/// @param filesMax files that are kept, open or in memory, 1 to 1000000
/// @param memoryFileBytes size up to which a file is kept in memory, 0 to 16777216
/// @param memoryBytesMax bound on the memory of all files kept, in bytes, 0 or more
/// @param checkInterval how long a file that is kept is sent without looking whether it has changed
public record FileOptions(
    String index,
    String fallback,
    boolean precompressed,
    boolean hidden,
    Duration maxAge,
    String immutable,
    Map<String, String> contentTypes,
    int rangesMax,
    int filesMax,
    int memoryFileBytes,
    long memoryBytesMax,
    Duration checkInterval) {
  /// `app.5f3a9c1b.js`: a part of eight or more hexadecimal digits, letters and numbers both.
  private static final String HASHED_NAME =
      ".+[.\\-_](?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,64}\\.[^/]+";

  private static final long MEMORY_FILE_BYTES_MAX = 16L << 20;

  /// The defaults.
  public static final FileOptions DEFAULTS =
      new FileOptions(
          "index.html",
          "",
          true,
          false,
          Duration.ZERO,
          HASHED_NAME,
          Map.of(),
          16,
          1024,
          32_768,
          33_554_432,
          Duration.ofSeconds(1));

  /// Refuses what makes no sense, and copies the types.
  public FileOptions {
    range("rangesMax", rangesMax, 1, 1000);
    range("filesMax", filesMax, 1, 1_000_000);
    range("memoryFileBytes", memoryFileBytes, 0, MEMORY_FILE_BYTES_MAX);
    range("memoryBytesMax", memoryBytesMax, 0, Long.MAX_VALUE);
    if (maxAge.isNegative()) {
      throw new IllegalArgumentException("maxAge " + maxAge + " is negative");
    }
    time("checkInterval", checkInterval);
    checkName("index", index);
    checkName("fallback", fallback);
    try {
      Pattern.compile(immutable);
    } catch (PatternSyntaxException broken) {
      throw new IllegalArgumentException(
          "immutable is no regular expression: " + broken.getMessage(), broken);
    }
    contentTypes = Map.copyOf(contentTypes);
    for (String extension : contentTypes.keySet()) {
      if (extension.startsWith(".") || !extension.equals(extension.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "extension '" + extension + "' has a dot before it or an upper-case letter");
      }
    }
  }

  private static void checkName(String option, String name) {
    if (name.startsWith("/") || name.contains("..") || name.indexOf('\\') >= 0) {
      throw new IllegalArgumentException(option + " '" + name + "' is no name below a folder");
    }
  }

  /// The same with another file for folders, empty for none.
  public FileOptions withIndex(String index) {
    return with(draft -> draft.index = index);
  }

  /// The same with another file, in the folder itself, for pages that are not found.
  public FileOptions withFallback(String fallback) {
    return with(draft -> draft.fallback = fallback);
  }

  /// The same with or without encoded forms that lie beside files.
  public FileOptions withPrecompressed(boolean precompressed) {
    return with(draft -> draft.precompressed = precompressed);
  }

  /// The same with or without names that begin with a dot.
  public FileOptions withHidden(boolean hidden) {
    return with(draft -> draft.hidden = hidden);
  }

  /// The same with another time that clients may use a file without asking, zero for none.
  public FileOptions withMaxAge(Duration maxAge) {
    return with(draft -> draft.maxAge = maxAge);
  }

  /// The same with another pattern of names whose content never changes, empty for none.
  public FileOptions withImmutable(String immutable) {
    return with(draft -> draft.immutable = immutable);
  }

  /// The same with content types by extension, which go before those that are known.
  public FileOptions withContentTypes(Map<String, String> contentTypes) {
    return with(draft -> draft.contentTypes = contentTypes);
  }

  /// The same with another number of ranges that one request may ask for.
  public FileOptions withRangesMax(int rangesMax) {
    return with(draft -> draft.rangesMax = rangesMax);
  }

  /// The same with another number of files that are kept.
  public FileOptions withFilesMax(int filesMax) {
    return with(draft -> draft.filesMax = filesMax);
  }

  /// The same with another size up to which a file is kept in memory.
  public FileOptions withMemoryFileBytes(int memoryFileBytes) {
    return with(draft -> draft.memoryFileBytes = memoryFileBytes);
  }

  /// The same with another bound on the memory of all of them.
  public FileOptions withMemoryBytesMax(long memoryBytesMax) {
    return with(draft -> draft.memoryBytesMax = memoryBytesMax);
  }

  /// The same with another time between two looks at a file.
  public FileOptions withCheckInterval(Duration checkInterval) {
    return with(draft -> draft.checkInterval = checkInterval);
  }

  private FileOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.made();
  }

  /// Every part, for a `with…` to change.
  private static final class Draft {
    private String index;
    private String fallback;
    private boolean precompressed;
    private boolean hidden;
    private Duration maxAge;
    private String immutable;
    private Map<String, String> contentTypes;
    private int rangesMax;
    private int filesMax;
    private int memoryFileBytes;
    private long memoryBytesMax;
    private Duration checkInterval;

    Draft(FileOptions from) {
      index = from.index;
      fallback = from.fallback;
      precompressed = from.precompressed;
      hidden = from.hidden;
      maxAge = from.maxAge;
      immutable = from.immutable;
      contentTypes = from.contentTypes;
      rangesMax = from.rangesMax;
      filesMax = from.filesMax;
      memoryFileBytes = from.memoryFileBytes;
      memoryBytesMax = from.memoryBytesMax;
      checkInterval = from.checkInterval;
    }

    FileOptions made() {
      return new FileOptions(
          index,
          fallback,
          precompressed,
          hidden,
          maxAge,
          immutable,
          contentTypes,
          rangesMax,
          filesMax,
          memoryFileBytes,
          memoryBytesMax,
          checkInterval);
    }
  }
}
