package weft.http.h2.hpack;

import java.util.ArrayList;
import java.util.List;

/// Both ends of a connection's header blocks, as lines of `name: value`, between guards.
public final class HeaderLines {
  /// Bytes that may be touched behind a block and behind what it decodes to.
  private static final int PAD = 31;

  private HeaderLines() {}

  /// What a block decodes to.
  ///
  /// @param result what the decoder said of it
  /// @param lines the fields it told of before
  public record Block(int result, List<String> lines) {}

  /// Decodes the blocks of one connection.
  public static final class Reader {
    private final HpackDecoder decoder;
    private int tableSizeMax;

    public Reader(int tableSizeMax) {
      this.decoder = new HpackDecoder(tableSizeMax);
      this.tableSizeMax = tableSizeMax;
    }

    public void allowTableSize(int bytes) {
      decoder.allowTableSize(bytes);
      // The table stays as large as it was until the peer says so.
      tableSizeMax = Math.max(tableSizeMax, bytes);
    }

    public Block read(byte[] block, int listSizeMax) {
      List<String> lines = new ArrayList<>();
      int room = listSizeMax + tableSizeMax;
      try (GuardedBytes source = new GuardedBytes(block, PAD);
          GuardedBytes out = new GuardedBytes(room, PAD)) {
        int result =
            decoder.decode(
                source.address(),
                block.length,
                out.address(),
                room,
                listSizeMax,
                (id, nameOffset, nameLength, valueOffset, valueLength) -> {
                  String name =
                      nameLength > 0 || !HeaderIds.isKnown(id)
                          ? out.text(nameOffset, nameLength)
                          : HeaderIds.name(id);
                  lines.add(name + ": " + out.text(valueOffset, valueLength));
                });
        source.verify();
        out.verify();
        return new Block(result, lines);
      }
    }
  }

  /// Encodes the blocks of one connection.
  public static final class Writer {
    /// What the encoder needs before the first field.
    private static final int BEGIN_BYTES = 12;

    private final HpackEncoder encoder;

    public Writer(int tableSizeMax) {
      this.encoder = new HpackEncoder(tableSizeMax);
    }

    public void allowTableSize(int bytes) {
      encoder.allowTableSize(bytes);
    }

    public byte[] write(List<String> lines) {
      int room = BEGIN_BYTES;
      for (String line : lines) {
        room += line.length() + HpackEncoder.OVERHEAD_MAX;
      }
      try (GuardedBytes target = new GuardedBytes(room, 0)) {
        long at = encoder.begin(target.address());
        for (String line : lines) {
          int colon = line.indexOf(": ", 1);
          String name = line.substring(0, colon);
          at = encoder.field(at, HeaderIds.id(name), name, line.substring(colon + 2));
        }
        target.verify();
        return target.bytes(0, (int) (at - target.address()));
      }
    }
  }
}
