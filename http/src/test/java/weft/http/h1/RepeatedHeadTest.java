package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import weft.http.FieldList;
import weft.http.Response;
import weft.http.protocol.DateLine;

/// An encoder that keeps what it encoded last says the same as one that does not.
class RepeatedHeadTest {
  private static final List<String> NAMES =
      List.of("Content-Type", "content-type", "ETag", "X-Own", "Server", "Date", "Upgrade");

  private static final List<String> VALUES =
      List.of("text/plain", new String("text/plain"), "a", "b", "h2c");

  private static final List<Integer> STATUSES = List.of(200, 201, 204, 304);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicReference<Instant> wall = new AtomicReference<>(Instant.EPOCH);
  private final DateLine date = new DateLine(nanos::get, wall::get);
  private final Random random = new Random(7);

  @Test
  void headsAreWhatAFreshEncoderMakesThem() {
    RecordingLink link = new RecordingLink((driver, request) -> {});
    Http1Message message = link.acquire();
    ResponseEncoder keeping = new ResponseEncoder("weft", date, "max-age=1");
    int alike = 0;
    String before = "";
    for (int round = 0; round < 20_000; round++) {
      // Few choices, so that many are like the one before.
      Responder responder = new Responder().take(link, message);
      Response response = responder.theResponse();
      response.status(STATUSES.get(random.nextInt(10) < 8 ? 0 : random.nextInt(4)));
      for (int left = random.nextInt(3); left > 0; left--) {
        String name = NAMES.get(random.nextInt(10) < 7 ? 0 : random.nextInt(NAMES.size()));
        response.addHeader(name, VALUES.get(random.nextInt(10) < 7 ? 0 : random.nextInt(5)));
      }
      boolean before11 = random.nextInt(8) == 0;
      ResponseFraming framing = new ResponseFraming();
      framing.decide(responder.theHead(), random.nextInt(4) - 1, random.nextInt(8) == 0, before11);
      boolean persistent = random.nextInt(8) > 0;
      somethingElse(keeping);

      keeping.encode(responder.theHead(), framing, persistent, before11);
      ResponseEncoder fresh = new ResponseEncoder("weft", date, "max-age=1");
      fresh.encode(responder.theHead(), framing, persistent, before11);

      String text = text(keeping);
      assertThat(text).as("round %s", round).isEqualTo(text(fresh));
      alike += text.equals(before) ? 1 : 0;
      before = text;
    }
    assertThat(alike).as("heads like the one before").isGreaterThan(200);
  }

  /// What an encoder does between two heads.
  private void somethingElse(ResponseEncoder encoder) {
    switch (random.nextInt(12)) {
      case 0 -> encoder.encodeInterim(100, new FieldList());
      case 1 -> encoder.encodeLastChunk(new FieldList());
      case 2 -> encoder.encodeError(400, ErrorText.of(Http1Fault.BAD_HOST), false);
      case 3 -> {
        nanos.addAndGet(1_000_000_000);
        wall.set(wall.get().plusSeconds(1));
      }
      default -> {}
    }
  }

  private static String text(ResponseEncoder encoder) {
    return new String(encoder.text().bytes(), 0, encoder.text().length(), ISO_8859_1);
  }
}
