package weft.web;

import java.io.IOException;
import weft.http.Response;
import weft.http.Status;
import weft.web.files.FileBody;

/// The file a response answers with, until it is sent or something else takes its place: then what
/// the head says for its sake is taken back. Either is the end of it.
///
/// Belongs to the request's thread.
final class AnsweredFile {
  /// Fields that are said about a file, whoever answers with it.
  private static final String[] FIELDS = {
    "etag", "last-modified", "accept-ranges", "content-range", "content-encoding",
  };

  private final Response response;
  private final FileBody body;
  private final boolean hasOwnType;

  /// A file whose head has been decided.
  ///
  /// @param body closed by whatever ends this
  /// @param hasOwnType whether the content type is not the file's, and stays behind it
  AnsweredFile(Response response, FileBody body, boolean hasOwnType) {
    this.response = response;
    this.body = body;
    this.hasOwnType = hasOwnType;
  }

  /// Sends it with the head as it is.
  void send() throws IOException {
    body.send(response);
  }

  /// Lets go of it; the head stays.
  void close() {
    body.close();
  }

  /// Lets go of it, and takes back what was said about it.
  void takeBack() {
    close();
    for (String name : FIELDS) {
      response.removeHeader(name);
    }
    if (!hasOwnType) {
      response.removeHeader("content-type");
    }
    if (response.status() == Status.PARTIAL_CONTENT || response.status() == Status.NOT_MODIFIED) {
      response.status(Status.OK);
    }
  }
}
