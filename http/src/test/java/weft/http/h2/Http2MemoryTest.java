package weft.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.http.Http2FloodLimits;
import weft.http.Http2Options;
import weft.http.HttpLimits;
import weft.http.HttpOptions;
import weft.http.protocol.Outcome;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;

/// Memory that runs out: what can wait waits, what cannot is refused, and nothing is lost.
class Http2MemoryTest {
  private static final long SECOND = MachineLink.SECOND;

  /// Takes all the memory there is, but for some buffers.
  static List<Buffer> fill(BufferPool pool, int leave) {
    List<Buffer> taken = new ArrayList<>();
    for (Buffer buffer = pool.acquireForOutput(65_536);
        buffer != null && taken.size() < 10_000;
        buffer = pool.acquireForOutput(65_536)) {
      taken.add(buffer);
    }
    for (int count = 0; count < leave; count++) {
      pool.release(taken.removeLast());
    }
    return taken;
  }

  @Test
  void aResponseWaitsForMemory() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    link.client.get(1, "/").get(3, "/").get(5, "/");
    link.send().flush();
    StreamExchange first = link.open.getFirst();
    StreamExchange second = link.open.get(1);

    link.hasMemory = false;
    first.answer("hello");
    assertThat(second.beginNow(-1)).isZero();
    link.pass(SECOND);
    assertThat(link.takeLines()).isEmpty();
    link.hasMemory = true;
    link.pass(SECOND / 100);

