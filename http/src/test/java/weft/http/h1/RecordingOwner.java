package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.FieldTable;
import weft.http.protocol.CallFailure;
import weft.http.protocol.ClientStream;
import weft.http.protocol.ClientStreamOwner;
import weft.http.protocol.Outcome;

/// Whoever made a call in a test: remembers what it is told.
final class RecordingOwner implements ClientStreamOwner {
  private final RecordingClientLink link;
  private final byte[] target = new byte[1 << 16];

  /// What was told, in order, without [#ready].
  final List<String> events = new ArrayList<>();

  @Nullable ClientStream stream;
  @Nullable CallFailure failure;
  int readies;
  boolean answered;
  boolean released;

  /// What it does when told so; nothing by default.
  Runnable whenInformed = () -> {};

  Runnable whenAnswered = () -> {};
  Runnable whenReady = () -> {};
  Runnable whenFailed = () -> {};

  RecordingOwner(RecordingClientLink link) {
    this.link = link;
  }

  @Override
  public void informed(int status, FieldTable fields) {
    told("informed " + status + " " + shown(fields));
    whenInformed.run();
  }

  @Override
  public void answered() {
    answered = true;
    told("answered " + call().status() + " " + shown(call().fields()) + " " + call().bodyLength());
    whenAnswered.run();
  }

  @Override
  public void ready() {
    if (released || failure != null) {
      throw new AssertionError("told behind the end");
    }
    readies++;
    whenReady.run();
  }

  @Override
  public void failed(CallFailure failure) {
    told("failed " + failure.kind() + " " + failure.name());
    this.failure = failure;
    whenFailed.run();
  }

  private void told(String event) {
    if (released || failure != null) {
      throw new AssertionError("told behind the end: " + event);
    }
    events.add(event);
  }

  static String shown(FieldTable fields) {
    List<String> lines = new ArrayList<>();
    for (int index = 0; index < fields.size(); index++) {
      lines.add(fields.name(index) + "=" + fields.value(index));
    }
    return lines.toString();
  }

  ClientStream call() {
    if (stream == null) {
      throw new AssertionError("told within begin");
    }
    return stream;
  }

  int write(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return call().write(bytes, 0, bytes.length, link.now);
  }

  int end() {
    return call().end(ErrorText.NO_FIELDS, link.now);
  }

  /// Reads what is there of the body.
  ///
  /// @return the bytes as Latin-1, followed by the answer in brackets
  String read() {
    StringBuilder text = new StringBuilder();
    while (true) {
      int count = call().readBody(target, 0, target.length, link.now);
      if (count > 0) {
        text.append(new String(target, 0, count, ISO_8859_1));
        continue;
      }
      return text
          + switch (count) {
            case Outcome.WAIT -> "[wait]";
            case Outcome.END -> "[end]";
            case Outcome.GONE -> "[gone]";
            default -> throw new AssertionError("read answered " + count);
          };
    }
  }

  void release() {
    released = true;
    call().release(link.now);
  }
}
