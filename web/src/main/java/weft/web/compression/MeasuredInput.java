package weft.web.compression;

import java.io.IOException;
import java.io.InputStream;
import weft.http.BlockInput;
import weft.http.HttpError;
import weft.http.Status;

/// One layer of a body as it is decoded: refuses what becomes far larger than it came, and what is
/// malformed.
final class MeasuredInput extends BlockInput {
  /// Decoded bytes from which on the ratio counts: short texts of one letter harm nobody.
  private static final int RATIO_FROM_BYTES = 65_536;

  private static final int BYTES_BETWEEN_PAUSES = 65_536;

  private final Decompression owner;
  private final Coding coding;
  private final InputStream decoder;
  private final CountedInput source;
  private long decoded;
  private long pauseAt = BYTES_BETWEEN_PAUSES;

  /// @param decoder decodes this layer
  /// @param source the body as it came, below all layers
  MeasuredInput(Decompression owner, Coding coding, InputStream decoder, CountedInput source) {
    this.owner = owner;
    this.coding = coding;
    this.decoder = decoder;
    this.source = source;
  }

  @Override
  protected int readBlock(byte[] target, int offset, int length) throws IOException {
    int count;
    try {
      count = decoder.read(target, offset, length);
    } catch (MalformedCoding malformed) {
      owner.malformed.increment();
      throw new HttpError(
          Status.BAD_REQUEST,
          "the body is not valid " + coding.token() + ": " + malformed.getMessage());
    }
    if (count > 0) {
      decoded += count;
      check();
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    decoder.close();
  }

  private void check() {
    if (decoded > RATIO_FROM_BYTES && decoded / owner.ratioMax() > source.count()) {
      owner.bombs.increment();
      throw new HttpError(
          Status.CONTENT_TOO_LARGE,
          "the body becomes more than " + owner.ratioMax() + " times as large when it is decoded");
    }
    if (decoded >= pauseAt) {
      pauseAt = decoded + BYTES_BETWEEN_PAUSES;
      Pieces.pause();
    }
  }
}
