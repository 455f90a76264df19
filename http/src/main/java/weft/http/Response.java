package weft.http;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// A response as a handler makes it: status and fields first, then [#send] or [#stream].
///
/// Date, Server, Content-Length, Transfer-Encoding and Connection are managed: the first two can be
/// replaced, `Content-Length` can be declared before [#stream], and `Connection: close` ends the
/// connection behind this response.
///
/// Valid until the handler returns; one thread at a time. Changing what has been sent throws
/// `IllegalStateException`.
public final class Response {
  private static final byte[] NOTHING = new byte[0];

  private final Request request;

  Response(Request request) {
    this.request = request;
  }

  /// See [Request#exchange].
  @HotPath
  Exchange exchange() {
    return request.exchange();
  }

  /// Sets the status code.
  ///
  /// @param status 200 to 599; 200 unless set
  @HotPath
  public Response status(int status) {
    open().setStatus(status);
    return this;
  }

  /// The status code.
  @HotPath
  public int status() {
    return exchange().head().status();
  }

  /// Sets a field; replaces all of that name.
  ///
  /// @throws IllegalArgumentException when the name is no token, when the value has CR, LF, NUL,
  ///   another control, outer blanks or a character beyond Latin-1, or when the server manages the
  ///   field
  @HotPath
  public Response header(String name, String value) {
    open().set(name, value);
    return this;
  }

  /// Adds a field behind those of the same name.
  ///
  /// @throws IllegalArgumentException as [#header]
  @HotPath
  public Response addHeader(String name, String value) {
    open().add(name, value);
    return this;
  }

  /// The value of the first field set under that name, or `null`.
  public @Nullable String header(String name) {
    return exchange().head().get(name);
  }

  /// The values of all fields set under that name joined by `, `, which is what several fields of a
  /// list mean (RFC 9110 §5.3), or `null`.
  public @Nullable String joined(String name) {
    return exchange().head().joined(name);
  }

  /// Takes back all fields of that name.
  public Response removeHeader(String name) {
    open().remove(name);
    return this;
  }

  /// Has something done at the last moment before the head is sent, whoever sends it and whatever
  /// the body is: it sees status and fields as they are and may change them, but not the body, nor
  /// declare its length.
  ///
  /// @param action runs once, on the thread that sends; those given later run first, so that what
  ///   came around a handler has the last word; what it throws is answered as from the handler
  /// @throws IllegalStateException when the head has been sent
  public Response beforeHead(Runnable action) {
    open();
    exchange().beforeHead(action);
    return this;
  }

  /// Sends the response with an empty body.
  public void send() {
    send(NOTHING, 0, 0);
  }

  /// Sends the response with this body; returns without waiting for the client.
  ///
  /// @param body must not be changed any more
  @HotPath
  public void send(byte[] body) {
    send(body, 0, body.length);
  }

  /// Sends the response with part of an array as its body; returns without waiting for the client.
  ///
  /// @param body must not be changed any more
  /// @throws IllegalStateException when a response was sent or begun, or another length declared
  @HotPath
  public void send(byte[] body, int offset, int length) {
    java.util.Objects.checkFromIndexSize(offset, length, body.length);
    Exchange exchange = exchange();
    if (exchange.hasStream()) {
      throw new IllegalStateException("the response has a stream");
    }
    checkDeclared(exchange, length);
    exchange.commit();
    exchange.respond(body, offset, length);
  }

  /// Sends the response with part of a file as its body; waits until all of it is on its way, and
  /// while the client is slow. The bytes take the fastest way the connection has, and no disk holds
  /// up the hub.
  ///
  /// @throws IOException when the file cannot be read or has become shorter, in which case the
  ///   client sees that the response is not whole; [ClientGone] when the client went away
  /// @throws IllegalStateException when a response was sent or begun, or another length declared
  public void send(FileRegion region) throws IOException {
    Exchange exchange = exchange();
    if (exchange.hasStream()) {
      throw new IllegalStateException("the response has a stream");
    }
    checkDeclared(exchange, region.length());
    header("Content-Length", Long.toString(region.length()));
    ResponseStream stream = exchange.stream();
    stream.write(region);
    stream.close();
  }

  /// Sends part of a file as a piece of the [#stream], behind what was written there; otherwise as
  /// [#send(FileRegion)].
  public void write(FileRegion region) throws IOException {
    exchange().stream().write(region);
  }

  /// The body as a stream, always the same. It collects small writes; `flush` sends what is there;
  /// writing waits while the client is slow. Left open, it is closed when the handler returns.
  ///
  /// The body is counted when `Content-Length` was declared, or when everything fits into the
  /// stream's 8 KiB before the first `flush`; chunked otherwise.
  public OutputStream stream() {
    return exchange().stream();
  }

