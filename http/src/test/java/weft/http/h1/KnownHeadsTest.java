package weft.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.http.Request;

/// Heads that are known mean what they meant when they were parsed.
class KnownHeadsTest {
  /// After as many of the same a head is known.
  private static final int OFTEN = 32;

  private final List<String> told = new ArrayList<>();

  /// Of the present connection: two heads share the text of a value only when they are one.
  private final List<String> hosts = new ArrayList<>();

  private final RecordingLink link = connection();

  private RecordingLink connection() {
    return new RecordingLink((driver, message) -> {
      Request request = driver.responder.take(driver, message).theRequest();
      hosts.add(Objects.requireNonNull(request.header("Host")));
      told.add(describe(request, message));
      driver.responder.read();
      driver.responder.answer("hello");
    });
  }

  private static String describe(Request request, Http1Message message) {
    return String.join(
        " ",
        request.method(),
        request.target(),
        request.path(),
        "" + request.query(),
        request.authority(),
        request.version(),
        "length " + message.bodyLength(),
        request.headers().toString(),
        "" + request.header("x-SHORT"),
        request.headers().all("X-Long").toString(),
        "" + request.headers().contains("Cookie"),
        "conditional " + request.isConditional());
  }

  // Which is which is what is asked here.
  @SuppressWarnings("ReferenceEquality")
  private boolean isKnown(String request) {
    link.receive(request.repeat(2)).flush();
    return hosts.getLast() == hosts.get(hosts.size() - 2);
  }

  private void receive(String request, int times) {
    for (int time = 0; time < times; time++) {
      link.receive(request).flush();
    }
  }

  static List<String> kept() {
    return List.of(
        "GET /users HTTP/1.1\r\nHost: example.com\r\n\r\n",
        "HEAD /users?page=1 HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\n\r\n",
        "GET http://example.com/ HTTP/1.1\r\nHost: example.org\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 2\r\n\r\nhi",
        "GET / HTTP/1.1\r\nHost: example.com\r\nX: " + "x".repeat(900) + "\r\n\r\n");
  }

  @ParameterizedTest
  @MethodSource("kept")
  void aHeadThatComesOftenIsKnown(String request) {
    assertThat(isKnown(request)).isFalse();

    receive(request, OFTEN);

    assertThat(isKnown(request)).isTrue();
    assertThat(told).hasSize(OFTEN + 4).containsOnly(told.getFirst());
  }

  static List<String> notKept() {
    return List.of(
        "GET / HTTP/1.1\r\nHost: example.com\r\nAuthorization: Basic YTpi\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: example.com\r\nproxy-authorization: Basic YTpi\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: example.com\r\nCookie: session=1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a.b\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na",
        "GET / HTTP/1.1\r\nHost: example.com\r\nUpgrade: h2c\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: example.com\r\nConnection: keep-alive\r\n\r\n",
        "BREW / HTTP/1.1\r\nHost: example.com\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: example.com\r\nX: " + "x".repeat(1024) + "\r\n\r\n");
  }

  @ParameterizedTest
  @MethodSource("notKept")
  void headsThatDoMoreOrHoldCredentialsAreNotKept(String request) {
    receive(request, 2 * OFTEN);

    assertThat(isKnown(request)).isFalse();
    assertThat(told).hasSize(2 * OFTEN + 2).containsOnly(told.getFirst());
  }

  /// They begin alike, so that all have the same place.
  @Test
  void aFloodOfOthersPutsNobodyOut() {
    String begin = "GET /a/rather/long/path/of/an/api/ HTTP/1.1\r\nHost: example.com\r\nX-Id: ";
    String request = begin + "0\r\n\r\n";
    receive(request, OFTEN);

    for (int other = 1; other < 20 * OFTEN; other++) {
      link.receive(begin + other + "\r\n\r\n").flush();
    }

    assertThat(isKnown(request)).isTrue();
    assertThat(told.get(told.size() - 3)).contains("x-id: " + (20 * OFTEN - 1));
  }

