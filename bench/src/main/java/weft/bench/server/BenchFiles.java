package weft.bench.server;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import weft.bench.plan.BenchCase;

/// The files that are served in [BenchCase#isFile] cases. They are holes: what is sent comes from
/// the page cache all the same, and no disk is filled.
final class BenchFiles {
  private BenchFiles() {}

  /// Makes them, unless they are there.
  ///
  /// @return the folder that has them
  static Path in(Path folder) throws IOException {
    Path files = Files.createDirectories(folder.resolve("files"));
    for (BenchCase load : BenchCase.all()) {
      if (load.isFile()) {
        try (var file = new RandomAccessFile(files.resolve(load.id()).toFile(), "rw")) {
          file.setLength(load.fileBytes());
        }
      }
    }
    return files;
  }
}
