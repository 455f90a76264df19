package weft.web.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Any text as the path of a file.
///
/// Here's how it works: 1. what is not refused stays below the folder, however it is normalised; 2.
/// it has no hidden name, no control and no backslash; 3. it means itself: taken apart at its
/// slashes there are as many segments as there were.
final class RequestedPathFuzzTest {
  private static final Path ROOT = Path.of("/srv/public");

  @FuzzTest
  void whatIsServedLiesBelowTheFolder(byte[] data) {
    String raw = new String(data, ISO_8859_1);
    RequestedPath path = RequestedPath.parse(raw, false);
    if (path == null) {
      return;
    }
    String name = path.name();
    require(raw.chars().allMatch(c -> c < 0x80), raw);
    require(name.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '\\'), raw);
    require(!name.startsWith("/") && !name.endsWith("/") && !name.contains("//"), raw);
    require(!("/" + name).contains("/."), raw);
    String bare = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    require(name.split("/", -1).length == bare.split("/", -1).length, raw);
    try {
      Path found = ROOT.resolve(name);
      require(found.equals(found.normalize()) && found.startsWith(ROOT), raw);
    } catch (InvalidPathException unknowable) {
      // A name this file system cannot have; the folder answers that there is none.
      return;
    }
    RequestedPath hiddenToo = RequestedPath.parse(raw, true);
    require(path.equals(hiddenToo), raw);
  }

  private static void require(boolean holds, String raw) {
    if (!holds) {
      throw new AssertionError("served: '" + raw + "'");
    }
  }
}