  /// Takes the [#stream] back with what was written to it, so that another body can be sent.
  ///
  /// @throws IllegalStateException when the head has been sent
  public Response removeStream() {
    open();
    exchange().removeStream();
    return this;
  }

  /// Bytes that the [#stream] and a `flush` behind them would take now without waiting, if the
  /// caller does nothing else before: whoever sends the same to many clients can leave out those
  /// that are slow. 0 when it would wait or that is not known: before the first `flush`, and to
  /// threads the request's hub does not carry.
  public int writable() {
    Exchange exchange = exchange();
    return exchange.hasStream() ? exchange.stream().writable() : 0;
  }

  /// Tells the client which resources it will want (103, RFC 8297). Does nothing for clients that
  /// do not understand interim responses.
  ///
  /// @param links values of `Link` fields, such as `</style.css>; rel=preload; as=style`
  public Response earlyHints(String... links) {
    open();
    FieldList fields = new FieldList();
    for (String link : links) {
      fields.add("Link", link);
    }
    exchange().inform(Status.EARLY_HINTS, fields);
    return this;
  }

  /// Promises the client the answer to a GET it has not sent (HTTP/2 server push, [RFC 9113
  /// §8.4](https://www.rfc-editor.org/rfc/rfc9113#section-8.4)): it has the same scheme and
  /// authority as this request, and its handler is found like that of any other. For what this
  /// response will refer to; so call it before the response is sent.
  ///
  /// It is an offer: nothing is promised, and nothing is wrong, over HTTP/1.1, without
  /// `Http2Options.push`, to a client that wants no pushes or has as many streams as it wants, for
  /// a pushed request, beyond 32 promises of one request, and while there is no room or the
  /// connection is ending.
  ///
  /// @param target path and query, such as `/style.css`
  /// @param fields of the promised request: names and values in turn
  /// @return whether it was promised
  /// @throws IllegalArgumentException when the target is no path with or without a query, is longer
  ///   than 8192 characters, or a field cannot be sent or frames messages
  public boolean push(String target, String... fields) {
    open();
    PromiseRules.checkTarget(target);
    return exchange().push(target, PromiseRules.fields(fields));
  }

  /// Goes on as a WebSocket, once the handler has returned: the client is told so with the fields
  /// set until then, and the endpoint runs on a virtual thread of its own. Whoever answers in
  /// another way after this call wins.
  ///
  /// @throws HttpError 400, 403 or 426 when the request is no opening handshake that may be
  ///   answered
  public void webSocket(WebSocketOptions options, WebSocketEndpoint endpoint) {
    open();
    exchange().upgrade(options, endpoint);
  }

  /// Adds a field behind the body, any time before the body ends; when a length was declared,
  /// before it begins. The body is then chunked.
  ///
  /// @throws IllegalArgumentException when the field must not be a trailer (RFC 9110 §6.5.1)
  /// @throws IllegalStateException when the body has ended
  public Response trailer(String name, String value) {
    Exchange exchange = exchange();
    if (exchange.isEnded()) {
      throw new IllegalStateException("the body has ended, nothing comes behind it");
    }
    exchange.head().addTrailer(name, value);
    return this;
  }

  /// Takes back all fields behind the body.
  ///
  /// @throws IllegalStateException when the head has been sent
  public Response removeTrailers() {
    open().removeTrailers();
    return this;
  }

  /// Whether the head has been sent, so that status and fields are settled.
  public boolean committed() {
    return exchange().isCommitted();
  }

  /// Whether the client went away before it had the response, gave it up or was cut off: what is
  /// made for it from now on nobody gets. For work that takes long; who waits is interrupted, and
  /// the body and the stream throw [ClientGone].
  public boolean clientGone() {
    return exchange().isClientGone();
  }

  /// Gives up on a response that has begun, so that the client sees it is not whole.
  public void abort() {
    exchange().abort();
  }

  @HotPath
  private ResponseHead open() {
    Exchange exchange = exchange();
    if (exchange.isCommitted()) {
      throw new IllegalStateException(
          "the head of the response has been sent and cannot be changed; beforeHead can in time");
    }
    return exchange.head();
  }

  @HotPath
  private static void checkDeclared(Exchange exchange, long length) {
    long declared = exchange.head().declaredLength();
    if (declared != ResponseHead.UNKNOWN && declared != length && !mayLackBody(exchange, length)) {
      throw new IllegalStateException(
          "content-length was declared as " + declared + ", the body has " + length + " bytes");
    }
  }

  /// The answer to HEAD and 304 may tell the length of a body they do not have.
  private static boolean mayLackBody(Exchange exchange, long length) {
    return length == 0
        && (exchange.head().status() == Status.NOT_MODIFIED
            || exchange.message().method().equals("HEAD"));
  }
}
