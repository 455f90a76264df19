package weft.web.compression;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import weft.http.BlockInput;

/// Decodes gzip (RFC 1952) and the zlib format (RFC 1950), strictly: what is cut off, has a wrong
/// checksum or goes on behind its end is malformed. gzip may have several members.
final class InflatedInput extends BlockInput {
  private static final int BUFFER_BYTES = 8192;

  /// Bytes a member's header may have; names and comments are of no use to us.
  private static final int HEADER_BYTES_MAX = 65_536;

  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final InputStream raw;
  private final boolean gzip;
  private final Inflater inflater;
  private final CRC32 checksum = new CRC32();
  private final CRC32 headerChecksum = new CRC32();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int limit;
  private int headerBytes;
  private boolean inMember;
  private boolean ended;

  InflatedInput(InputStream raw, boolean gzip) {
    this.raw = raw;
    this.gzip = gzip;
    inflater = new Inflater(gzip);
  }

  @Override
  protected int readBlock(byte[] target, int offset, int length) throws IOException {
    while (!ended) {
      if (!inMember) {
        beginMember();
      }
      int count = inflate(target, offset, length);
      if (count > 0) {
        checksum.update(target, offset, count);
        return count;
      }
      if (inflater.finished()) {
        endMember();
      } else if (inflater.needsDictionary()) {
        throw new MalformedCoding("it needs a dictionary");
      } else {
        refill();
        inflater.setInput(buffer, at, limit - at);
        at = limit;
      }
    }
    return -1;
  }

  private int inflate(byte[] target, int offset, int length) throws MalformedCoding {
    try {
      return inflater.inflate(target, offset, length);
    } catch (DataFormatException e) {
      throw new MalformedCoding(e.getMessage() == null ? "its data are broken" : e.getMessage());
    }
  }

  private void beginMember() throws IOException {
    inMember = true;
    if (gzip) {
      readHeader();
    }
    inflater.setInput(buffer, at, limit - at);
    at = limit;
  }

  private void endMember() throws IOException {
    at = limit - inflater.getRemaining();
    if (gzip) {
      int sum = (int) checksum.getValue();
      int size = (int) inflater.getBytesWritten();
      if (readInt() != sum || readInt() != size) {
        throw new MalformedCoding("its checksum or size is wrong");
      }
    }
    if (at == limit && !fill()) {
      ended = true;
    } else if (gzip) {
      inMember = false;
      inflater.reset();
      checksum.reset();
    } else {
      throw new MalformedCoding("something follows its end");
    }
  }

  /// RFC 1952 §2.3.
  private void readHeader() throws IOException {
    headerBytes = 0;
    headerChecksum.reset();
    if (next() != 0x1f || next() != 0x8b || next() != 8) {
      throw new MalformedCoding("it does not begin like gzip");
    }
    int flags = next();
    // "Reserved bits must be zero." "a compliant decompressor must give an error indication if any
    // reserved bit is non-zero": RFC 1952 §2.3.1.2.
    if ((flags & RESERVED) != 0) {
      throw new MalformedCoding("its header has unknown flags");
    }
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CHECKSUM) != 0) {
      int sum = (int) headerChecksum.getValue() & 0xffff;
      if ((next() | next() << 8) != sum) {
        throw new MalformedCoding("its header's checksum is wrong");
      }
    }
  }

  private void skip(int count) throws IOException {
    for (int left = count; left > 0; left--) {
      next();
    }
  }

  private void skipText() throws IOException {
    int each;
    do {
      each = next();
    } while (each != 0);
  }

  private int readInt() throws IOException {
    headerBytes = 0;
    return next() | next() << 8 | next() << 16 | next() << 24;
  }

  private int next() throws IOException {
    if (++headerBytes > HEADER_BYTES_MAX) {
      throw new MalformedCoding("its header is larger than " + HEADER_BYTES_MAX + " bytes");
    }
    if (at == limit) {
      refill();
    }
    int value = buffer[at++] & 0xff;
    headerChecksum.update(value);
    return value;
  }

  private void refill() throws IOException {
    if (!fill()) {
      throw new MalformedCoding("it is cut off");
    }
  }

  private boolean fill() throws IOException {
    at = 0;
    limit = Math.max(0, raw.read(buffer, 0, buffer.length));
    return limit > 0;
  }

  @Override
  public void close() {
    ended = true;
    inflater.end();
  }
}
