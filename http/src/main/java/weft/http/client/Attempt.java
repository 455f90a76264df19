package weft.http.client;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.FieldTable;
import weft.http.Headers;
import weft.http.Status;
import weft.http.protocol.CallFailure;
import weft.http.protocol.ClientStream;
import weft.http.protocol.ClientStreamOwner;
import weft.http.protocol.Outcome;
import weft.http.protocol.OutgoingRequest;
import weft.hub.Signal;

/// One request sent once, and whoever waits for its response: brings what they ask for to the hub,
/// and waits there where it must. One thread may write while another reads.
///
/// What is told by the connection is kept here and looked at by those who wait.
final class Attempt extends ConnectionSeeker implements ClientStreamOwner {
  /// How long a server is given to say whether it wants a body it was asked about.
  private static final long CONTINUE_NANOS = 1_000_000_000L;

  // Beside those of Outcome.
  private static final int INTERIM = 2;
  private static final int CLOSED = Integer.MIN_VALUE;
  private static final int BROKEN = Integer.MIN_VALUE + 1;

  /// A response before the final one.
  ///
  /// @param status 100 to 199
  record Interim(int status, Headers fields) {}

  private final OutgoingRequest request;
  private final Signal reading;

  // On the hub.
  private @Nullable ClientStream stream;
  private boolean onUsedConnection;
  private boolean answered;
  private boolean continued;
  private boolean over;
  private final ArrayDeque<Interim> interims = new ArrayDeque<>();
  private @Nullable Headers headers;
  private @Nullable Headers trailers;
  private int status;
  private long bodyLength;

  // Written on the hub, read by whoever was told of it.
  private volatile @Nullable CallFailure failure;

  Attempt(ClientHub owner, OutgoingRequest request, Deadline deadline) throws CallFailed {
    super(owner, request, deadline);
    this.request = request;
    reading = new Signal(hub);
  }

  // On the hub's thread.

  @Override
  void beginOn(ClientConnection connection) {
    onUsedConnection = connection.isUsed();
    owner.tally().calls++;
    if (onUsedConnection) {
      owner.tally().callsOnUsedConnections++;
    }
    stream = connection.begin(request, this);
  }

  @Override
  public void informed(int status, FieldTable fields) {
    if (status == Status.CONTINUE) {
      continued = true;
    } else {
      interims.add(new Interim(status, Headers.copyOf(fields)));
    }
    ready();
  }

  @Override
  public void answered() {
    ClientStream answering = stream;
    if (answering != null) {
      owner.tally().responses++;
      answered = true;
      status = answering.status();
      headers = Headers.copyOf(answering.fields());
      bodyLength = answering.bodyLength();
    }
    ready();
  }

  @Override
  public void ready() {
    reading.raise();
    onward.raise();
  }

  @Override
  public void failed(CallFailure failure) {
    // What we end ourselves is not lost.
    this.failure = owner.isCut() ? null : failure;
    owner.tally().failures++;
    ClientConnection used = connection();
    if (used != null && failure.kind() == CallFailure.Kind.HTTP_1_1) {
      used.wantsHttp1();
    }
    end();
    ready();
  }

  private void end() {
    ClientStream ending = stream;
    ClientConnection used = connection();
    over = true;
    stream = null;
    if (ending != null && used != null) {
      ending.release(hub.nowNanos());
      used.released();
    }
  }

  private int writeNow(byte[] source, int offset, int length) {
    ClientStream open = stream;
    if (open == null) {
      return answered ? Outcome.GONE : over();
    }
    int result = open.write(source, offset, length, hub.nowNanos());
    touched();
    return result;
  }

  private int endNow(FieldList trailers) {
    ClientStream open = stream;
    if (open == null) {
      return answered ? Outcome.GONE : over();
    }
    int result = open.end(trailers, hub.nowNanos());
    touched();
    return result;
  }

  private int readNow(byte[] target, int offset, int length) {
    ClientStream open = stream;
    if (open == null) {
      return trailers == null ? over() : Outcome.END;
    }
    int result = open.readBody(target, offset, length, hub.nowNanos());
    if (result == Outcome.END) {
      trailers = Headers.copyOf(open.trailers());
      end();
    } else {
      touched();
    }
    return result == Outcome.GONE ? over() : result;
  }

  private int over() {
    return failure != null ? BROKEN : CLOSED;
  }

  private void touched() {
    ClientConnection used = connection();
    if (used != null) {
      used.touched();
    }
  }

  private int headNow() {
    if (!interims.isEmpty()) {
      return INTERIM;
    }
    if (answered) {
      return Outcome.DONE;
    }
    return stream == null ? over() : Outcome.WAIT;
  }

