package weft.hub.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A key log that several write.
@Timeout(60)
class KeyLogFileTest {
  private static final int LINES = 5_000;

  @TempDir Path folder;

  @Test
  void aServerAndAClientMayShareOne() throws Exception {
    Path file = folder.resolve("keys.log");
    KeyLogFile ofServer = KeyLogFile.open(file);
    KeyLogFile ofClient = KeyLogFile.open(file);
    List<Thread> writers = List.of(append(ofServer, "S"), append(ofClient, "C"));
    for (Thread writer : writers) {
      writer.join();
    }
    TlsEcho.await("all bytes", () -> size(file) == 2L * LINES * 151);
    ofServer.close();
    ofClient.close();
    assertThat(Files.readAllLines(file)).allMatch(line -> line.matches("S{150}|C{150}"));
  }

  private static Thread append(KeyLogFile log, String letter) {
    byte[] line = letter.repeat(150).getBytes(StandardCharsets.US_ASCII);
    return Thread.ofPlatform()
        .start(() -> {
          for (int count = 0; count < LINES; count++) {
            log.append(line);
          }
        });
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException missing) {
      return -1;
    }
  }
}
