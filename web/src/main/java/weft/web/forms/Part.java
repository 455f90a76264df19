package weft.web.forms;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One part of a [Multipart]: a field, or a file that is being uploaded. Its content is read once,
/// as it comes, and is gone when the next part is asked for; then reading throws
/// `IllegalStateException`. A part that nobody reads is skipped.
///
/// Reading throws [FormError], besides what request bodies throw.
public final class Part {
  private final Multipart form;
  private final PartHead head;
  private final PartStream stream;

  Part(Multipart form, PartHead head) {
    this.form = form;
    this.head = head;
    this.stream = new PartStream(form, this);
  }

  /// The field's name.
  public String name() {
    return head.disposition().name();
  }

  /// Whether it is a file, as the client says; then it has a [#fileName].
  public boolean isFile() {
    return head.disposition().fileName() != null;
  }

  /// The file's name as the client says, whatever is in there: not for paths, see [#safeName].
  /// Empty when a page has a file input and no file was chosen. Null for what is no file.
  public @Nullable String fileName() {
    return head.disposition().fileName();
  }

  /// The file's name made fit for a file in a folder of ours: the last segment of a path, without
  /// separators, control and formatting characters, leading dots and names of devices, at most 255
  /// bytes; `unnamed` when nothing is left. Several parts may have the same.
  public String safeName() {
    String fileName = fileName();
    return SafeFileName.of(fileName == null ? "" : fileName);
  }

  /// The content type as the client says; null when it does not, which means plain text.
  public @Nullable String contentType() {
    return header("content-type");
  }

  /// The value of the first field of that name in the part's head; null without one.
  public @Nullable String header(String name) {
    return head.first(name);
  }

  /// The content; reading waits for the client. Always the same; closing it does nothing.
  public InputStream stream() {
    return stream;
  }

  /// All of it.
  ///
  /// @throws FormError 413 beyond [MultipartLimits#memoryBytesMax]
  public byte[] bytes() throws IOException {
    int most = form.limits().memoryBytesMax();
    byte[] bytes = stream.readNBytes(most + 1);
    if (bytes.length > most) {
      throw FormFault.MEMORY.error("a part is larger than " + most + " bytes");
    }
    return bytes;
  }

  /// All of it as text, in the charset of its content type, else that of the field `_charset_` (RFC
  /// 7578 §4.6), else UTF-8.
  ///
  /// @throws FormError 413 beyond [MultipartLimits#memoryBytesMax], 415 for a charset we do not
  ///   have, 400 for bytes that are not of the charset
  public String text() throws IOException {
    Charset charset = charset();
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(bytes())).toString();
    } catch (CharacterCodingException _) {
      throw FormFault.TEXT.error("a part is not valid " + charset.name());
    }
  }

  /// Writes it to a file, which appears when it is whole, in place of one that is there: until then
  /// it is a hidden file `.weft-….part` in the same folder, removed if anything fails. It is not
  /// forced to disk.
  ///
  /// Files are written on the offload pool, so a hub is never held up.
  ///
  /// @param target never made of [#fileName], but for example of [#safeName]
  /// @return bytes written
  public long saveTo(Path target) throws IOException {
    return new FileSaver(form.work()).save(channel(), target);
  }

  /// The content for files; closing it does nothing.
  ReadableByteChannel channel() {
    return stream;
  }

  long headMemoryBytes() {
    return head.memoryBytes();
  }

  private Charset charset() {
    String type = contentType();
    String name = type == null ? null : FormContentType.parse(type).charset();
    if (name == null) {
      name = form.charsetName();
    }
    return name == null ? StandardCharsets.UTF_8 : FormContentType.charset(name);
  }
}
