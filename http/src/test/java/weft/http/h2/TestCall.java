package weft.http.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.FieldTable;
import weft.http.protocol.CallFailure;
import weft.http.protocol.ClientStream;
import weft.http.protocol.ClientStreamOwner;
import weft.http.protocol.Outcome;

/// A call in tests of the client's machine: remembers what it is told.
final class TestCall implements ClientStreamOwner {
  private final CallLink link;
  private final byte[] room = new byte[8192];
  @Nullable ClientStream stream;

  /// What it was told, a line each; how often it may go on is counted only.
  final List<String> told = new ArrayList<>();

  int ready;
  boolean answered;
  @Nullable CallFailure failure;
  boolean released;

  /// What to do when told anything.
  Runnable onTold = () -> {};

  TestCall(CallLink link) {
    this.link = link;
  }

  private ClientStream stream() {
    ClientStream begun = stream;
    if (begun == null) {
      throw new AssertionError("told of a call within its beginning");
    }
    return begun;
  }

  private void check() {
    stream();
    FrameLog.check(!released, "told of a call that was released");
    FrameLog.check(failure == null, "told of a call that has failed");
  }

  // What it is told.

  @Override
  public void informed(int status, FieldTable fields) {
    check();
    FrameLog.check(!answered, "an interim response behind the final one");
    told.add(status + fields(fields));
    onTold.run();
  }

  @Override
  public void answered() {
    check();
    FrameLog.check(!answered, "answered twice");
    answered = true;
    told.add(stream().status() + fields(stream().fields()));
    onTold.run();
  }

  @Override
  public void ready() {
    check();
    ready++;
    onTold.run();
  }

  @Override
  public void failed(CallFailure failure) {
    check();
    this.failure = failure;
    told.add(
        failure.kind() + " " + failure.name() + (failure.isUnprocessed() ? ", unprocessed" : ""));
    onTold.run();
  }

  private static String fields(FieldTable fields) {
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < fields.size(); index++) {
      text.append(' ').append(fields.name(index)).append('=').append(fields.value(index));
    }
    return text.toString();
  }

  // What it does.

  int write(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return write(bytes, 0, bytes.length);
  }

  int write(byte[] bytes, int offset, int length) {
    return stream().write(bytes, offset, length, link.now);
  }

  int end(String... trailers) {
    FieldList list = new FieldList();
    for (int index = 0; index < trailers.length; index += 2) {
      list.add(trailers[index], trailers[index + 1]);
    }
    return stream().end(list, link.now);
  }

  int read(byte[] target, int length) {
    return stream().readBody(target, 0, length, link.now);
  }

  /// Reads what is there of the body.
  ///
  /// @return the bytes as Latin-1, followed by the answer in brackets
  String read() {
    StringBuilder text = new StringBuilder();
    while (true) {
      int count = read(room, room.length);
      if (count <= 0) {
        return text.append(
                switch (count) {
                  case Outcome.WAIT -> "[wait]";
                  case Outcome.END -> "[end]" + fields(stream().trailers());
                  case Outcome.GONE -> "[gone]";
                  default -> "[" + count + "]";
                })
            .toString();
      }
      text.append(new String(room, 0, count, ISO_8859_1));
    }
  }

  long bodyLength() {
    return stream().bodyLength();
  }

  /// Nobody wants anything of it any more.
  void release() {
    if (!released) {
      released = true;
      stream().release(link.now);
    }
  }
}
