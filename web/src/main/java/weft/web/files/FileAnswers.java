package weft.web.files;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import weft.http.Headers;
import weft.http.HttpError;
import weft.http.Request;
import weft.http.Response;
import weft.http.Status;
import weft.hub.FileWork;
import weft.hub.file.OpenFile;

/// Decides the head of an answer that is a file: conditions, ranges, and what is said about it.
public final class FileAnswers {
  private static final int RANGES_MAX = FileOptions.DEFAULTS.rangesMax();

  private FileAnswers() {}

  /// Answers with a file that a handler has chosen: status and fields are set, the body is what is
  /// to be sent with them. To GET and HEAD requests, conditions and ranges count unless another
  /// status than 200 was set.
  ///
  /// @param work where the file is opened
  /// @throws HttpError 404 when it is not a regular file that we may read; 412 and 416 as the
  ///   request has it
  /// @throws IOException when the file system fails
  public static FileBody of(Request request, Response response, Path path, FileWork work)
      throws IOException {
    Representation file = work.call(() -> open(path));
    if (file == null) {
      throw new HttpError(Status.NOT_FOUND, "the file is not there");
    }
    FileBody body = null;
    try {
      Path name = path.getFileName();
      String type = ContentTypes.of(name == null ? "" : name.toString(), Map.of());
      body = of(request, response, file, type, RANGES_MAX);
      return body;
    } finally {
      if (body == null) {
        file.close();
      }
    }
  }

  private static @Nullable Representation open(Path path) throws IOException {
    OpenFile file = OpenFile.find(path);
    long memoryBytes = FileOptions.DEFAULTS.memoryFileBytes();
    return file == null ? null : Representation.of(file, "", memoryBytes, Instant.now());
  }

  /// Answers with a representation.
  ///
  /// @param source retained for the body, or closed when it is not sent
  static FileBody of(
      Request request,
      Response response,
      Representation source,
      String contentType,
      int rangesMax) {
    Headers fields = request.headers();
    boolean toGet = request.method().equals("GET");
    boolean conditional = (toGet || request.method().equals("HEAD")) && response.status() == 200;
    response.header("ETag", source.entityTag()).header("Last-Modified", source.lastModified());
    if (conditional) {
      response.header("Accept-Ranges", "bytes");
      switch (Preconditions.evaluate(fields, source)) {
        case MET -> {}
        case FAILED ->
            throw new HttpError(
                Status.PRECONDITION_FAILED, "the file is not the one the request is for");
        case NOT_MODIFIED -> {
          source.close();
          response.status(Status.NOT_MODIFIED);
          return FileBody.none();
        }
      }
    }
    if (response.header("Content-Type") == null) {
      response.header("Content-Type", contentType);
    }
    if (!source.coding().isEmpty()) {
      response.header("Content-Encoding", source.coding());
    }
    // "A server MUST ignore a Range header field received with a request method that is
    // unrecognized or for which range handling is not defined. For this specification, GET is the
    // only method for which range handling is defined."
    // https://www.rfc-editor.org/rfc/rfc9110#section-14.2
    return toGet && conditional && Preconditions.allowRange(fields, source)
        ? ranged(fields.first("range"), response, source, rangesMax)
        : FileBody.whole(source);
  }

  private static FileBody ranged(
      @Nullable String range, Response response, Representation source, int rangesMax) {
    long size = source.size();
    RangeField asked = RangeField.parse(range, size, rangesMax);
    if (asked.isIgnored()) {
      return FileBody.whole(source);
    }
    if (asked.ranges().isEmpty()) {
      throw new HttpError(
              Status.RANGE_NOT_SATISFIABLE, "the file has no bytes there, it has " + size)
          .withHeader("Content-Range", "bytes */" + size);
    }
    response.status(Status.PARTIAL_CONTENT);
    if (asked.ranges().size() == 1) {
      ByteRange only = asked.ranges().getFirst();
      response.header("Content-Range", only.contentRange(size));
      return FileBody.range(source, only);
    }
    String type = response.header("Content-Type");
    FileBody body = FileBody.ranges(source, asked.ranges(), type == null ? "" : type);
    response.header("Content-Type", body.multipartType());
    return body;
  }
}
