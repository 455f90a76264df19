package weft.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.http.Request;
import weft.http.Response;
import weft.http.Status;
import weft.web.files.ContentDisposition;
import weft.web.files.FileAnswers;
import weft.web.files.FileBody;
import weft.web.files.Freshness;
import weft.web.records.RecordFlush;
import weft.web.records.RecordFormat;
import weft.web.records.RecordWriter;

/// A response as handlers of an [App] make it.
///
/// What is set is kept and may be replaced until it is sent: when handler and after-handlers have
/// returned, at [#send], or when a [#stream] begins. After that every change throws
/// `IllegalStateException`. A body with an `ETag` or a `Last-Modified` that the client of a GET or
/// HEAD has is not sent: 304 is.
///
/// Valid until the handler returns; belongs to the request's thread.
public final class WebResponse {
  private static final String CONTENT_TYPE = "Content-Type";
  private static final String CONTENT_LENGTH = "Content-Length";
  private static final String CONTENT_ENCODING = "Content-Encoding";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String JSON = "application/json";
  private static final String BYTES = "application/octet-stream";

  /// Fields that describe a body which an error answer replaces.
  private static final String[] CONTENT_FIELDS = {
    CONTENT_TYPE,
    CONTENT_LENGTH,
    CONTENT_ENCODING,
    "content-language",
    "content-disposition",
    "content-range",
    "content-location",
    "content-digest",
    "repr-digest",
    "etag",
    "last-modified",
    "cache-control",
    "expires",
    "location",
    "accept-ranges",
  };

  private final Request request;
  private final Response response;
  private final RequestServices services;
  private byte @Nullable [] body;
  private @Nullable AnsweredFile file;
  private boolean statusSet;
  private @Nullable AnsweredStream stream;
  private boolean handedOut;
  private @Nullable BodyCoding coding;
  private boolean uncompressed;

  WebResponse(Request request, Response response, RequestServices services) {
    this.request = request;
    this.response = response;
    this.services = services;
  }

  /// Sets the status.
  ///
  /// @param status 200 to 599; without it 200, or 204 when there is no body
  public WebResponse status(int status) {
    response.status(status);
    statusSet = true;
    return this;
  }

  /// The status as set so far, 200 if not.
  public int status() {
    return response.status();
  }

  /// Sets a field in place of all of that name.
  ///
  /// @throws IllegalArgumentException when name or value have characters that fields may not have
  public WebResponse header(String name, String value) {
    response.header(name, value);
    return this;
  }

  /// Adds a field to those of that name.
  ///
  /// @throws IllegalArgumentException when name or value have characters that fields may not have
  public WebResponse addHeader(String name, String value) {
    response.addHeader(name, value);
    return this;
  }

  /// The value of the first field set under that name; null without one.
  public @Nullable String header(String name) {
    return response.header(name);
  }

  /// The values of all fields set under that name joined by `, `, which is what several fields of a
  /// list mean (RFC 9110 §5.3); null without one.
  public @Nullable String joined(String name) {
    return response.joined(name);
  }

  /// Takes back all fields of that name.
  public WebResponse removeHeader(String name) {
    response.removeHeader(name);
    return this;
  }

  /// Has something done at the last moment before the head is sent: behind handler, error answers
  /// and after-handlers, or with the first bytes of a [#stream]. It sees status and fields as they
  /// are and may change them, but not the body, nor declare its length.
  ///
  /// @param action runs once, on the request's thread; those given later run first
  /// @throws IllegalStateException when the head has been sent
  public WebResponse beforeHead(Runnable action) {
    response.beforeHead(action);
    return this;
  }

  /// Sets the content type; [#text] and its like do it by themselves.
  public WebResponse contentType(String contentType) {
    return header(CONTENT_TYPE, contentType);
  }

  /// Sets a cookie, besides others.
  public WebResponse cookie(Cookie cookie) {
    return addHeader("Set-Cookie", cookie.header());
  }

  /// Makes the client forget a cookie that was set with the default path, no domain, and not
  /// partitioned. Others are forgotten by `withMaxAge(Duration.ZERO)` and their own attributes.
  public WebResponse removeCookie(String name) {
    return cookie(Cookie.of(name, "").withMaxAge(Duration.ZERO));
  }

  /// Answers plain text, UTF-8.
  public WebResponse text(String text) {
    return bytes(text.getBytes(UTF_8), TEXT);
  }

  /// Answers a page, UTF-8. Nothing is escaped.
  public WebResponse html(String html) {
    return bytes(html.getBytes(UTF_8), HTML);
  }

  /// Answers a value as JSON.
  ///
  /// @throws IllegalArgumentException when the value has no JSON form
  public WebResponse json(@Nullable Object value) {
    return bytes(services.codec().encode(value), JSON);
  }

