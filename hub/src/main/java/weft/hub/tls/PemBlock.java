package weft.hub.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A block of a PEM text. RFC 7468, and RFC 1421 for the headers that old encrypted keys have.
///
/// @param label what it is: `CERTIFICATE`, `PRIVATE KEY`
/// @param headers `Proc-Type` and `DEK-Info` of old encrypted keys, else empty
/// @param content the bytes
record PemBlock(String label, Map<String, String> headers, byte[] content) {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /// The blocks of a text, in order; text around them is skipped.
  ///
  /// @throws IllegalArgumentException when a block is broken
  static List<PemBlock> parse(String text) {
    List<PemBlock> blocks = new ArrayList<>();
    String label = null;
    Map<String, String> headers = new TreeMap<>();
    StringBuilder content = new StringBuilder();
    for (String raw : text.split("\\R", -1)) {
      String line = raw.strip();
      if (label == null) {
        if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
          label = line.substring(BEGIN.length(), line.length() - DASHES.length());
          headers = new TreeMap<>();
          content.setLength(0);
        }
      } else if (line.equals(END + label + DASHES)) {
        blocks.add(
            new PemBlock(label, headers, Base64.getMimeDecoder().decode(content.toString())));
        label = null;
      } else if (line.indexOf(':') > 0) {
        int colon = line.indexOf(':');
        headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
      } else {
        content.append(line);
      }
    }
    if (label != null) {
      throw new IllegalArgumentException("the block " + label + " has no end");
    }
    return blocks;
  }
}
