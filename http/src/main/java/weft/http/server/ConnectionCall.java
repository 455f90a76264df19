package weft.http.server;

import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.ResponseHead;
import weft.http.h1.Http1Connection;
import weft.hub.Hub;
import weft.hub.memory.HotPath;

/// What a handler asks of its connection, brought to the connection's hub: at once where the hub
/// carries the caller, by a message and a wait where it does not. One call at a time; used again.
final class ConnectionCall implements Runnable {
  private enum Operation {
    READ,
    BEGIN,
    WRITE,
    END,
    INFORM,
    ABORT
  }

  private static final byte[] NOTHING = new byte[0];

  private final Hub hub;
  private final ResponseHead head;
  private @Nullable ServerConnection connection;
  private Operation operation = Operation.READ;
  private byte[] array = NOTHING;
  private int offset;
  private int length;
  private long bodyLength;
  private int status;
  private @Nullable FieldList fields;
  private int result;

  ConnectionCall(Hub hub, ResponseHead head) {
    this.hub = hub;
    this.head = head;
  }

  /// Calls go to this connection from now on.
  @HotPath
  void connect(@Nullable ServerConnection connection) {
    this.connection = connection;
    array = NOTHING;
    fields = null;
  }

  /// See [Http1Connection#readBody].
  int read(byte[] target, int offset, int length) {
    array = target;
    this.offset = offset;
    this.length = length;
    return perform(Operation.READ);
  }

  /// See [Http1Connection#begin].
  int begin(long bodyLength) {
    this.bodyLength = bodyLength;
    return perform(Operation.BEGIN);
  }

  /// See [Http1Connection#write].
  int write(byte[] source, int offset, int length) {
    array = source;
    this.offset = offset;
    this.length = length;
    return perform(Operation.WRITE);
  }

  /// See [Http1Connection#end].
  int end() {
    return perform(Operation.END);
  }

  /// See [Http1Connection#inform].
  void inform(int status, FieldList fields) {
    this.status = status;
    this.fields = fields;
    perform(Operation.INFORM);
  }

  /// See [Http1Connection#abort].
  void abort() {
    perform(Operation.ABORT);
  }

  @HotPath
  private int perform(Operation wanted) {
    operation = wanted;
    hub.invoke(this);
    return result;
  }

  /// On the hub's thread.
  @Override
  public void run() {
    ServerConnection target = connection;
    if (target == null) {
      result = Http1Connection.GONE;
      return;
    }
    result =
        switch (operation) {
          case READ -> target.readBody(array, offset, length);
          case BEGIN -> target.begin(head, bodyLength);
          case WRITE -> target.write(array, offset, length);
          case END -> target.end();
          case INFORM -> target.inform(status, fields);
          case ABORT -> target.abort();
        };
  }
}