  /// Answers bytes; `application/octet-stream` unless a content type was set.
  ///
  /// @param bytes not copied: not to be changed any more
  public WebResponse bytes(byte[] bytes) {
    dropBody();
    if (response.header(CONTENT_TYPE) == null) {
      response.header(CONTENT_TYPE, BYTES);
    } else if (response.committed()) {
      throw new IllegalStateException("the response has been sent");
    }
    body = bytes;
    return this;
  }

  /// Answers bytes of a content type.
  ///
  /// @param bytes not copied: not to be changed any more
  public WebResponse bytes(byte[] bytes, String contentType) {
    dropBody();
    response.header(CONTENT_TYPE, contentType);
    body = bytes;
    return this;
  }

  /// Answers a file, with its tag and date, so that clients need not be sent what they have, and
  /// may ask for a part of it. Its content type is that of its name unless one was set.
  ///
  /// The path is the handler's word: it may lead anywhere. One that a client had a hand in belongs
  /// below a folder of [Routes#files].
  ///
  /// @throws weft.http.HttpError 404 when it is not a regular file that we may read; 412 or 416 as
  ///   the request has it
  /// @throws IOException when the file system fails
  public WebResponse file(Path path) throws IOException {
    boolean hasOwnType = beginFile();
    file(FileAnswers.of(request, response, path, services.files()), hasOwnType);
    return this;
  }

  /// Has the client keep the body as a file of this name, in any script.
  public WebResponse attachment(String fileName) {
    return header("Content-Disposition", ContentDisposition.attachment(fileName));
  }

  /// Sends the client elsewhere with 302 (Found).
  ///
  /// @param location a URI reference, encoded
  public WebResponse redirect(String location) {
    return redirect(location, 302);
  }

  /// Sends the client elsewhere.
  ///
  /// @param location a URI reference, encoded
  /// @param status 301, 302, 303, 307 or 308
  /// @throws IllegalArgumentException for another status, or a location that is not ASCII or has
  ///   blanks, quotes, angle brackets, or backslashes, which browsers take for slashes
  public WebResponse redirect(String location, int status) {
    Redirection.check(location, status);
    header("Location", location);
    dropBody();
    return status(status);
  }

  /// Answers a problem, RFC 9457.
  public WebResponse problem(Problem problem) {
    status(problem.status());
    return bytes(services.codec().encode(problem.asMap()), Problem.CONTENT_TYPE);
  }

  /// Answers a problem that a status and a sentence describe.
  ///
  /// @param status 400 to 599
  public WebResponse problem(int status, String detail) {
    return problem(Problem.of(status, detail));
  }

  /// Answers a body as it is written; writing waits while the client is slow. What was set before
  /// is sent with the first bytes. Another body that is set before that takes its place.
  ///
  /// The response ends when the handler returns, whether it closed the stream or not. A handler
  /// that throws behind the first bytes that were sent breaks it off, so that nobody takes it for
  /// whole.
  public OutputStream stream(String contentType) {
    return stream(contentType, -1);
  }

  /// Answers a body of known length as it is written.
  ///
  /// @param length bytes; -1 when it is not known
  public OutputStream stream(String contentType, long length) {
    return beginStream(contentType, length).forHandler();
  }

  /// The stream whose closing ends the response.
  OutputStream endingStream(String contentType, long length) {
    return beginStream(contentType, length).ending();
  }

  private AnsweredStream beginStream(String contentType, long length) {
    replaceFile();
    response.header(CONTENT_TYPE, contentType);
    if (length >= 0) {
      response.header(CONTENT_LENGTH, Long.toString(length));
    }
    body = null;
    AnsweredStream begun = stream;
    if (begun == null) {
      OutputStream plain = response.stream();
      begun =
          new AnsweredStream(plain, coding == null ? plain : coding.encode(this, plain, length));
      stream = begun;
    }
    return begun;
  }

  /// Has the body encoded on its way out, in place of what was set before: for filters.
  public WebResponse encodeBody(BodyCoding coding) {
    this.coding = coding;
    return this;
  }

  /// Has the body sent as it is, whatever filters compress: for bodies that tell a secret beside
  /// something the client chose, whose length would give the secret away (BREACH).
  public WebResponse uncompressed() {
    uncompressed = true;
    return this;
  }

  /// Whether [#uncompressed] was asked for.
  public boolean isUncompressed() {
    return uncompressed;
  }

  /// Answers JSON values, a line each, as they are sent: NDJSON.
  public RecordWriter ndjson() {
    return records(RecordFormat.NDJSON, RecordFlush.EACH);
  }

  /// Answers JSON values between RS and LF, as they are sent: RFC 7464.
  public RecordWriter jsonSequence() {
    return records(RecordFormat.JSON_SEQUENCE, RecordFlush.EACH);
  }

  /// Answers JSON values, as they are sent or when enough have come together.
  public RecordWriter records(RecordFormat format, RecordFlush flush) {
    return new RecordWriter(format, flush, stream(format.contentType()), services.codec());
  }

