package weft.http.h2.hpack;

import java.util.ArrayList;
import java.util.List;

/// Decodes blocks to lines of `name: value`.
final class BlockReader {
  static final int LIST_SIZE_MAX = 64 * 1024;

  private final HpackDecoder decoder;
  private final int tableSizeMax;

  BlockReader(int tableSizeMax) {
    this.tableSizeMax = tableSizeMax;
    this.decoder = new HpackDecoder(tableSizeMax);
  }

  void allowTableSize(int bytes) {
    decoder.allowTableSize(bytes);
  }

  /// The fields, or one line with what is wrong.
  List<String> read(byte[] block) {
    return read(block, LIST_SIZE_MAX);
  }

  List<String> read(byte[] block, int listSizeMax) {
    List<String> lines = new ArrayList<>();
    int room = listSizeMax + tableSizeMax;
    try (NativeBytes source = new NativeBytes(block);
        NativeBytes out = new NativeBytes(room)) {
      int result =
          decoder.decode(
              source.address(),
              block.length,
              out.address(),
              room,
              listSizeMax,
              (id, nameOffset, nameLength, valueOffset, valueLength) -> {
                String name =
                    nameLength > 0 ? out.text(nameOffset, nameLength) : HeaderIds.name(id);
                lines.add(name + ": " + out.text(valueOffset, valueLength));
              });
      return switch (result) {
        case HpackDecoder.DONE -> lines;
        case HpackDecoder.TOO_LARGE -> List.of("too large");
        default -> List.of("malformed");
      };
    }
  }
}
