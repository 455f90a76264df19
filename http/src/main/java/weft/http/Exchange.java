package weft.http;

import java.io.IOException;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// One request and its response as a protocol sees them: the seam between [Request], [Response] and
/// HTTP/1.1, HTTP/2 or whatever carries them. Users of `Handler` never meet it.
///
/// A protocol extends it, calls [#open] when a request has come and [#close] when the handler is
/// done, and may use it again for the next request. What users hold is made anew for each request
/// and refuses to work after `close`, so nobody who comes later can see another's request.
///
/// Between `open` and `close` it belongs to the thread that runs the handler, which may lend it to
/// another thread and wait for that. Nobody knows whether such a thread is still in the middle of a
/// call while `close` runs. So each of its calls asks [#lend] first, and a protocol never uses an
/// exchange again that was lent: who is late is late with what nobody else has.
public abstract class Exchange {
  private static final int FILE_PIECE_BYTES = 64 * 1024;

  /// What the handler says about its response.
  private final @Nullable ResponseHead head;

  private @Nullable Thread handler;
  private @Nullable RequestMessage message;
  private @Nullable Request request;
  private @Nullable Response response;
  private @Nullable Headers headers;
  private @Nullable Headers trailerFields;
  private @Nullable Body body;
  private @Nullable ResponseStream stream;
  private byte[] streamBuffer = new byte[0];
  private boolean committed;

  /// Whether the request goes on as a WebSocket, unless it is answered otherwise.
  private boolean upgrading;

  /// Set by the handler's thread, read by the watchdog's much later.
  private @Nullable Runnable heldUpAction;

  /// What is to be done when the head is sent, the last first.
  private @Nullable Runnable beforeHead;

  /// For protocols.
  protected Exchange() {
    this(new ResponseHead());
  }

  /// @param head `null` for the exchange that refuses everything
  Exchange(@Nullable ResponseHead head) {
    this.head = head;
  }

  // What the protocol answers about the connection the request came by.

  /// `http` or `https`.
  protected abstract String scheme();

  /// The client's certificate and those behind it, verified; empty for none.
  protected List<X509Certificate> clientCertificates() {
    return List.of();
  }

  /// Who sent it.
  protected abstract SocketAddress remoteAddress();

  /// Where it arrived.
  protected abstract SocketAddress localAddress();

  /// Bytes a body may have unless its reader says otherwise.
  protected abstract long bodyBytesMax();

  /// Reads body bytes; waits until at least one is there. Tells the client to go on if it asked
  /// (`Expect: 100-continue`).
  ///
  /// @param length at least 1
  /// @return how many, or -1 at the end
  /// @throws ProtocolError when the client broke the framing
  /// @throws HttpError 408 when the body does not come in time
  /// @throws IOException [ClientGone] when the client went away
  protected abstract int readBody(byte[] target, int offset, int length) throws IOException;

  // What the protocol does for the response.

  /// Sends a whole response; never waits. The array is lent until it has been sent, which may be
  /// after the handler has returned. Silent when the client has gone.
  protected abstract void respond(byte[] content, int offset, int length);

  /// Sends the head of a response whose body follows by [#write] and [#end].
  ///
  /// @param length bytes of the body, or -1
  protected abstract void begin(long length) throws IOException;

  /// Sends body bytes; waits while too many are still on their way.
  ///
  /// @throws IOException [ClientGone] when the client went away
  protected abstract void write(byte[] source, int offset, int length) throws IOException;

  /// Bytes that [#write] would take now, on this thread, without waiting; 0 when that is not known.
  protected int writable() {
    return 0;
  }

  /// Sends part of a file as body bytes; waits as [#write] does, and for the disk. Protocols may
  /// know a faster way than this.
  ///
  /// @param region not empty
  protected void write(FileRegion region) throws IOException {
    byte[] piece = new byte[(int) Math.min(region.length(), FILE_PIECE_BYTES)];
    for (long done = 0; done < region.length(); ) {
      int wanted = (int) Math.min(piece.length, region.length() - done);
      int count = region.file().read(region.position() + done, piece, 0, wanted);
      if (count < 0) {
        throw shrunk(region, done);
      }
      write(piece, 0, count);
      done += count;
    }
  }

  /// What is wrong with a file that has ended too early.
  protected static IOException shrunk(FileRegion region, long sent) {
    return new IOException(
        "the file "
            + region.file()
            + " became shorter while it was sent: it ended after "
            + sent
            + " of "
            + region.length()
            + " bytes from position "
            + region.position());
  }

  /// Ends a body begun by [#begin], with the trailers of the head.
  protected abstract void end() throws IOException;

  /// Sends an interim response.
  ///
  /// @param status 100 to 199, not 101
  protected abstract void inform(int status, FieldList fields);

  /// Promises the answer to a GET of this target; protocols that cannot do so do not.
  ///
  /// @param target checked, as are the fields
  /// @return whether it was promised
  protected boolean push(String target, FieldList fields) {
    return false;
  }

  /// Checks an opening handshake and prepares its answer; protocols that have none refuse.
  ///
  /// @throws HttpError when the request is no handshake that may be answered
  protected void prepareWebSocket(WebSocketOptions options, WebSocketEndpoint endpoint) {
    throw new HttpError(Status.BAD_REQUEST, "a WebSocket cannot be opened by this request");
  }

  /// Has the socket that was prepared opened once the handler has returned.
  protected void openWebSocket() {
    throw new IllegalStateException("no WebSocket was prepared");
  }

