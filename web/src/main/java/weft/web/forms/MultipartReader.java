package weft.web.forms;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Drives a [MultipartParser] with the bytes of a stream; reading waits for the client.
final class MultipartReader {
  /// Bytes that are read at once, and all that is held.
  private static final int BUFFER_BYTES = 65_536;

  /// A charset's name is never longer.
  private static final int CHARSET_NAME_MAX = 64;

  private final InputStream body;
  private final MultipartParser parser;
  private final long bytesMax;
  private final byte[] buffer;

  // Bytes of the buffer that the parser has not consumed.
  private int start;
  private int end;

  // Content of the part that nobody has taken.
  private int contentStart;
  private int contentEnd;

  private boolean partEnded = true;
  private boolean ended;
  private long bytesRead;
  private @Nullable FormError failure;

  /// What comes of the part `_charset_`; null in other parts.
  private @Nullable StringBuilder charsetText;

  private @Nullable String charsetName;

  /// @param length bytes of the body; negative when it is not known
  MultipartReader(InputStream body, long length, String boundary, MultipartLimits limits) {
    this.body = body;
    this.parser = new MultipartParser(boundary, limits);
    this.bytesMax = limits.bytesMax();
    // A body that fits wholly needs no more room than it has bytes, and one to see its end.
    this.buffer =
        new byte[length < 0 ? BUFFER_BYTES : (int) Math.min(length, BUFFER_BYTES - 1) + 1];
    assert BUFFER_BYTES > MultipartParser.NEED_MAX;
    if (length > bytesMax) {
      throw tooLarge();
    }
  }

  /// Skips what is left of the part and goes to the next.
  ///
  /// @return its head; null behind the last, when the body has been read to its end
  @Nullable PartHead nextPart() throws IOException {
    if (ended) {
      return null;
    }
    while (awaitContent()) {
      contentStart = contentEnd;
    }
    if (charsetText != null) {
      charsetName = charsetText.toString();
      charsetText = null;
    }
    if (step() == MultipartParser.Event.END) {
      drain();
      ended = true;
      return null;
    }
    partEnded = false;
    PartHead head = parser.head();
    // "its value is the name of the charset", RFC 7578 §4.6.
    if (head.disposition().name().equals("_charset_")) {
      charsetText = new StringBuilder();
    }
    return head;
  }

  /// Reads content of the part.
  ///
  /// @param target with room
  /// @return how many bytes; -1 at its end
  int read(ByteBuffer target) throws IOException {
    if (!awaitContent()) {
      return -1;
    }
    int count = Math.min(target.remaining(), contentEnd - contentStart);
    target.put(buffer, contentStart, count);
    contentStart += count;
    return count;
  }

  /// What the part `_charset_` said; null without one so far.
  @Nullable String charsetName() {
    return charsetName;
  }

  /// Waits until content is there.
  ///
  /// @return false at the part's end
  private boolean awaitContent() throws IOException {
    while (contentStart == contentEnd && !partEnded) {
      if (step() == MultipartParser.Event.CONTENT) {
        contentStart = parser.contentStart();
        contentEnd = parser.contentEnd();
        noteCharset();
      } else {
        partEnded = true;
      }
    }
    return contentStart < contentEnd;
  }

  private void noteCharset() {
    if (charsetText != null) {
      for (int at = contentStart;
          at < contentEnd && charsetText.length() < CHARSET_NAME_MAX;
          at++) {
        charsetText.append((char) (buffer[at] & 0xff));
      }
    }
  }

  private MultipartParser.Event step() throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      while (true) {
        MultipartParser.Event event = parser.next(buffer, start, end);
        start += parser.consumed();
        if (event != MultipartParser.Event.MORE) {
          return event;
        }
        if (!fill()) {
          throw FormFault.TRUNCATED.error("the body ended before its last boundary");
        }
      }
    } catch (FormError error) {
      failure = error;
      throw error;
    }
  }

  /// The epilogue means nothing, but what is behind it may: the end of the body and its trailers.
  private void drain() throws IOException {
    do {
      start = end;
    } while (fill());
  }

  private boolean fill() throws IOException {
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    start = 0;
    if (end == buffer.length) {
      throw new IllegalStateException("the parser needs more than " + end + " bytes at once");
    }
    int count = body.read(buffer, end, buffer.length - end);
    if (count < 0) {
      return false;
    }
    end += count;
    bytesRead += count;
    if (bytesRead > bytesMax) {
      throw tooLarge();
    }
    return true;
  }

  private FormError tooLarge() {
    return FormFault.BYTES.error("the form is larger than " + bytesMax + " bytes");
  }
}
