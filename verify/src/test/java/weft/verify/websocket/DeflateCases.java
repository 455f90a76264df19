package weft.verify.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static weft.verify.websocket.AutobahnCase.number;
import static weft.verify.websocket.ClientFrames.BINARY;
import static weft.verify.websocket.ClientFrames.CONTINUATION;
import static weft.verify.websocket.ClientFrames.TEXT;
import static weft.verify.websocket.ClientFrames.frame;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import weft.verify.websocket.AutobahnCase.Script;

/// Sections 12 and 13: compressed messages of several kinds and sizes, under several offers. A
/// thousand messages of the list are ten here.
final class DeflateCases {
  private static final int[] SIZES = {
    16, 64, 256, 1024, 4096, 8192, 16_384, 32_768, 65_536, 131_072
  };
  private static final int[] FRAGMENTS = {256, 1024, 4096, 8192, 16_384, 32_768, 65_536, 131_072};
  private static final int LARGE = 131_072;

  private static final String[] OFFERS = {
    "permessage-deflate",
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
    "permessage-deflate; server_max_window_bits=9",
    "permessage-deflate; server_max_window_bits=15",
    "permessage-deflate; server_no_context_takeover; server_max_window_bits=9",
    "permessage-deflate; server_no_context_takeover; server_max_window_bits=15",
    "permessage-deflate; server_no_context_takeover; server_max_window_bits=9,"
        + " permessage-deflate; server_no_context_takeover, permessage-deflate"
  };

  private DeflateCases() {}

  static List<AutobahnCase> all() {
    List<AutobahnCase> cases = new ArrayList<>();
    String[] kinds = {"json", "binary", "page", "german", "mixed"};
    for (int kind = 0; kind < kinds.length; kind++) {
      add(cases, "12." + (kind + 1), OFFERS[0], kinds[kind]);
    }
    for (int offer = 0; offer < OFFERS.length; offer++) {
      add(cases, "13." + (offer + 1), OFFERS[offer], "json");
    }
    return cases;
  }

  private static void add(List<AutobahnCase> cases, String group, String offer, String kind) {
    boolean text = !kind.equals("binary");
    for (int index = 0; index < SIZES.length; index++) {
      Script script = number(group + "." + (index + 1)).offer(offer);
      Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
      int count = SIZES[index] > 10_000 ? 3 : 10;
      for (int message = 0; message < count; message++) {
        byte[] payload = payload(kind, SIZES[index], message);
        script
            .sends(compressed(deflater, text ? TEXT : BINARY, payload, Integer.MAX_VALUE))
            .echoes(text, payload);
      }
      cases.add(script.closes());
    }
    for (int index = 0; index < FRAGMENTS.length; index++) {
      Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
      byte[] payload = payload(kind, LARGE, index);
      cases.add(
          number(group + "." + (SIZES.length + index + 1))
              .offer(offer)
              .sends(compressed(deflater, text ? TEXT : BINARY, payload, FRAGMENTS[index]))
              .echoes(text, payload)
              .closes());
    }
  }

  /// A message without reference to others, in fragments.
  static byte[] compressed(Deflater deflater, int opcode, byte[] payload, int fragmentSize) {
    deflater.reset();
    return continued(deflater, opcode, payload, fragmentSize);
  }

  /// A message that may refer to those before, in fragments.
  static byte[] continued(Deflater deflater, int opcode, byte[] payload, int fragmentSize) {
    deflater.setInput(payload);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] room = new byte[65_536];
    int count = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
    while (count > 0) {
      out.write(room, 0, count);
      count = count < room.length ? 0 : deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
    }
    byte[] whole = Arrays.copyOf(out.toByteArray(), out.size() - 4);
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    int at = 0;
    do {
      int end = (int) Math.min(whole.length, (long) at + fragmentSize);
      frames.writeBytes(
          frame(
              end == whole.length,
              at == 0 ? 4 : 0,
              at == 0 ? opcode : CONTINUATION,
              Arrays.copyOfRange(whole, at, end)));
      at = end;
    } while (at < whole.length);
    return frames.toByteArray();
  }

  /// Something like what the list takes from files, of an exact size.
  private static byte[] payload(String kind, int size, int seed) {
    if (kind.equals("binary")) {
      byte[] bytes = VolumeCases.payload(size, false);
      Arrays.fill(bytes, size / 4, size / 2, (byte) seed);
      return bytes;
    }
    StringBuilder text = new StringBuilder();
    int line = seed;
    while (text.length() < size) {
      text.append(
          switch (kind) {
            case "json" -> "{\"id\":" + line + ",\"name\":\"user" + line * 31 + "\",\"on\":true},";
            case "page" -> "<p class=\"line\">Shall I compare thee " + line + "</p>\n";
            case "german" -> "Habe nun, ach! Philosophie, Juristerei und Medizin " + line + "\n";
            default -> "kosme mixed text with marks: a-z, 0-9, {}[] " + line + "\n";
          });
      line++;
    }
    byte[] bytes = Arrays.copyOf(text.toString().getBytes(UTF_8), size);
    return bytes;
  }
}