  /// Adds a field behind the body (RFC 9110 §6.5), any time before it ends; the body is then
  /// chunked.
  ///
  /// @throws IllegalArgumentException when the field must not stand there, such as those that frame
  ///   messages
  /// @throws IllegalStateException when the body has ended
  public WebResponse trailer(String name, String value) {
    response.trailer(name, value);
    return this;
  }

  /// Tells the client at once which resources it will want (103, RFC 8297). Does nothing for
  /// clients that do not understand it.
  ///
  /// @param links values of `Link` fields, such as `</style.css>; rel=preload; as=style`
  public WebResponse earlyHints(String... links) {
    response.earlyHints(links);
    return this;
  }

  /// Promises the client the answer to a GET it has not sent, over HTTP/2 with server push; see
  /// [Response#push]. The route of that target answers it.
  ///
  /// @param target path and query, such as `/style.css`
  /// @param fields of the promised request: names and values in turn
  /// @return whether it was promised
  /// @throws IllegalArgumentException when target or fields are not what a GET may have
  public boolean push(String target, String... fields) {
    return response.push(target, fields);
  }

  /// Sends now what was set, without waiting for the handler's end.
  ///
  /// @throws UncheckedIOException when a file cannot be sent whole
  public void send() {
    try {
      sendNow();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void sendNow() throws IOException {
    AnsweredFile sent = file;
    if (sent != null) {
      file = null;
      sent.send();
    } else if (body != null && Freshness.isWithClient(request, response)) {
      sendNotModified(body.length);
    } else if (body != null) {
      response.send(coding == null ? body : coding.encode(this, body));
    } else {
      if (!statusSet) {
        response.status(Status.NO_CONTENT);
      }
      if (coding != null) {
        coding.withoutBody(this);
      }
      response.send();
    }
  }

  /// What a coding says depends on the body's type and length; then they tell nobody anything.
  private void sendNotModified(int length) {
    response.status(Status.NOT_MODIFIED).removeTrailers();
    if (coding != null) {
      response.header(CONTENT_LENGTH, Integer.toString(length));
      coding.withoutBody(this);
    }
    response
        .removeHeader(CONTENT_TYPE)
        .removeHeader(CONTENT_LENGTH)
        .removeHeader(CONTENT_ENCODING)
        .send();
  }

  /// Whether a body, a status or a stream has been set, so that a before-handler has answered.
  public boolean isAnswered() {
    return body != null || file != null || stream != null || statusSet || response.committed();
  }

  /// Whether the head has been sent, so that nothing can be changed any more.
  public boolean isCommitted() {
    return response.committed();
  }

  /// Whether the client went away before it had the response, or gave the request up. For work that
  /// takes long: whoever waits is interrupted.
  public boolean isClientGone() {
    return response.clientGone();
  }

  /// The response below, for what this class does not offer, such as parts of files. Unless a body
  /// is set here too, it is then complete as that one says: without body 200, not 204.
  public Response http() {
    handedOut = true;
    return response;
  }

  /// The response below, for us.
  Response below() {
    return response;
  }

  /// To be called before the head of a file is decided.
  ///
  /// @return whether a content type has been set, which is not the file's
  boolean beginFile() {
    replaceFile();
    dropStream();
    return response.header(CONTENT_TYPE) != null;
  }

  /// Answers a file, the head of which has been decided since [#beginFile].
  ///
  /// @param hasOwnType as that one returned
  void file(FileBody chosen, boolean hasOwnType) {
    dropBody();
    file = new AnsweredFile(response, chosen, hasOwnType);
  }

  /// Lets go of a file that is not sent.
  void dropFile() {
    if (file != null) {
      file.close();
      file = null;
    }
  }

  /// Lets go of a file that something takes the place of, and of what was said about it.
  private void replaceFile() {
    if (file != null) {
      file.takeBack();
      file = null;
    }
  }

  /// Lets go of what was set or written before and not sent, for what takes its place.
  private void dropBody() {
    body = null;
    replaceFile();
    dropStream();
  }

  private void dropStream() {
    if (stream != null) {
      response.removeStream();
      response.removeHeader(CONTENT_LENGTH);
      response.removeHeader(CONTENT_ENCODING);
      release();
      stream.drop();
      stream = null;
    }
  }

  /// Forgets body, status and the fields that describe the body, before or behind it.
  void reset() {
    for (String name : CONTENT_FIELDS) {
      response.removeHeader(name);
    }
    response.removeStream().removeTrailers();
    dropBody();
    statusSet = false;
    response.status(Status.OK);
  }

  /// Ends the stream that the handler has closed, now that it has returned.
  void endStream() throws IOException {
    if (stream != null) {
      stream.handlerReturned();
    }
  }

  /// Sends what the handler set unless it did so itself.
  void complete() throws IOException {
    if (stream != null) {
      stream.complete();
    }
    boolean left = body == null && file == null && (stream != null || handedOut);
    if (!left && !response.committed()) {
      sendNow();
    }
  }

  /// Gives back what an encoded body holds; whatever has become of it.
  void release() {
    if (coding != null) {
      coding.release();
    }
  }
}
