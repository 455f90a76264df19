package weft.web.forms;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// A file that appears under its name when it is whole, in place of what had the name before: until
/// then it is a hidden file beside it.
///
/// Blocks; belongs to one thread at a time.
final class AtomicFile {
  private final Path target;
  private final Path temporary;
  private final FileChannel channel;

  private AtomicFile(Path target, Path temporary, FileChannel channel) {
    this.target = target;
    this.temporary = temporary;
    this.channel = channel;
  }

  static AtomicFile create(Path target) throws IOException {
    Path folder = Objects.requireNonNull(target.toAbsolutePath().getParent(), "a root is no file");
    String name =
        ".weft-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + ".part";
    Path temporary = folder.resolve(name);
    // Exclusive: whoever guesses the name cannot have put a link there.
    return new AtomicFile(target, temporary, FileChannel.open(temporary, CREATE_NEW, WRITE));
  }

  /// Writes a whole file.
  static @Nullable Void write(Path target, ByteBuffer content) throws IOException {
    AtomicFile file = create(target);
    boolean committed = false;
    try {
      file.append(content);
      file.commit();
      committed = true;
    } finally {
      if (!committed) {
        file.abandon();
      }
    }
    return null;
  }

  /// Writes behind what is there.
  @Nullable Void append(ByteBuffer content) throws IOException {
    while (content.hasRemaining()) {
      channel.write(content);
    }
    return null;
  }

  /// Writes what a channel has, from its beginning.
  @Nullable Void append(FileChannel source) throws IOException {
    long size = source.size();
    for (long at = 0; at < size; ) {
      long count = source.transferTo(at, size - at, channel);
      if (count <= 0) {
        throw new IOException("a temporary file has shrunk");
      }
      at += count;
    }
    return null;
  }

  /// Gives it its name.
  @Nullable Void commit() throws IOException {
    channel.close();
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    return null;
  }

  /// Removes it.
  @Nullable Void abandon() throws IOException {
    try {
      channel.close();
    } finally {
      Files.deleteIfExists(temporary);
    }
    return null;
  }
}
