package weft.web.forms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.hub.FileWork;

/// Parts in files: whole or not at all, and nothing left behind.
class FormFilesTest {
  @TempDir Path folder;

  private final FileSaver saver = new FileSaver(FileWork.HERE);

  private static ReadableByteChannel channel(byte[] content) {
    return Channels.newChannel(new ByteArrayInputStream(content));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        FileSaver.SMALL_BYTES - 1,
        FileSaver.SMALL_BYTES,
        FileChunks.BYTES - 1,
        FileChunks.BYTES,
        FileChunks.BYTES + 1,
        3 * FileChunks.BYTES
      })
  void contentOfAnyLengthIsSaved(int length) throws IOException {
    byte[] content = FormBytes.tricky(length);
    Path target = Files.writeString(folder.resolve("a"), "old");
    Part part = new FormBytes().file("f", "x", content).form().iterator().next();

    assertThat(part.saveTo(target)).isEqualTo(length);

    assertThat(target).hasBinaryContent(content);
    assertThat(names()).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, FileSaver.SMALL_BYTES, FileChunks.BYTES})
  void whatFailsLeavesTheOldFileAndNothingElse(int length) throws IOException {
    Path target = Files.writeString(folder.resolve("a"), "old");
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }
        };
    InputStream content =
        new SequenceInputStream(new ByteArrayInputStream(new byte[length]), broken);

    assertThatThrownBy(() -> saver.save(Channels.newChannel(content), target)).hasMessage("gone");

    assertThat(target).hasContent("old");
    assertThat(names()).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, FileChunks.BYTES})
  void whatCannotHaveItsNameIsRemoved(int length) throws IOException {
    Path target = Files.createDirectory(folder.resolve("a"));
    Files.writeString(target.resolve("inside"), "x");
    byte[] content = new byte[length];

    assertThatThrownBy(() -> saver.save(channel(content), target))
        .isInstanceOf(FileSystemException.class);

    assertThat(names()).containsExactly("a");
    assertThatThrownBy(() -> saver.save(channel(content), folder.resolve("no/a")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aLinkIsReplacedNotFollowed() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), secret);

    saver.save(channel(new byte[5]), link);

    assertThat(secret).hasContent("old");
    assertThat(Files.isSymbolicLink(link)).isFalse();
    assertThat(link).hasBinaryContent(new byte[5]);
  }

  @Test
  void filesBeyondTheMemoryAreOnDiskWithoutAName() throws IOException {
    byte[] large = FormBytes.tricky(700_000);
    Multipart multipart =
        new FormBytes()
            .file("small", "s", "small".getBytes(UTF_8))
            .file("large", "l", large)
            .file("last", "t", "last".getBytes(UTF_8))
            .form(MultipartLimits.DEFAULTS.withMemoryBytesMax(4096));
    MultipartForm form = multipart.all();
    FormFile file = Objects.requireNonNull(form.file("large"));

    assertThat(form.files()).extracting(FormFile::isInMemory).containsExactly(true, false, true);
    assertThat(file.size()).isEqualTo(large.length);
    assertThat(file.stream().readAllBytes()).isEqualTo(large);
    assertThat(file.stream().readAllBytes()).isEqualTo(large);
    for (FormFile each : form.files()) {
      each.saveTo(folder.resolve(each.safeName()));
    }
    assertThat(folder.resolve("l")).hasBinaryContent(large);
    assertThat(folder.resolve("s")).hasContent("small");
    assertThat(names()).containsExactlyInAnyOrder("s", "l", "t");

    multipart.release();
    multipart.release();
    assertThatThrownBy(() -> file.stream().read()).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void aFormThatBreaksOffGivesItsFilesBack() throws IOException {
    byte[] whole = new FormBytes().file("f", "x", FormBytes.tricky(700_000)).whole();
    InputStream cut = new ByteArrayInputStream(whole, 0, whole.length - 10);
    Multipart multipart =
        FormBytes.form(cut, -1, MultipartLimits.DEFAULTS.withMemoryBytesMax(4096));

    assertThatThrownBy(multipart::all).isInstanceOf(FormError.class);
    multipart.release();

    assertThatThrownBy(() -> multipart.all().files().getFirst().stream().read())
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void chunksAreUsedAgainAndBounded() {
    List<ByteBuffer> taken = new ArrayList<>();
    for (int index = 0; index <= FileChunks.DIRECT_MAX; index++) {
      taken.add(FileChunks.take());
    }

    assertThat(taken.getLast().isDirect()).isFalse();
    assertThat(taken).filteredOn(ByteBuffer::isDirect).hasSizeLessThanOrEqualTo(64);
    assertThat(taken).allMatch(chunk -> chunk.remaining() == FileChunks.BYTES);
    taken.forEach(chunk -> FileChunks.giveBack(chunk.limit(3)));
    ByteBuffer again = FileChunks.take();
    assertThat(again.isDirect()).isTrue();
    assertThat(again.remaining()).isEqualTo(FileChunks.BYTES);
    FileChunks.giveBack(again);
  }
}
