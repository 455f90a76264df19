package weft.web.compression;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Follows the frames of a Zstandard body (RFC 8878 §3.1) as it passes, to see whether it ends
/// where a frame does: zstd-jni takes no notice of a second frame that is cut off.
final class ZstdFrames extends FilterInputStream {
  private static final int MAGIC = 0xfd2fb528;
  private static final int SKIPPABLE_MAGIC = 0x184d2a50;

  /// A part of fixed size that tells what follows.
  private enum Part {
    MAGIC(4),
    DESCRIPTOR(1),
    SKIPPABLE_SIZE(4),
    BLOCK_HEADER(3);

    private final int bytes;

    Part(int bytes) {
      this.bytes = bytes;
    }
  }

  /// What comes next, behind what is to be skipped.
  private Part part = Part.MAGIC;

  private long skip;
  private int value;
  private int collected;
  private boolean hasChecksum;
  private boolean begun;

  ZstdFrames(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = in.read(target, offset, length);
    if (count < 0 && !(begun && part == Part.MAGIC && collected == 0 && skip == 0)) {
      throw new MalformedCoding("it is cut off");
    }
    follow(target, offset, offset + Math.max(0, count));
    return count;
  }

  private void follow(byte[] bytes, int start, int end) throws MalformedCoding {
    int at = start;
    while (at < end) {
      begun = true;
      if (skip > 0) {
        int passed = (int) Math.min(skip, end - at);
        skip -= passed;
        at += passed;
      } else {
        value |= (bytes[at++] & 0xff) << (8 * collected);
        if (++collected == part.bytes) {
          int complete = value;
          value = 0;
          collected = 0;
          next(complete);
        }
      }
    }
  }

  private void next(int told) throws MalformedCoding {
    switch (part) {
      case MAGIC -> {
        if (told == MAGIC) {
          part = Part.DESCRIPTOR;
        } else if ((told & 0xfffffff0) == SKIPPABLE_MAGIC) {
          part = Part.SKIPPABLE_SIZE;
        } else {
          throw new MalformedCoding("a frame does not begin like zstd");
        }
      }
      case SKIPPABLE_SIZE -> {
        skip = told & 0xffffffffL;
        part = Part.MAGIC;
      }
      case DESCRIPTOR -> {
        skip = headerRest(told);
        hasChecksum = (told & 4) != 0;
        part = Part.BLOCK_HEADER;
      }
      case BLOCK_HEADER -> {
        boolean isRunLength = (told >> 1 & 3) == 1;
        skip = isRunLength ? 1 : told >> 3;
        if ((told & 1) != 0) {
          skip += hasChecksum ? 4 : 0;
          part = Part.MAGIC;
        }
      }
    }
  }

  /// Bytes of window, dictionary and content size. §3.1.1.1.
  private static int headerRest(int descriptor) {
    boolean isSingle = (descriptor & 32) != 0;
    int dictionary =
        switch (descriptor & 3) {
          case 0 -> 0;
          case 1 -> 1;
          case 2 -> 2;
          default -> 4;
        };
    int content =
        switch (descriptor >> 6 & 3) {
          case 0 -> isSingle ? 1 : 0;
          case 1 -> 2;
          case 2 -> 4;
          default -> 8;
        };
    return (isSingle ? 0 : 1) + dictionary + content;
  }
}