  /// Gives up on a response that has begun, so that the client sees it is not whole.
  protected abstract void abort();

  /// Whether the client went away, so that nobody gets the response.
  protected boolean isClientGone() {
    return false;
  }

  /// A new id for a failure of the handler, which is counted; empty where nobody counts.
  protected String failureId() {
    return "";
  }

  /// Another thread than the handler's is about to make a call on the request or the response.
  ///
  /// @return whether the handler has not returned; from now on the exchange must not be used for
  ///   another request
  protected boolean lend() {
    return true;
  }

  // For the protocol.

  /// The calling thread is the one that runs the handler.
  @HotPath
  protected final void handleHere() {
    handler = Thread.currentThread();
  }

  /// Whether the calling thread runs the handler.
  @HotPath
  protected final boolean isHandledHere() {
    return handler == Thread.currentThread();
  }

  /// Makes what the user will hold of the next request.
  ///
  /// @param message what came; lent until [#close]
  protected final void open(RequestMessage message) {
    this.message = message;
    Request made = new Request(this);
    request = made;
    response = new Response(made);
  }

  /// What came; only between [#open] and [#close].
  @HotPath
  protected final RequestMessage message() {
    return openOnly(message);
  }

  /// The user's view of the request; only between [#open] and [#close].
  protected final Request request() {
    return openOnly(request);
  }

  /// The user's view of the response; only between [#open] and [#close].
  protected final Response response() {
    return openOnly(response);
  }

  /// What the handler said about its response.
  @HotPath
  protected final ResponseHead head() {
    return openOnly(head);
  }

  /// Whether a response, or the head of one, has been handed to the protocol.
  @HotPath
  protected final boolean isCommitted() {
    return committed;
  }

  /// Ends what a handler left open when it returned: closes its stream, or sends an empty body.
  protected final void complete() throws IOException {
    if (stream != null) {
      stream.close();
    } else if (upgrading) {
      commit();
      openWebSocket();
    } else if (!committed) {
      response().send();
    }
  }

  /// Forgets what the handler said about its response so far, so that an error can be sent instead.
  ///
  /// @throws IllegalStateException when it has been sent
  protected final void resetResponse() {
    if (committed) {
      throw new IllegalStateException("the response has been sent");
    }
    head().clear();
    beforeHead = null;
    stream = null;
    upgrading = false;
  }

  /// Makes everything the user holds refuse to work.
  protected final void close() {
    message = null;
    if (request != null) {
      request.close();
      request = null;
    }
    response = null;
    headers = null;
    trailerFields = null;
    body = null;
    stream = null;
    committed = false;
    upgrading = false;
    heldUpAction = null;
    beforeHead = null;
  }

  /// Forgets the response's head; once the response has been sent.
  protected final void clear() {
    head().clear();
  }

  /// Does what the handler wanted done when it holds up its hub. Any thread.
  protected final void tellHeldUp() {
    Runnable action = heldUpAction;
    if (action != null) {
      action.run();
    }
  }

  // For Request and Response.

  void onHeldUp(Runnable action) {
    heldUpAction = action;
  }

  void beforeHead(Runnable action) {
    Runnable earlier = beforeHead;
    beforeHead =
        earlier == null
            ? action
            : () -> {
              action.run();
              earlier.run();
            };
  }

  void commit() {
    Runnable action = beforeHead;
    if (action != null) {
      // Once: what it throws is answered by another head.
      beforeHead = null;
      long declared = head().declaredLength();
      action.run();
      checkLengthKept(declared);
    }
    if (committed) {
      throw new IllegalStateException("the response has been sent");
    }
    committed = true;
    upgrading = false;
  }

  /// Refuses a length that nobody has compared with the body.
  private void checkLengthKept(long before) {
    long now = head().declaredLength();
    if (now != ResponseHead.UNKNOWN && now != before) {
      throw new IllegalStateException("content-length is declared too late in beforeHead");
    }
  }

  void upgrade(WebSocketOptions options, WebSocketEndpoint endpoint) {
    prepareWebSocket(options, endpoint);
    upgrading = true;
  }

  Headers headers() {
    Headers known = headers;
    if (known == null) {
      known = new Headers(message().fields(), openOnly(request));
      headers = known;
    }
    return known;
  }

  Headers trailerHeaders() {
    Headers known = trailerFields;
    if (known == null) {
      FieldTable come = message().trailers();
      if (come.size() == 0) {
        // They may still come.
        return Headers.EMPTY;
      }
      known = new Headers(come, openOnly(request));
      trailerFields = known;
    }
    return known;
  }

  Body body() {
    Body known = body;
    if (known == null) {
      known = new Body(openOnly(request));
      body = known;
    }
    return known;
  }

  ResponseStream stream() {
    ResponseStream known = stream;
    if (known == null) {
      if (committed) {
        throw new IllegalStateException("the response has been sent");
      }
      known = new ResponseStream(openOnly(response), streamBuffer);
      stream = known;
    }
    return known;
  }

  void removeStream() {
    stream = null;
  }

  byte[] growStreamBuffer(int size) {
    streamBuffer = Arrays.copyOf(streamBuffer, size);
    return streamBuffer;
  }

  boolean hasStream() {
    return stream != null;
  }

  /// Whether all of the response has been handed to the protocol, which may be at it.
  boolean isEnded() {
    ResponseStream open = stream;
    return committed && (open == null || open.isClosed());
  }

  private static <T> T openOnly(@Nullable T view) {
    if (view == null) {
      throw new IllegalStateException("the handler of this request has returned");
    }
    return view;
  }
}
