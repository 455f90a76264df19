package weft.http.socket;

import java.io.IOException;
import java.util.Objects;
import weft.http.WebSocketClosed;
import weft.http.WebSocketMessageStream;
import weft.http.ws.ArrivingMessage;

/// One message as it is read. Confined to the reader of its inbox.
final class ArrivingStream extends WebSocketMessageStream {
  private static final int SKIP_BYTES = 8192;

  private final MessageInbox inbox;
  private final ArrivingMessage message;
  private final boolean isUnread;
  private final byte[] one = new byte[1];
  private boolean ended;
  private boolean closed;

  /// @param isUnread whether its parts count as unread until they are read
  ArrivingStream(MessageInbox inbox, ArrivingMessage message, boolean isUnread) {
    this.inbox = inbox;
    this.message = message;
    this.isUnread = isUnread;
  }

  @Override
  public boolean isText() {
    return message.isText();
  }

  @Override
  public int read() throws IOException {
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (closed) {
      throw new IOException("the stream of the message is closed");
    }
    return length == 0 ? 0 : readOn(target, offset, length);
  }

  private int readOn(byte[] target, int offset, int length) throws IOException {
    while (true) {
      int count = message.read(target, offset, length);
      if (count > 0) {
        return count;
      }
      if (count == ArrivingMessage.END) {
        ended = true;
        return -1;
      }
      if (count == ArrivingMessage.FAILED) {
        throw inbox.refuse(message);
      }
      goOn();
    }
  }

  /// Takes the next part, or waits for it.
  private void goOn() throws IOException {
    boolean over = inbox.isOver();
    int size = message.advance();
    if (size > 0 && isUnread) {
      inbox.taken(size);
    } else if (size < 0) {
      if (over) {
        message.release();
        throw inbox.failure();
      }
      inbox.awaitPart();
    }
  }

  /// What was not read is skipped when the next message is asked for.
  @Override
  public void close() {
    closed = true;
  }

  /// Reads to the message's end, or the socket's.
  ///
  /// @param bytesMax most of the message that may be left
  void skip(int bytesMax) throws IOException {
    closed = true;
    if (ended) {
      return;
    }
    message.limit(bytesMax);
    byte[] skipped = new byte[SKIP_BYTES];
    try {
      while (!ended) {
        readOn(skipped, 0, skipped.length);
      }
    } catch (WebSocketClosed gone) {
      // Whoever asks for the next message is told that there is none.
    }
  }
}
