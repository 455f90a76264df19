package weft.verify.conformance;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.BackendChoice;
import weft.verify.wire.EchoServer;
import weft.verify.wire.WireClient;

/// Every row of the tables over a raw socket against a real server, on each back-end.
@Timeout(60)
@ParameterizedClass
@EnumSource(names = {"URING", "EPOLL", "NIO"})
final class ConformanceSocketTest {
  /// Rows longer than this are not sent byte by byte.
  private static final int SLOW_LENGTH_MAX = 700;

  private static @Nullable EchoServer running;

  @Parameter BackendChoice backend;

  static List<WireCase> rows() {
    return CaseTable.all();
  }

  static List<WireCase> servedRows() {
    return CaseTable.served();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowGivesItsAnswers(WireCase row) throws IOException {
    play().play(row, WireClient::send);
  }

  @ParameterizedTest
  @MethodSource("servedRows")
  void byteByByteGivesTheSameAnswers(WireCase row) throws IOException {
    if (row.request().length() <= SLOW_LENGTH_MAX) {
      play().play(row, WireClient::sendSlowly);
    }
  }

  /// The machine's own test tries all places; this one as many as sockets allow.
  @ParameterizedTest
  @MethodSource("servedRows")
  void splitsGiveTheSameAnswers(WireCase row) throws IOException {
    int length = row.request().length();
    for (int place = 1; place < length; place += Math.max(1, length / 12)) {
      int split = place;
      play()
          .play(
              row,
              (client, request) -> {
                client.send(request.substring(0, split));
                Thread.yield();
                client.send(request.substring(split));
              });
    }
  }

  @ParameterizedTest
  @MethodSource("servedRows")
  void noCutIsAnsweredAsIfItWereWhole(WireCase row) throws IOException {
    int length = row.request().length();
    for (int place = 1; place < length; place += Math.max(1, length / 150)) {
      play().playCut(row, place);
    }
  }

  private WirePlay play() throws IOException {
    if (running == null) {
      running = EchoServer.start(backend);
    }
    return new WirePlay(running.address());
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (running != null) {
      running.close();
      running = null;
    }
  }
}