  @Test
  void whoComesOftenTakesThePlaceOfWhoNoLongerComes() {
    String begin = "GET /a/rather/long/path/of/an/api/ HTTP/1.1\r\nHost: example.com\r\nX-Id: ";
    receive(begin + "0\r\n\r\n", OFTEN);
    receive(begin + "1\r\n\r\n", OFTEN);

    assertThat(isKnown(begin + "1\r\n\r\n")).isTrue();
    assertThat(isKnown(begin + "0\r\n\r\n")).isFalse();
  }

  /// All bytes but one are those of a known head.
  @Test
  void aHeadThatDiffersInOneByteIsAnother() {
    String request = "GET /users HTTP/1.1\r\nHost: example.com\r\nX-Short: abcdefghijk\r\n\r\n";
    receive(request, OFTEN);

    for (int at = request.indexOf("abc"); at < request.indexOf("k\r\n"); at++) {
      link.receive(request.substring(0, at) + "Z" + request.substring(at + 1)).flush();
      assertThat(told.getLast()).contains("Z");
    }
    link.receive(request.replace("/users", "/useRs")).flush();
    assertThat(told.getLast()).startsWith("GET /useRs /useRs");
    link.receive(request.replace("HTTP/1.1", "HTTP/1.0")).flush();
    assertThat(told.getLast()).contains("HTTP/1.0");
    assertThat(link.finished).as("HTTP/1.0 ends the connection").isTrue();
  }

  /// A head whose last byte has not come is not complete, known or not.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 40})
  void aKnownHeadThatComesInPiecesIsWaitedFor(int missing) {
    String request = "GET /users HTTP/1.1\r\nHost: example.com\r\nX-Short: abcdefghijk\r\n\r\n";
    receive(request, OFTEN);
    int before = told.size();

    link.receive(request.substring(0, request.length() - missing)).flush();
    assertThat(told).hasSize(before);
    link.receive(request.substring(request.length() - missing)).flush();

    assertThat(told).hasSize(before + 1).containsOnly(told.getFirst());
  }

  /// Few choices, so that many heads come again, among others that look like them; beside
  /// connections of hubs that know nothing.
  @Test
  void connectionsTellWhatThoseTellThatKnowNothing() {
    Random random = new Random(11);
    int known = 0;
    for (int round = 0; round < 8_000; round++) {
      String request = request(random);
      List<String> expected = fresh(request);
      told.clear();
      hosts.clear();
      int cut = random.nextInt(4) == 0 ? random.nextInt(request.length()) : request.length();
      link.receive(request.substring(0, cut)).flush();
      link.receive(request.substring(cut)).flush();

      assertThat(told).as("round %s", round).isEqualTo(expected);
      known += hosts.size() - (int) hosts.stream().map(System::identityHashCode).distinct().count();
    }
    assertThat(known).as("heads that were known").isGreaterThan(1000);
    link.close();
    assertThat(link.pool.buffersInUse()).isZero();
  }

  private static List<String> fresh(String request) {
    KnownHeadsTest other = new KnownHeadsTest();
    other.link.receive(request).flush();
    other.link.close();
    return other.told;
  }

  private static String request(Random random) {
    String body = "b".repeat(random.nextInt(3));
    String one =
        (body.isEmpty() ? "GET" : "POST")
            + " /path/"
            + random.nextInt(2)
            + (random.nextInt(3) == 0 ? "?q=1" : "")
            + " HTTP/1.1\r\nHost: example.com\r\n"
            + (random.nextInt(8) == 0 ? "X-Long: " + "l".repeat(random.nextInt(40)) + "\r\n" : "")
            + (random.nextInt(4) == 0 ? "x-short:  s \r\n" : "")
            + (random.nextInt(8) == 0 ? "If-None-Match: \"a\"\r\n" : "")
            + (random.nextInt(8) == 0 ? "Cookie: a=b\r\n" : "")
            + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n")
            + "\r\n"
            + body;
    return one.repeat(1 + random.nextInt(3));
  }
}
