package weft.http.server;

import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.hub.Hub;
import weft.hub.file.OpenFile;
import weft.hub.memory.HotPath;

/// What a handler that its exchange's hub does not carry asks of the protocol, brought to the hub
/// by a message and a wait. One call at a time; used again.
final class ExchangeCall implements Runnable {
  private enum Operation {
    READ,
    BEGIN,
    WRITE,
    SEND_FILE,
    END,
    INFORM,
    PUSH,
    ABORT
  }

  private static final byte[] NOTHING = new byte[0];

  private final Hub hub;
  private final ServerExchange exchange;
  private Operation operation = Operation.READ;
  private byte[] array = NOTHING;
  private int offset;
  private int length;
  private long bodyLength;
  private int status;
  private String target = "";
  private @Nullable FieldList fields;
  private @Nullable OpenFile file;
  private long position;
  private int result;

  ExchangeCall(Hub hub, ServerExchange exchange) {
    this.hub = hub;
    this.exchange = exchange;
  }

  /// Forgets what the last request lent.
  @HotPath
  void clear() {
    array = NOTHING;
    fields = null;
    file = null;
  }

  /// See [ServerExchange#readNow].
  int read(byte[] target, int offset, int length) {
    array = target;
    this.offset = offset;
    this.length = length;
    return perform(Operation.READ);
  }

  /// See [ServerExchange#beginNow].
  int begin(long bodyLength) {
    this.bodyLength = bodyLength;
    return perform(Operation.BEGIN);
  }

  /// See [ServerExchange#writeNow].
  int write(byte[] source, int offset, int length) {
    array = source;
    this.offset = offset;
    this.length = length;
    return perform(Operation.WRITE);
  }

  /// See [ServerExchange#sendFileNow].
  int sendFile(OpenFile file, long position, int length) {
    this.file = file;
    this.position = position;
    this.length = length;
    return perform(Operation.SEND_FILE);
  }

  /// See [ServerExchange#endNow].
  int end() {
    return perform(Operation.END);
  }

  /// See [ServerExchange#informNow].
  void inform(int status, FieldList fields) {
    this.status = status;
    this.fields = fields;
    perform(Operation.INFORM);
  }

  /// See [ServerExchange#pushNow].
  boolean push(String target, FieldList fields) {
    this.target = target;
    this.fields = fields;
    return perform(Operation.PUSH) != 0;
  }

  /// See [ServerExchange#abortNow].
  void abort() {
    perform(Operation.ABORT);
  }

  private int perform(Operation wanted) {
    operation = wanted;
    hub.invoke(this);
    return result;
  }

  /// On the hub's thread.
  @Override
  public void run() {
    switch (operation) {
      case READ -> result = exchange.readNow(array, offset, length);
      case BEGIN -> result = exchange.beginNow(bodyLength);
      case WRITE -> result = exchange.writeNow(array, offset, length);
      case SEND_FILE -> {
        if (file != null) {
          result = exchange.sendFileNow(file, position, length);
        }
      }
      case END -> result = exchange.endNow();
      case INFORM -> {
        if (fields != null) {
          exchange.informNow(status, fields);
        }
      }
      case PUSH -> result = fields != null && exchange.pushNow(target, fields) ? 1 : 0;
      case ABORT -> exchange.abortNow();
    }
  }
}
