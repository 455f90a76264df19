package weft.web.forms;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import weft.hub.FileWork;

/// A `multipart/form-data` body as its parts, read once, in the order in which they come:
///
/// ```java
/// for (var part : req.multipart()) {
///   part.saveTo(folder.resolve(part.safeName()));
/// }
/// ```
///
/// Or, for small forms, [#all] of it. Going on throws [FormError] when the client breaks the
/// grammar or passes a limit, and what request bodies throw; `IOException`s come as
/// `UncheckedIOException`.
///
/// Valid until the handler returns; belongs to the request's thread.
public final class Multipart implements Iterable<Part> {
  private final MultipartLimits limits;
  private final MultipartReader reader;
  private final FileWork work;
  private boolean begun;
  private @Nullable Part part;
  private @Nullable MultipartForm form;

  Multipart(InputStream body, long length, String boundary, MultipartLimits limits, FileWork work) {
    this.limits = limits;
    this.reader = new MultipartReader(body, length, boundary, limits);
    this.work = work;
  }

  /// The form of a body.
  ///
  /// @param contentType of the request; null for none
  /// @param body without a limit of its own: the form's count
  /// @param length bytes it will have, -1 when nobody said
  /// @param work where files are written
  /// @throws FormError 415 when it is another content type, 400 without a boundary, 413 when the
  ///   client announced too much
  public static Multipart of(
      @Nullable String contentType,
      InputStream body,
      long length,
      MultipartLimits limits,
      FileWork work) {
    String boundary = FormContentType.boundary(contentType);
    return new Multipart(body, length, boundary, limits, work);
  }

  /// The parts, once.
  ///
  /// @throws IllegalStateException when it was asked for before
  @Override
  public Iterator<Part> iterator() {
    begin();
    return new Parts(this);
  }

  /// Everything at once, for small forms: text of fields, and files, which are in memory up to
  /// [MultipartLimits#memoryBytesMax] and then on disk, without a name there and gone when the
  /// handler returns.
  ///
  /// @throws IllegalStateException when the parts were asked for before
  public MultipartForm all() throws IOException {
    if (form == null) {
      begin();
      MultipartForm collected = new MultipartForm(work, limits.memoryBytesMax());
      // Known before it is filled, so that its files are given back whatever happens.
      form = collected;
      for (Part next = nextPart(); next != null; next = nextPart()) {
        collected.add(next);
      }
    }
    return form;
  }

  /// Gives back the files of [#all]; when the handler has returned.
  public void release() throws IOException {
    if (form != null) {
      form.release();
    }
  }

  MultipartLimits limits() {
    return limits;
  }

  FileWork work() {
    return work;
  }

  @Nullable String charsetName() {
    return reader.charsetName();
  }

  @Nullable Part nextPart() throws IOException {
    part = null;
    PartHead head = reader.nextPart();
    if (head != null) {
      part = new Part(this, head);
    }
    return part;
  }

  // A part is itself only.
  @SuppressWarnings("ReferenceEquality")
  int read(Part reading, ByteBuffer target) throws IOException {
    if (reading != part) {
      throw new IllegalStateException("the next part has been asked for");
    }
    return reader.read(target);
  }

  private void begin() {
    if (begun) {
      throw new IllegalStateException("the parts of a form are read once");
    }
    begun = true;
  }

  /// Goes to the next part when it is asked for, not before.
  private static final class Parts implements Iterator<Part> {
    private final Multipart form;
    private @Nullable Part next;
    private boolean ended;

    Parts(Multipart form) {
      this.form = form;
    }

    @Override
    public boolean hasNext() {
      if (next == null && !ended) {
        try {
          next = form.nextPart();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        ended = next == null;
      }
      return next != null;
    }

    @Override
    public Part next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException("the form has no more parts");
      }
      Part result = next;
      next = null;
      return result;
    }
  }
}
