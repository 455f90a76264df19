package weft.hub.tls;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Files change in many ways; none goes unnoticed.
@Timeout(60)
class FileWatchTest {
  private static final long LOOK_MILLIS = 2;

  @TempDir Path folder;

  private final AtomicInteger told = new AtomicInteger();
  private final AtomicBoolean goesWell = new AtomicBoolean(true);
  private FileWatch watch;

  @AfterEach
  void end() {
    watch.close();
  }

  private void watch(Path file) {
    watch(file, FileWatch.look(List.of(file)));
  }

  private void watch(Path file, List<String> seen) {
    watch =
        FileWatch.start(
            List.of(file),
            seen,
            () -> {
              told.incrementAndGet();
              return goesWell.get();
            },
            LOOK_MILLIS);
  }

  private void awaitTold(int times) {
    TlsEcho.await("call " + times, () -> told.get() >= times);
  }

  private static void replace(Path fresh, Path old) throws Exception {
    Files.move(fresh, old, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aFileIsWrittenDeletedAndMadeAgain() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "1");
    watch(file);
    Files.writeString(file, "22");
    awaitTold(1);
    Files.delete(file);
    awaitTold(2);
    Files.writeString(file, "333");
    awaitTold(3);
  }

  @Test
  void anotherFileOfTheSameSizeAndTimeTakesItsPlace() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "1");
    Path other = Files.writeString(folder.resolve("b"), "2");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    watch(file);
    replace(other, file);
    awaitTold(1);
  }

  @Test
  void aLinkLeadsToAFileElsewhere() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path target = Files.writeString(elsewhere.resolve("a"), "1");
    Path fresh = Files.writeString(elsewhere.resolve("b"), "22");
    watch(Files.createSymbolicLink(folder.resolve("link"), target));
    replace(fresh, target);
    awaitTold(1);
  }

  @Test
  void theLinkToItsFolderIsExchanged() throws Exception {
    Path one = Files.createDirectory(folder.resolve("one"));
    Path two = Files.createDirectory(folder.resolve("two"));
    Files.writeString(one.resolve("a"), "1");
    Files.writeString(two.resolve("a"), "2");
    Path current = Files.createSymbolicLink(folder.resolve("current"), one);
    watch(current.resolve("a"));
    replace(Files.createSymbolicLink(folder.resolve("next"), two), current);
    awaitTold(1);
  }

  @Test
  void itsFolderIsExchanged() throws Exception {
    Path one = Files.createDirectory(folder.resolve("one"));
    Path two = Files.createDirectory(folder.resolve("two"));
    Files.writeString(one.resolve("a"), "1");
    Files.writeString(two.resolve("a"), "22");
    watch(one.resolve("a"));
    Files.move(one, folder.resolve("old"));
    Files.move(two, one);
    awaitTold(1);
  }

  @Test
  void aChangeBetweenReadingAndWatchingCounts() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "1");
    List<String> seen = FileWatch.look(List.of(file));
    Files.writeString(file, "22");
    watch(file, seen);
    awaitTold(1);
  }

  @Test
  void whatWasNotReadWellIsTriedAgain() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "1");
    goesWell.set(false);
    watch(file);
    Files.writeString(file, "22");
    awaitTold(2);
    goesWell.set(true);
    awaitTold(3);
  }
}
