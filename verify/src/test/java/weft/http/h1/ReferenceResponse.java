package weft.http.h1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a server sends to one request, read a second time, slowly: what [Http1ClientMachine] must
/// agree with. RFC 9112 §4 to §9, with what Weft refuses beyond it.
final class ReferenceResponse {
  /// What is told of a response that is broken, or cut off.
  static final String FAILED = "failed";

  private static final int FIELD_COUNT_MAX = 100;
  private static final int INTERIM_COUNT_MAX = 32;
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.([0-9]) ([1-9][0-9]{2}) [\\t\\x20-\\x7e\\x80-\\xff]*");
  private static final Pattern FIELD =
      Pattern.compile(
          "([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([\\t\\x20-\\x7e\\x80-\\xff]*?)[ \\t]*");

  private final String method;
  private final String text;
  private final StringBuilder told = new StringBuilder();
  private int at;
  private boolean old;
  private int status;
  private List<String> fields = List.of();

  private ReferenceResponse(String method, String text) {
    this.method = method;
    this.text = text;
  }

  /// Reads all that came before the server ended its stream.
  ///
  /// @return interim responses, the final one with its body and trailers, and whether the
  ///   connection can be used again; or [#FAILED]
  static String read(String method, String text) {
    ReferenceResponse response = new ReferenceResponse(method, text);
    return response.heads() && response.body() ? response.told.toString() : FAILED;
  }

  private boolean heads() {
    for (int interims = 0; interims <= INTERIM_COUNT_MAX; interims++) {
      if (!head()) {
        return false;
      }
      if (status >= 200) {
        told.append(status).append(fields);
        return true;
      }
      if (status == 101) {
        return false;
      }
      told.append(status).append(fields).append(' ');
    }
    return false;
  }

  private boolean head() {
    int end = text.indexOf("\r\n\r\n", at);
    if (end < 0) {
      return false;
    }
    List<String> lines = List.of(text.substring(at, end).split("\r\n", -1));
    Matcher line = STATUS_LINE.matcher(lines.getFirst());
    if (!line.matches()) {
      return false;
    }
    old = line.group(1).equals("0");
    status = Integer.parseInt(line.group(2));
    at = end + 4;
    return fields(lines.subList(1, lines.size())) && (isTunnel() || isFramed());
  }

  private boolean fields(List<String> lines) {
    fields = new ArrayList<>();
    for (String line : lines) {
      Matcher field = FIELD.matcher(line);
      if (!field.matches()) {
        return false;
      }
      fields.add(field.group(1).toLowerCase(Locale.ROOT) + "=" + field.group(2));
    }
    return fields.size() <= FIELD_COUNT_MAX;
  }

  private boolean isTunnel() {
    return method.equals("CONNECT") && status / 100 == 2;
  }

  private boolean isBodiless() {
    return method.equals("HEAD") || status < 200 || status == 204 || status == 304;
  }

  /// Whether the fields that frame the message agree.
  private boolean isFramed() {
    List<String> lengths = values("content-length");
    List<String> codings = values("transfer-encoding");
    if (lengths.size() > 1 || !lengths.stream().allMatch(length -> length.matches("[0-9]{1,18}"))) {
      return false;
    }
    if (codings.isEmpty()) {
      return true;
    }
    return lengths.isEmpty() && (isBodiless() || (!old && codings.equals(List.of("chunked"))));
  }

  private List<String> values(String name) {
    return fields.stream()
        .filter(field -> field.startsWith(name + "="))
        .map(field -> field.substring(name.length() + 1).toLowerCase(Locale.ROOT))
        .toList();
  }

  private boolean body() {
    if (isTunnel()) {
      told.append(" tunnel ").append(text, at, text.length());
      return true;
    }
    boolean persistent = persistsByFields();
    if (isBodiless()) {
      told.append(" []");
    } else if (!values("transfer-encoding").isEmpty()) {
      if (!chunks()) {
        return false;
      }
    } else if (!values("content-length").isEmpty()) {
      long length = Long.parseLong(values("content-length").getFirst());
      if (length > text.length() - at) {
        return false;
      }
      told.append(' ').append(text, at, at + (int) length).append("[]");
      at += (int) length;
    } else {
      told.append(' ').append(text, at, text.length()).append("[]");
      at = text.length();
      persistent = false;
    }
    told.append(persistent && at == text.length() ? " available" : " spent");
    return true;
  }

  private boolean chunks() {
    ReferenceChunks chunks = ReferenceChunks.parse(text.substring(at));
    told.append(' ').append(chunks.body());
    at += chunks.consumed();
    fields = List.of();
    if (chunks.outcome().equals("TRAILERS")) {
      int end = text.indexOf("\r\n\r\n", at);
      if (end < 0 || !fields(List.of(text.substring(at, end).split("\r\n", -1)))) {
        return false;
      }
      at = end + 4;
    } else if (!chunks.outcome().equals("END")) {
      return false;
    }
    told.append(fields);
    return true;
  }

  private boolean persistsByFields() {
    boolean close = false;
    boolean keepAlive = false;
    for (String value : values("connection")) {
      for (String option : value.split(",", -1)) {
        close |= option.replaceAll("^[ \\t]+|[ \\t]+$", "").equals("close");
        keepAlive |= option.replaceAll("^[ \\t]+|[ \\t]+$", "").equals("keep-alive");
      }
    }
    return !close && (!old || keepAlive);
  }
}
