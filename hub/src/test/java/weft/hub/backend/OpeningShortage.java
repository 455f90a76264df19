package weft.hub.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import weft.hub.linux.Libc;

/// A program for a process of its own with few file descriptors: it opens a back-end with none
/// left, with one, and so on until it opens, and says what the refused ones have left behind.
final class OpeningShortage {
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int LEFT_MAX = 20;

  private final BackendUnderTest choice;
  private final Libc libc = new Libc();

  private OpeningShortage(BackendUnderTest choice) {
    this.choice = choice;
  }

  public static void main(String[] arguments) throws Exception {
    new OpeningShortage(BackendUnderTest.valueOf(arguments[0])).run();
  }

  private void run() throws Exception {
    // What is opened once and kept, as classes are, is open then.
    choice.open().close();
    opens(0);
    String before = held();
    int left = 0;
    while (!opens(left)) {
      left++;
      if (left > LEFT_MAX) {
        throw new IllegalStateException("it never opens");
      }
    }
    System.out.println(left > 0 ? "refused before it opened" : "never refused");
    System.out.println("before " + before);
    System.out.println("after " + held());
  }

  /// Whether it opens with so many descriptors left.
  private boolean opens(int left) throws Exception {
    List<Integer> fillers = new ArrayList<>();
    int filler;
    while ((filler = libc.eventfd(0, EFD_CLOEXEC)) >= 0) {
      fillers.add(filler);
    }
    for (int count = 0; count < left; count++) {
      libc.close(fillers.removeLast());
    }
    try (Backend backend = choice.open()) {
      return backend.enters() >= 0;
    } catch (BackendRefused | IOException refused) {
      return false;
    } finally {
      fillers.forEach(libc::close);
    }
  }

  private static String held() throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"));
        var mappings = Files.lines(Path.of("/proc/self/maps"))) {
      return descriptors.count()
          + " descriptors, "
          + mappings.filter(line -> line.contains("io_uring")).count()
          + " rings";
    }
  }
}
