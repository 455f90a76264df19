package weft.http.h2;

/// One request of the simulation, and how far its client has got with it.
final class RandomRequest {
  private final int id;
  private final String method;
  private final String kind;
  private final int size;
  private final int length;

  /// Bytes of the body that were sent, and with padding.
  int uploaded;

  int sent;

  /// Whether all of it was.
  boolean ended;

  RandomRequest(int id, String method, String kind, int size, int length) {
    this.id = id;
    this.method = method;
    this.kind = kind;
    this.size = size;
    this.length = length;
  }

  /// What a stream was promised for.
  static RandomRequest promised(AnsweredStream stream) {
    String[] target = ("" + stream.promised(":path")).substring(1).split("\\?");
    RandomRequest request =
        new RandomRequest(stream.id, "GET", target[0], Integer.parseInt(target[1]), 0);
    request.ended = true;
    return request;
  }

  int id() {
    return id;
  }

  /// Bytes of its body.
  int length() {
    return length;
  }

  /// Whether it is over, and rightly so.
  ///
  /// @return what is wrong, or an empty text
  String judge(AnsweredStream stream) {
    if (stream.gaveUp || "REFUSED_STREAM".equals(stream.resetCode)) {
      return "";
    }
    if (!stream.ended) {
      boolean aborted = kind.equals("abort") || kind.equals("fail");
      return aborted && "INTERNAL_ERROR".equals(stream.resetCode)
          ? ""
          : "not answered, reset with " + stream.resetCode;
    }
    if (stream.resetCode != null && !stream.resetCode.equals("NO_ERROR")) {
      return "answered and reset with " + stream.resetCode;
    }
    return stream.status() != 200 ? "status " + stream.status() : judgeBody(stream);
  }

  private String judgeBody(AnsweredStream stream) {
    int expected = method.equals("HEAD") ? 0 : kind.equals("echo") ? length : size;
    byte[] content = stream.content();
    if (content.length != expected) {
      return "a body of " + content.length + " instead of " + expected + " bytes";
    }
    if (!Pattern.matches(id, 0, content, content.length)) {
      return "a byte out of place";
    }
    boolean trailers = kind.equals("trailers") && !method.equals("HEAD");
    return trailers && stream.trailers.isEmpty() ? "no trailers" : "";
  }

  @Override
  public String toString() {
    return id + " " + method + " /" + kind + "?" + size + " with " + uploaded + " of " + length;
  }
}
