package weft.web.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.http.Headers;
import weft.hub.FileWork;

class FileCacheTest {
  private static final Instant OLD = Instant.parse("2020-01-01T00:00:00Z");

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final InstantSource clock = () -> now;
  private FileCache cache;

  @BeforeEach
  void open() throws IOException {
    cache = cache(FileOptions.DEFAULTS);
    write("a.txt", "first", OLD);
  }

  private FileCache cache(FileOptions options) {
    return new FileCache(FileFolder.of(folder), options, clock);
  }

  private void write(String name, String text, Instant modified) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(modified));
  }

  private String text(FileCache from, String name) throws Exception {
    ChosenFile chosen = from.get(name, Headers.EMPTY, FileWork.HERE);
    if (chosen == null) {
      return "none";
    }
    byte[] content = chosen.form().content();
    chosen.form().close();
    return content == null ? "open" : new String(content, UTF_8);
  }

  private static ServedFile file(FileCache from, String name) throws IOException {
    ChosenFile chosen = Objects.requireNonNull(from.get(name, Headers.EMPTY, FileWork.HERE));
    chosen.form().close();
    return chosen.file();
  }

  @Test
  void aFileIsLookedAtOnceASecond() throws Exception {
    assertThat(text(cache, "a.txt")).isEqualTo("first");

    write("a.txt", "second", OLD.plusSeconds(5));
    now = now.plusMillis(999);
    assertThat(text(cache, "a.txt")).isEqualTo("first");
    now = now.plusMillis(1);
    assertThat(text(cache, "a.txt")).isEqualTo("second");

    Files.delete(folder.resolve("a.txt"));
    now = now.plusMillis(1000);
    assertThat(text(cache, "a.txt")).isEqualTo("none");
    assertThat(cache.size()).isZero();
  }

  /// As tools do that give all files of a build one date.
  @Test
  void aFileOfTheSameSizeAndDateIsReadAgain() throws Exception {
    Path file = folder.resolve("a.txt");
    assumeTrue(file.getFileSystem().supportedFileAttributeViews().contains("unix"));
    assertThat(text(cache, "a.txt")).isEqualTo("first");

    Object before = Files.getAttribute(file, "unix:ctime");
    do {
      write("a.txt", "other", OLD);
    } while (Files.getAttribute(file, "unix:ctime").equals(before));
    now = now.plusSeconds(1);

    assertThat(text(cache, "a.txt")).isEqualTo("other");
  }

  @Test
  void aFileChangedAMomentBeforeItWasReadIsReadAgain() throws Exception {
    write("a.txt", "third", now);
    assertThat(text(cache, "a.txt")).isEqualTo("third");
    write("a.txt", "forth", now);

    now = now.plusSeconds(1);
    assertThat(text(cache, "a.txt")).isEqualTo("forth");
  }

  @Test
  void anEncodedFormChangedAMomentBeforeItWasReadIsReadAgain() throws Exception {
    write("a.txt.gz", "third", now);
    ServedFile file = file(cache, "a.txt");
    assertThat(choose(file, "gzip").content()).asString().isEqualTo("third");
    write("a.txt.gz", "forth", now);

    now = now.plusSeconds(1);
    file = file(cache, "a.txt");
    assertThat(choose(file, "gzip").content()).asString().isEqualTo("forth");
  }

  @Test
  void aClockThatIsPutBackMakesALookDue() throws Exception {
    assertThat(text(cache, "a.txt")).isEqualTo("first");
    write("a.txt", "second", OLD.plusSeconds(5));
    now = now.minusSeconds(3600);
    assertThat(text(cache, "a.txt")).isEqualTo("second");
  }

  private static Representation choose(ServedFile file, String accepted) {
    return file.choose(Headers.of("Accept-Encoding", accepted));
  }

  @Test
  void encodedFormsComeAndGo() throws Exception {
    assertThat(file(cache, "a.txt").varies()).isFalse();

    write("a.txt.gz", "zipped", OLD);
    now = now.plusSeconds(1);
    ServedFile file = file(cache, "a.txt");
    assertThat(choose(file, "gzip").coding()).isEqualTo("gzip");
    assertThat(choose(file, "br, gzip;q=0").coding()).isEmpty();
    assertThat(file.choose(Headers.EMPTY).coding()).isEmpty();
    assertThat(choose(file, "gzip").entityTag()).isNotEqualTo(file.plain().entityTag());

    write("a.txt", "newer than its form", OLD.plusSeconds(60));
    now = now.plusSeconds(1);
    assertThat(file(cache, "a.txt").varies()).isFalse();
  }

  @Test
  void theSmallestFormAClientWantsIsChosen() throws Exception {
    write("a.txt.gz", "g", OLD);
    write("a.txt.br", "b", OLD);
    write("a.txt.zst", "z", OLD);
    ServedFile file = file(cache, "a.txt");

    assertThat(choose(file, "gzip, zstd, br").coding()).isEqualTo("br");
    assertThat(choose(file, "gzip, zstd").coding()).isEqualTo("zstd");
    assertThat(choose(file, "gzip, br;q=0.9").coding()).isEqualTo("gzip");
    assertThat(choose(file, "*").coding()).isEqualTo("br");
    assertThat(choose(file, "gzip;q=0.5, identity").coding()).isEmpty();
  }

  @Test
  void numberAndMemoryAreBounded() throws Exception {
    FileCache small = cache(FileOptions.DEFAULTS.withFilesMax(3));
    for (int index = 0; index < 10; index++) {
      write(index + ".txt", "x", OLD);
      assertThat(text(small, index + ".txt")).isEqualTo("x");
      assertThat(text(small, "0.txt")).isEqualTo("x");
    }
    assertThat(small.size()).isEqualTo(3);

    FileCache tight = cache(FileOptions.DEFAULTS.withMemoryBytesMax(12));
    for (int index = 0; index < 5; index++) {
      write(index + ".txt", "12345", OLD);
      assertThat(text(tight, index + ".txt")).isEqualTo("12345");
    }
    assertThat(tight.bytes()).isEqualTo(10);
  }

  @Test
  void largeFilesStayOpenUntilTheyLeave() throws Exception {
    FileCache small =
        cache(FileOptions.DEFAULTS.withMemoryFileBytes(4).withFilesMax(1).withPrecompressed(false));
    write("b.txt", "other", OLD);

    Representation first = file(small, "a.txt").plain();
    assertThat(text(small, "a.txt")).isEqualTo("open");
    assertThat(first.retain()).isTrue();
    assertThat(text(small, "b.txt")).isEqualTo("open");
    assertThat(first.file().read(0, new byte[5], 0, 5)).isEqualTo(5);
    first.close();
    assertThat(first.retain()).isFalse();
    assertThatThrownBy(() -> first.file().read(0, new byte[5], 0, 5))
        .hasMessageContaining("closed");
    small.clear();
    assertThat(small.size()).isZero();
  }

  @Test
  void linksLeadNowhereElse() throws Exception {
    Path outside = Files.createTempFile("outside", ".txt");
    Path inside = folder.resolve("public");
    write("public/sub/in.txt", "inside", OLD);
    Files.createSymbolicLink(inside.resolve("good.txt"), inside.resolve("sub/in.txt"));
    Files.createSymbolicLink(inside.resolve("bad.txt"), outside);
    Files.createSymbolicLink(inside.resolve("up"), folder);
    Files.createSymbolicLink(inside.resolve("loop"), inside.resolve("loop"));
    FileCache served =
        new FileCache(FileFolder.of(inside), FileOptions.DEFAULTS, InstantSource.system());

    assertThat(text(served, "good.txt")).isEqualTo("inside");
    assertThat(text(served, "bad.txt")).isEqualTo("none");
    assertThat(text(served, "up/a.txt")).isEqualTo("none");
    assertThat(text(served, "up/public/sub/in.txt")).isEqualTo("inside");
    assertThat(text(served, "loop")).isEqualTo("none");
    assertThat(text(served, "sub")).isEqualTo("none");
    Files.delete(outside);
  }

  @Test
  void theFolderItselfMayBeALinkThatIsMoved() throws Exception {
    write("one/a.txt", "one", OLD);
    write("two/a.txt", "two", OLD);
    Path current = folder.resolve("current");
    Files.createSymbolicLink(current, folder.resolve("one"));
    FileCache served = new FileCache(FileFolder.of(current), FileOptions.DEFAULTS, clock);
    assertThat(text(served, "a.txt")).isEqualTo("one");

    Files.delete(current);
    Files.createSymbolicLink(current, folder.resolve("two"));
    now = now.plusSeconds(1);
    assertThat(text(served, "a.txt")).isEqualTo("two");
  }

  @Test
  void pipesAreNoFiles() throws Exception {
    Path pipe = folder.resolve("pipe");
    Process maker = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assertThat(maker.waitFor()).isZero();
    assertThat(text(cache, "pipe")).isEqualTo("none");
  }

  @Test
  void theClassPathIsAFolderToo() throws Exception {
    FileCache classes =
        new FileCache(
            FileFolder.ofClassPath(FileCacheTest.class, "weft/web/files"),
            FileOptions.DEFAULTS,
            clock);
    assertThat(classes.get("FileCacheTest.class", Headers.EMPTY, FileWork.HERE)).isNotNull();
    assertThat(classes.get("Absent.class", Headers.EMPTY, FileWork.HERE)).isNull();

    FileFolder archive = FileFolder.ofClassPath(Test.class, "org/junit");
    FileCache archived = new FileCache(archive, FileOptions.DEFAULTS, clock);
    ServedFile test = file(archived, "jupiter/api/Test.class");
    assertThat(test.plain().size()).isPositive();
    assertThat(archived.get("jupiter/api", Headers.EMPTY, FileWork.HERE)).isNull();
    assertThat(archive.hasFolder("jupiter/api")).isTrue();
    assertThat(archive.hasFolder("jupiter/none")).isFalse();
    assertThatThrownBy(() -> FileFolder.ofClassPath(Test.class, "nowhere"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// They do not change, so what clients keep of them stays good.
  @Test
  void filesOfArchivesKeepTheirTagAndDate() throws Exception {
    FileFolder archive = FileFolder.ofClassPath(Test.class, "org/junit/jupiter/api");
    Path library = Path.of(Test.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    now = Instant.now();
    FileCache open = new FileCache(archive, FileOptions.DEFAULTS.withMemoryFileBytes(0), clock);
    Representation first = file(open, "Assertions.class").plain();

    now = now.plusSeconds(1);
    Representation second = file(open, "Assertions.class").plain();
    open.clear();

    assertThat(second).isSameAs(first);
    assertThat(first.modifiedSeconds())
        .isEqualTo(Files.getLastModifiedTime(library).toInstant().getEpochSecond());
  }

  /// As of builds on a machine whose clock is ahead.
  @Test
  void filesOfArchivesFromTheFutureAreCopiedOnce() throws Exception {
    Path archive = folder.resolve("archive.jar");
    String anchor = ByteRange.class.getName();
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(archive));
        InputStream code = FileCacheTest.class.getResourceAsStream("ByteRange.class")) {
      jar.putNextEntry(new JarEntry(anchor.replace('.', '/') + ".class"));
      Objects.requireNonNull(code).transferTo(jar);
      jar.putNextEntry(new JarEntry("static/"));
      jar.putNextEntry(new JarEntry("static/a.txt"));
      jar.write("archived".getBytes(UTF_8));
    }
    Files.setLastModifiedTime(archive, FileTime.from(Instant.now().plusSeconds(86_400)));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {archive.toUri().toURL()}, null)) {
      FileFolder inside = FileFolder.ofClassPath(loader.loadClass(anchor), "static");
      FileCache archived = new FileCache(inside, FileOptions.DEFAULTS, clock);
      now = Instant.now().plusSeconds(10);
      ServedFile first = file(archived, "a.txt");

      now = now.plusSeconds(1);
      ServedFile second = file(archived, "a.txt");

      assertThat(first.plain().content()).asString().isEqualTo("archived");
      assertThat(second).isSameAs(first);
    }
  }
}
