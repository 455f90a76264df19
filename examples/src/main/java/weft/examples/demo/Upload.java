package weft.examples.demo;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.web.WebRequest;
import weft.web.WebResponse;
import weft.web.forms.MultipartLimits;
import weft.web.forms.Part;

/// Reads the parts of a form as they come, tells what they were, and keeps nothing.
final class Upload {
  private static final int BUFFER_BYTES = 64 * 1024;

  /// Any size: nothing is kept.
  private static final MultipartLimits LIMITS =
      MultipartLimits.DEFAULTS.withPartBytesMax(Long.MAX_VALUE).withBytesMax(Long.MAX_VALUE);

  private Upload() {}

  /// What a part was.
  record Received(String field, @Nullable String fileName, long size, String sha256) {}

  static void answer(WebRequest request, WebResponse response) throws IOException {
    List<Received> received = new ArrayList<>();
    for (Part part : request.multipart(LIMITS)) {
      received.add(read(part));
    }
    response.json(received);
  }

  private static Received read(Part part) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    InputStream content = part.stream();
    long size = 0;
    for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
      digest.update(buffer, 0, count);
      size += count;
    }
    String sum = HexFormat.of().formatHex(digest.digest());
    return new Received(part.name(), part.fileName(), size, sum);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
