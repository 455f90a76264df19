package weft.web.forms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.FileWork;

/// A small multipart form, all of it: [Multipart#all].
///
/// Valid until the handler returns; belongs to the request's thread.
public final class MultipartForm {
  private final FileWork work;
  private long memoryLeft;
  private final List<String> pairs = new ArrayList<>();
  private final NamedValues fields = new NamedValues(pairs);
  private final List<FormFile> files = new ArrayList<>();

  MultipartForm(FileWork work, int memoryBytesMax) {
    this.work = work;
    this.memoryLeft = memoryBytesMax;
  }

  /// The parts that are no files, as text.
  public NamedValues fields() {
    return fields;
  }

  /// The value of the first field of that name; null without one.
  public @Nullable String field(String name) {
    return fields.first(name);
  }

  /// The files, in order. A file input for which no file was chosen is not among them.
  public List<FormFile> files() {
    return Collections.unmodifiableList(files);
  }

  /// The first file of that field; null without one.
  public @Nullable FormFile file(String name) {
    for (FormFile file : files) {
      if (file.name().equals(name)) {
        return file;
      }
    }
    return null;
  }

  /// Reads a part to its end.
  void add(Part part) throws IOException {
    hold(part.headMemoryBytes());
    if (!part.isFile()) {
      String text = part.text();
      // A character takes up to two bytes.
      hold(2L * text.length());
      pairs.add(part.name());
      pairs.add(text);
      return;
    }
    // One byte more than fits, to see whether there is one.
    byte[] start = part.stream().readNBytes((int) memoryLeft + 1);
    if (start.length <= memoryLeft) {
      boolean nothingChosen = start.length == 0 && "".equals(part.fileName());
      if (!nothingChosen) {
        memoryLeft -= start.length;
        files.add(new FormFile(part, start, null, work));
      }
      return;
    }
    TemporaryFile disk = work.call(TemporaryFile::create);
    files.add(new FormFile(part, start, disk, work));
    disk.fill(start, part.channel(), work);
  }

  private void hold(long bytes) {
    memoryLeft -= bytes;
    if (memoryLeft < 0) {
      throw FormFault.MEMORY.error("the form is too large to be held in memory");
    }
  }

  /// Gives back every file, also when one cannot be closed.
  void release() throws IOException {
    IOException failure = null;
    for (FormFile file : files) {
      try {
        file.release();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