    assertThat(link.takeLines()).containsExactly("HEADERS 1 :status: 200", "DATA 1 5 end");
    assertThat(second.ready).isEqualTo(1);
    assertThat(second.beginNow(-1)).isEqualTo(1);
    link.close();
  }

  /// An end needs no window, so it is not a window that it waits for.
  @Test
  void anEndWaitsForMemoryAndNotForTheWindowThatIsUsedUp() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    link.client.get(1, "/").get(3, "/");
    link.send().flush();
    StreamExchange other = link.open.getFirst();
    StreamExchange exchange = link.open.get(1);
    assertThat(other.beginNow(-1)).isEqualTo(Outcome.DONE);
    assertThat(exchange.beginNow(-1)).isEqualTo(Outcome.DONE);
    byte[] body = new byte[65_535];
    for (int sent = 0; sent < body.length; ) {
      sent += exchange.writeNow(body, sent, body.length - sent);
    }
    link.flush();
    assertThat(other.writeNow(body, 0, 1)).isEqualTo(Outcome.WAIT);

    link.hasMemory = false;
    assertThat(exchange.endNow()).isEqualTo(Outcome.WAIT);
    link.hasMemory = true;
    link.pass(SECOND / 100);

    assertThat(exchange.ready).isEqualTo(1);
    assertThat(exchange.endNow()).isEqualTo(Outcome.DONE);
    assertThat(link.takeLines().getLast()).isEqualTo("DATA 3 0 end");
    assertThat(other.ready).isZero();
    exchange.finish();
    link.close();
  }

  /// The same of a response that is all there and goes on by itself.
  @Test
  void trailersWaitForMemoryAndNotForTheWindowThatIsUsedUp() {
    BufferPool pool = new BufferPool(4 << 20);
    MachineLink link = new MachineLink(HttpOptions.DEFAULTS, pool, MachineLink::hold).begun();
    link.client.get(1, "/");
    link.send().flush();
    StreamExchange exchange = link.open.getFirst();
    String sum = "{}|~".repeat(12_000);
    exchange.theResponse().trailer("sum", sum).send(new byte[65_535 + 16_384]);
    link.flush();
    assertThat(link.stream(1).content()).hasSize(65_535);

    // One buffer: the rest of the body leaves no room in it for the trailers.
    List<Buffer> others = fill(pool, 0);
    Buffer last = others.removeLast();
    for (Buffer small = pool.acquireForOutput(1); small != null; small = pool.acquireForOutput(1)) {
      others.add(small);
    }
    pool.release(last);
    link.allow(0, 16_384).allow(1, 16_384).flush();

    assertThat(link.stream(1).content()).hasSize(65_535 + 16_384);
    assertThat(link.stream(1).trailers).containsExactly("sum: " + sum);
    others.forEach(pool::release);
    exchange.finish();
    link.close();
  }

  /// Memory that is missing when the output has drained is asked for again.
  @Test
  void whoFindsNoMemoryWhenOutputDrainsTriesAgain() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    link.changeWindow(1 << 24).allow(0, 1 << 24).flush();
    link.client.get(1, "/");
    link.send();
    link.open.getFirst().theResponse().send(new byte[500_000]);
    link.hasMemory = false;
    link.flush();

    link.hasMemory = true;
    for (int step = 0; step < 10; step++) {
      link.pass(SECOND / 10);
      link.flush();
    }

    assertThat(link.stream(1).content()).hasSize(500_000);
    link.close();
  }

  @Test
  void whatIsOwedWaitsForMemoryAndGoesFirst() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    link.client.get(1, "/").get(3, "/");
    link.send().flush();
    link.hasMemory = false;

    link.client.ping("12345678").settings(PeerSettings.HEADER_TABLE_SIZE, 0);
    link.client.get(5, "/" + "x".repeat(17_000));
    link.send();
    link.open.getFirst().answer("hello");
    assertThat(link.paused).as("whoever owes does not ask for more").isTrue();
    link.pass(SECOND);
    assertThat(link.takeLines()).isEmpty();
    link.hasMemory = true;
    link.pass(SECOND / 100);

    assertThat(link.takeLines())
        .containsExactly(
            "PING ack",
            "SETTINGS ack",
            "RST_STREAM 5 REFUSED_STREAM",
            "HEADERS 1 :status: 200",
            "DATA 1 5 end");
    link.pass(SECOND / 100);
    assertThat(link.paused).isFalse();
    assertThat(link.reset).isFalse();
    link.open.getFirst().answer("hello");
    assertThat(link.takeLines()).containsExactly("HEADERS 3 :status: 200", "DATA 3 5 end");
    link.close();
  }

  /// Even when the handler's next step comes before the time to try again.
  @Test
  void nothingIsSentBeforeWhatIsOwed() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    link.client.get(1, "/");
    link.send().flush();
    link.hasMemory = false;
    link.client.ping("12345678");
    link.send();
    link.hasMemory = true;

    link.open.getFirst().answer("hello");

    assertThat(link.takeLines())
        .containsExactly("PING ack", "HEADERS 1 :status: 200", "DATA 1 5 end");
    link.close();
  }

  @Test
  void aConnectionThatOwesTooMuchIsReset() {
    Http2FloodLimits floods = new Http2FloodLimits(1, 1, 1, 1_000_000, 1, 1, 1, 1, 1, 1);
    MachineLink link =
        new MachineLink(Http2Options.DEFAULTS.withFloods(floods), MachineLink::hold).begun();
    link.hasMemory = false;

    int pings = FrameOutput.WAITING_BYTES_MAX / 17;
    for (int count = 0; count < pings; count++) {
      link.client.ping("12345678");
    }
    link.send();
    assertThat(link.reset).isFalse();
    link.client.ping("12345678");
    link.send();

    assertThat(link.reset).isTrue();
    assertThat(link.faults(Http2Fault.NO_MEMORY)).isEqualTo(1);
    link.close();
  }

  @Test
  void anEndWhoseReasonIsTooMuchIsAReset() {
    Http2FloodLimits floods = new Http2FloodLimits(1, 1, 1, 240, 1, 1, 1, 1, 1, 1);
    MachineLink link =
        new MachineLink(Http2Options.DEFAULTS.withFloods(floods), MachineLink::hold).begun();
    link.hasMemory = false;

    for (int count = 0; count < 241; count++) {
      link.client.ping("12345678");
    }
    link.send();

    assertThat(link.faults(Http2Fault.PING_FLOOD)).isEqualTo(1);
    assertThat(link.reset).isTrue();
    link.close();
  }

  @Test
  void anEndThatWaitsCanBeCutShort() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    link.hasMemory = false;
    link.client.data(0, false, "on no stream");
    link.send();
    assertThat(link.isOver()).isFalse();

    link.connection.cut(link.now);

    assertThat(link.reset).isTrue();
    link.close();
  }

  /// The answers that are under way go out, and so does the reason.
  @Test
  void theEndWaitsForTheMemoryToSayWhy() {
    MachineLink link = new MachineLink(MachineLink::greet).begun();
    link.client.get(1, "/");
    link.send();
    link.hasMemory = false;

    link.client.data(0, false, "on no stream");
    link.send();
    assertThat(link.takeLines()).containsExactly("HEADERS 1 :status: 200", "DATA 1 5 end");
    link.pass(SECOND);
    assertThat(link.isOver()).isFalse();
    link.hasMemory = true;
    link.pass(SECOND / 100);

    assertThat(link.takeLines()).hasSize(1).first().asString().startsWith("GOAWAY");
    assertThat(link.isOver()).isTrue();
    assertThat(link.reset).isFalse();
    link.close();
  }

  @Test
  void aRequestWithoutMemoryIsRefused() {
    BufferPool pool = new BufferPool(4 << 20);
    MachineLink link = new MachineLink(HttpOptions.DEFAULTS, pool, MachineLink::hold).begun();
    List<Buffer> others = fill(pool, 2);

    link.client.get(1, "/");
    link.send().flush();

    assertThat(link.log.stream(1).resetCode).isEqualTo("REFUSED_STREAM");
    others.forEach(pool::release);
    link.client.get(3, "/");
    link.send();
    assertThat(link.open).extracting(StreamExchange::id).containsExactly(3);
    link.close();
  }

  /// Decoding needs none, so the streams that are under way are not harmed.
  @Test
  void aHeadInPiecesIsRefusedWithoutMemoryAndItsTableIsKept() {
    BufferPool pool = new BufferPool(4 << 20);
    MachineLink link = new MachineLink(HttpOptions.DEFAULTS, pool, MachineLink::hold).begun();
    link.client.get(1, "/");
    link.send().flush();
    List<Buffer> others = fill(pool, 0);
    byte[] block =
        link.client.encode(
            ":method", "GET", ":scheme", "http", ":path", "/", "name", "x".repeat(9000));

    byte[] frames = link.client.blockInPieces(3, true, block, 2000).take();
    for (int at = 0; at < frames.length; at += 700) {
      link.receive(Arrays.copyOfRange(frames, at, Math.min(frames.length, at + 700)));
    }
    link.flush();
    assertThat(link.log.stream(3).resetCode).isEqualTo("REFUSED_STREAM");
    assertThat(link.isOver()).isFalse();
    others.forEach(pool::release);
    link.client.get(5, "/");
    link.send();

    assertThat(link.open).extracting(StreamExchange::id).containsExactly(1, 5);
    link.close();
  }

  /// It is not the client's fault.
  @Test
  void requestsWithoutMemoryAreNoFlood() {
    BufferPool pool = new BufferPool(4 << 20);
    MachineLink link = new MachineLink(HttpOptions.DEFAULTS, pool, MachineLink::hold).begun();
    List<Buffer> others = fill(pool, 2);

    for (int id = 1; id < 401; id += 2) {
      link.client.get(id, "/");
      link.send().flush();
      assertThat(link.log.stream(id).resetCode).isEqualTo("REFUSED_STREAM");
    }

    assertThat(link.isOver()).isFalse();
    others.forEach(pool::release);
    link.close();
  }

  @Test
  void aClientWhoseBodiesNobodyReadsIsNotReadWhileMemoryIsTight() {
    BufferPool pool = new BufferPool(4 << 20);
    MachineLink link = new MachineLink(HttpOptions.DEFAULTS, pool, MachineLink::hold).begun();
    link.client.post(1, "/").data(1, false, "x".repeat(1000));
    link.send();
    assertThat(link.paused).isFalse();

    List<Buffer> others = fill(pool, 12);
    link.pass(SECOND);
    link.client.data(1, false, "y");
    link.send();
    assertThat(link.paused).isTrue();
    assertThat(link.open.getFirst().read()).hasSize(1001 + "[wait]".length());

    assertThat(link.paused).as("nothing is unread").isFalse();
    others.forEach(pool::release);
    link.close();
  }

  /// Who cannot be heard is not silent.
  @Test
  void aClientThatIsNotReadIsNotTimedOut() {
    BufferPool pool = new BufferPool(4 << 20);
    MachineLink link = new MachineLink(HttpOptions.DEFAULTS, pool, MachineLink::hold).begun();
    link.client.post(1, "/").post(3, "/").get(5, "/").data(1, false, "x".repeat(1000));
    link.send().flush();
    link.open.get(1).read();
    link.open.get(2).theResponse().send(new byte[100_000]);
    link.flush();
    List<Buffer> others = fill(pool, 12);
    byte[] frame = link.client.data(1, false, "y").get(7, "/").take();
    link.receive(Arrays.copyOf(frame, frame.length - 1));
    assertThat(link.paused).isTrue();

    for (int second = 0; second < 100; second++) {
      link.pass(SECOND);
      link.flush();
    }

    assertThat(link.isOver()).isFalse();
    assertThat(link.open).allMatch(exchange -> exchange.gone == 0);
    others.forEach(pool::release);
    link.pass(SECOND / 10);
    assertThat(link.paused).isFalse();
    link.receive(Arrays.copyOfRange(frame, frame.length - 1, frame.length));
    link.answerPings();
    assertThat(link.open).hasSize(4);
    assertThat(link.isOver()).isFalse();
    link.close();
  }

  /// Cookies are kept twice, as they came and joined.
  @Test
  void cookiesThatFillTheLargestHeadAreRefusedAndNoCrash() {
    HttpLimits limits = HttpLimits.DEFAULTS.withHeadBytesMax(61_440);
    MachineLink link = new MachineLink(limits, MachineLink::hold).begun();
    String half = "{}|~".repeat(5000);
    byte[] block =
        link.client.encode(
            ":method", "GET", ":scheme", "http", ":path", "/", "cookie", half, "cookie", half);

    link.client.blockInPieces(1, true, block, 16_000);
    link.client.get(3, "/");
    link.send();

    assertThat(link.takeLines()).containsExactly("HEADERS 1 :status: 431 end");
    assertThat(link.open).extracting(StreamExchange::id).containsExactly(3);
    link.close();
  }

  @Test
  void oneLargeCookieIsKept() {
    HttpLimits limits = HttpLimits.DEFAULTS.withHeadBytesMax(61_440);
    MachineLink link = new MachineLink(limits, MachineLink::hold).begun();
    String large = "{}|~".repeat(12_000);
    byte[] block =
        link.client.encode(":method", "GET", ":scheme", "http", ":path", "/", "cookie", large);

    link.client.blockInPieces(1, true, block, 16_000);
    link.send();

    assertThat(link.open.getFirst().theRequest().headers().first("cookie")).isEqualTo(large);
    link.close();
  }
}