  // On any thread.

  private int on(IntSupplier step) throws CallFailed {
    return HubStep.ask(hub, this, step);
  }

  private void run(Runnable step) throws CallFailed {
    HubStep.run(hub, this, step);
  }

  /// Finds a connection, or makes one, and sends the head.
  void begin(ClientRoute route, Connector connector) throws IOException {
    boolean done = false;
    try {
      findConnection(route, connector);
      done = true;
    } finally {
      if (!done) {
        // It may have begun at the last moment, and have its response.
        release();
      }
    }
  }

  /// Waits until the server wants the body that it was asked about, for a moment.
  ///
  /// @return whether to send it
  boolean awaitContinue() throws IOException {
    long until = Math.min(deadline.nanos(), hub.deadline(CONTINUE_NANOS));
    while (true) {
      // Other interim responses may come before 100.
      int state = on(() -> continued ? 1 : answered || stream == null ? 2 : 0);
      if (state > 0) {
        return state == 1;
      }
      if (!awaited(onward, until)) {
        return true;
      }
    }
  }

  /// Sends bytes of the body.
  ///
  /// @return false when the server does not want the rest
  boolean write(byte[] source, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int from = done;
      int count = on(() -> writeNow(source, offset + from, length - from));
      if (count == Outcome.GONE) {
        return false;
      } else if (count == Outcome.WAIT) {
        awaitServer(onward, "the server taking the request");
      } else {
        done += known(count);
      }
    }
    return true;
  }

  /// Ends the body.
  void finish(FieldList trailers) throws IOException {
    while (true) {
      int result = on(() -> endNow(trailers));
      if (result != Outcome.WAIT) {
        known(result);
        return;
      }
      awaitServer(onward, "the server taking the request");
    }
  }

  /// Waits for the next interim response, or the final one.
  ///
  /// @return an interim response, or `null` when the final one is there
  @Nullable Interim awaitHead() throws IOException {
    while (true) {
      int result = on(this::headNow);
      if (result == Outcome.WAIT) {
        awaitServer(reading, "the server's response");
      } else if (known(result) == Outcome.DONE) {
        return null;
      } else if (result == INTERIM) {
        @Nullable Interim[] next = new Interim[1];
        run(() -> next[0] = interims.poll());
        return next[0];
      }
    }
  }

  /// Reads bytes of the response's body.
  ///
  /// @return how many, at least one, or -1 at the end
  int read(byte[] target, int offset, int length) throws IOException {
    while (true) {
      int count = on(() -> readNow(target, offset, length));
      switch (count) {
        case Outcome.WAIT -> awaitServer(reading, "the response's body");
        case Outcome.END -> {
          return -1;
        }
        default -> {
          return known(count);
        }
      }
    }
  }

  private int known(int result) throws CallFailed {
    CallFailure known = failure;
    if (result == CLOSED) {
      throw closed(false);
    }
    if (result == BROKEN && known != null) {
      throw CallFailed.of(known, toString());
    }
    return result;
  }

  /// Nobody wants anything of it any more.
  void release() {
    release(false);
  }

  /// @param failing whether it has failed, even if the response's head came
  private void release(boolean failing) {
    Runnable step =
        () -> {
          if (!over) {
            if (stream != null && (failing || !answered)) {
              owner.tally().failures++;
            }
            end();
            ready();
          }
        };
    try {
      hub.invoke(step);
    } catch (IllegalStateException ended) {
      // With the hub, the connection has ended.
      assert !hub.onHub();
    }
  }

  private void awaitServer(Signal signal, String what) throws IOException {
    try {
      if (!awaited(signal, deadline.within(owner.options().idleTimeout(), hub))) {
        throw late(what, false);
      }
    } catch (IOException given) {
      release(true);
      throw given;
    }
  }

  // Behind the final head.

  int status() {
    return status;
  }

  Headers headers() {
    Headers known = headers;
    return known == null ? Headers.EMPTY : known;
  }

  long bodyLength() {
    return bodyLength;
  }

  /// The fields behind the body, empty before its end.
  Headers trailers() {
    Headers known = trailers;
    return known == null ? Headers.EMPTY : known;
  }

  /// `HTTP/1.1` or `HTTP/2`.
  String version() {
    ClientConnection used = connection();
    return used == null ? "" : used.version();
  }

  /// Whether the server wants it over HTTP/1.1.
  boolean wantsHttp1() {
    CallFailure known = failure;
    return known != null && known.kind() == CallFailure.Kind.HTTP_1_1;
  }

  /// Whether it went out by a connection that had carried a call before.
  boolean wasOnUsedConnection() {
    return onUsedConnection;
  }
}
