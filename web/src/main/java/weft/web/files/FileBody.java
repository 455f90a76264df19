package weft.web.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import weft.http.FileRegion;
import weft.http.Response;

/// The body of an answer whose head has been decided: a representation, ranges of it, or nothing.
/// To be sent once, or closed.
///
/// Belongs to one request.
public final class FileBody implements AutoCloseable {
  private final @Nullable Representation source;
  private final List<ByteRange> ranges;
  private final String contentType;
  private final String boundary;

  /// @param source retained for it; null for nothing
  /// @param ranges what of it, one or several; none for all
  /// @param contentType of the parts when there are several
  private FileBody(
      @Nullable Representation source,
      List<ByteRange> ranges,
      String contentType,
      String boundary) {
    this.source = source;
    this.ranges = ranges;
    this.contentType = contentType;
    this.boundary = boundary;
  }

  static FileBody none() {
    return new FileBody(null, List.of(), "", "");
  }

  static FileBody whole(Representation source) {
    return new FileBody(source, List.of(), "", "");
  }

  static FileBody range(Representation source, ByteRange range) {
    return new FileBody(source, List.of(range), "", "");
  }

  /// Several ranges, [RFC 9110 §14.6](https://www.rfc-editor.org/rfc/rfc9110#section-14.6), between
  /// marks nobody can have put into the file.
  static FileBody ranges(Representation source, List<ByteRange> ranges, String contentType) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String boundary =
        "weft-" + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    return new FileBody(source, ranges, contentType, boundary);
  }

  /// The type of all parts together.
  String multipartType() {
    return "multipart/byteranges; boundary=" + boundary;
  }

  /// Sends the answer with this body; waits while the client is slow, unless it is small.
  ///
  /// @throws IOException when the file cannot be read any more, or the client went away
  public void send(Response response) throws IOException {
    try (this) {
      if (source == null) {
        response.send();
      } else if (ranges.size() > 1) {
        sendParts(response, source);
      } else {
        ByteRange range = ranges.isEmpty() ? new ByteRange(0, source.size()) : ranges.getFirst();
        byte[] content = source.content();
        if (content != null) {
          response.send(content, (int) range.first(), (int) range.length());
        } else {
          response.send(new FileRegion(source.file(), range.first(), range.length()));
        }
      }
    }
  }

  private void sendParts(Response response, Representation source) throws IOException {
    byte[] end = ("\r\n--" + boundary + "--\r\n").getBytes(US_ASCII);
    long length = end.length;
    for (ByteRange range : ranges) {
      length += partHead(range, source.size()).length + range.length();
    }
    response.header("Content-Length", Long.toString(length));
    for (ByteRange range : ranges) {
      response.stream().write(partHead(range, source.size()));
      byte[] content = source.content();
      if (content != null) {
        response.stream().write(content, (int) range.first(), (int) range.length());
      } else {
        response.write(new FileRegion(source.file(), range.first(), range.length()));
      }
    }
    response.stream().write(end);
    response.stream().close();
  }

  private byte[] partHead(ByteRange range, long size) {
    String head =
        "\r\n--"
            + boundary
            + "\r\nContent-Type: "
            + contentType
            + "\r\nContent-Range: "
            + range.contentRange(size)
            + "\r\n\r\n";
    return head.getBytes(US_ASCII);
  }

  /// Lets go of the file; [#send] does it by itself.
  @Override
  public void close() {
    if (source != null) {
      source.close();
    }
  }
}
