package weft.hub.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.hub.backend.Backend;
import weft.hub.file.OpenFile;
import weft.hub.memory.Memory;

/// Sends from a file into another, which counts as a socket with endless room.
class FileSendsTest {
  private static final int BYTES = 1_000_000;
  private static final int O_WRONLY = 1;

  @TempDir Path folder;
  private final Libc libc = new Libc();
  private final Arena arena = Arena.ofShared();
  private final FileSends sends = new FileSends(libc, arena);
  private final byte[] content = new byte[BYTES];
  private Path source = Path.of("");
  private Path target = Path.of("");

  @BeforeEach
  void write() throws IOException {
    new Random(BYTES).nextBytes(content);
    source = folder.resolve("source");
    target = folder.resolve("target");
    Files.write(source, content);
    Files.createFile(target);
  }

  @AfterEach
  void close() {
    arena.close();
  }

  private int openTarget() {
    return libc.open(arena.allocateFrom(target.toString()).address(), O_WRONLY);
  }

  @Test
  void whatIsInMemoryIsSentInChunks() throws IOException {
    try (OpenFile file = OpenFile.open(source)) {
      int socket = openTarget();
      int sent = 0;
      while (sent < BYTES) {
        int count = sends.send(socket, file.descriptor(), sent, BYTES - sent);
        assertThat(count).isBetween(1, 512 * 1024);
        sent += count;
      }
      assertThat(sends.send(socket, file.descriptor(), BYTES, 1)).isEqualTo(Backend.ABSENT);
      assertThat(sends.send(socket, file.descriptor(), BYTES - 1, 2)).isEqualTo(Backend.ABSENT);
      libc.close(socket);
    }
    assertThat(Arrays.equals(Files.readAllBytes(target), content)).isTrue();
  }

  @Test
  void whatIsInMemoryIsRead() throws IOException {
    long room = arena.allocate(4096).address();
    byte[] read = new byte[4096];
    try (OpenFile file = OpenFile.open(source)) {
      assertThat(sends.read(file.descriptor(), 777, room, 4096)).isEqualTo(4096);
      Memory.copyOut(room, read, 0, 4096);
      assertThat(read).isEqualTo(Arrays.copyOfRange(content, 777, 777 + 4096));
      assertThat(sends.read(file.descriptor(), BYTES - 7, room, 4096)).isEqualTo(7);
      assertThat(sends.read(file.descriptor(), BYTES, room, 4096)).isEqualTo(Backend.ABSENT);
    }
  }

  /// What the disk would have to be waited for is not sent, and is after somebody has read it.
  @Test
  void whatIsNotInMemoryIsAbsent() throws Exception {
    assumeThat(Files.getFileStore(source).type()).isIn("ext4", "xfs", "btrfs");
    run("sync", source.toString());
    run("dd", "if=" + source, "iflag=nocache", "count=0", "status=none");

    try (OpenFile file = OpenFile.open(source)) {
      int socket = openTarget();
      assertThat(sends.send(socket, file.descriptor(), 0, BYTES)).isEqualTo(Backend.ABSENT);
      // Having asked, the kernel may have begun to read it ahead.
      assertThat(sends.read(file.descriptor(), 0, arena.allocate(64).address(), 64))
          .isIn(Backend.ABSENT, 64);
      byte[] read = new byte[BYTES];
      for (int at = 0; at < BYTES; ) {
        at += file.read(at, read, at, BYTES - at);
      }
      assertThat(Arrays.equals(read, content)).isTrue();
      assertThat(sends.send(socket, file.descriptor(), 0, BYTES)).isPositive();
      libc.close(socket);
    }
  }

  private static void run(String... command) throws Exception {
    assumeThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }

  @Test
  void aDescriptorThatIsNoneFailsQuietly() throws IOException {
    try (OpenFile file = OpenFile.open(source)) {
      assertThat(sends.send(9999, file.descriptor(), 0, 10)).isEqualTo(Backend.ABSENT);
    }
    assertThat(sends.send(9999, 9998, 0, 10)).isEqualTo(Backend.ABSENT);
    assertThat(sends.sendMore(9999, 0, 10)).isZero();
  }
}
