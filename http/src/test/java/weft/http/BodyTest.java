package weft.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class BodyTest {
  private final ScriptedExchange exchange = new ScriptedExchange();

  private Body body() {
    return exchange.theRequest().body();
  }

  @Test
  void bytesAreAllOfIt() throws IOException {
    exchange.body(5, "hello");

    assertThat(body().length()).isEqualTo(5);
    assertThat(body().bytes()).asString(ISO_8859_1).isEqualTo("hello");
    assertThat(body().bytesRead()).isEqualTo(5);
    assertThat(body().bytes()).isEmpty();
    assertThat(body()).as("always the same").isSameAs(body());
  }

  @Test
  void bytesOfUnknownOrLargeBodiesGrow() throws IOException {
    String text = "0123456789".repeat(30_000);
    exchange.body(-1, text).pieceLength = 777;
    assertThat(body().bytes()).asString(ISO_8859_1).isEqualTo(text);

    ScriptedExchange counted = new ScriptedExchange().body(text.length(), text);
    counted.pieceLength = 7777;
    assertThat(counted.theRequest().body().bytes()).asString(ISO_8859_1).isEqualTo(text);
  }

  @Test
  void noBodyIsEmpty() throws IOException {
    assertThat(body().bytes()).isEmpty();
    assertThat(body().read(new byte[1], 0, 1)).isEqualTo(-1);
    assertThat(body().read(new byte[1], 0, 1)).isEqualTo(-1);
  }

  @Test
  void streamsReadTheSameBytes() throws IOException {
    exchange.body(-1, "h\u00ffllo").pieceLength = 2;
    InputStream stream = body().stream();

    assertThat(stream.read()).isEqualTo('h');
    assertThat(stream.read()).isEqualTo(0xff);
    assertThat(stream.readAllBytes()).asString(ISO_8859_1).isEqualTo("llo");
    assertThat(stream.read()).isEqualTo(-1);
  }

  @Test
  void announcedLengthsAreRefusedBeforeReading() {
    exchange.body((1 << 20) + 1, "");

    assertThatExceptionOfType(HttpError.class)
        .isThrownBy(() -> body().bytes())
        .matches(error -> error.status() == 413)
        .withMessageContaining("1048576 bytes");
    assertThatExceptionOfType(HttpError.class).isThrownBy(() -> body().read(new byte[1], 0, 1));
    assertThatExceptionOfType(HttpError.class).isThrownBy(() -> body().limit(7));
  }

  @Test
  void aLimitMayBeRaised() throws IOException {
    exchange.body((1 << 20) + 1, "x".repeat((1 << 20) + 1));

    assertThat(body().limit(1 << 21).bytes()).hasSize((1 << 20) + 1);
  }

  @Test
  void unannouncedBytesBeyondTheLimitAreRefused() throws IOException {
    exchange.body(-1, "123456");

    assertThat(body().limit(6).bytes()).hasSize(6);

    ScriptedExchange longer = new ScriptedExchange().body(-1, "1234567");
    assertThatExceptionOfType(HttpError.class)
        .isThrownBy(() -> longer.theRequest().body().limit(6).bytes())
        .matches(error -> error.status() == 413);
  }

  @Test
  void badUseIsRefused() throws IOException {
    exchange.body(5, "hello");

    assertThatIllegalArgumentException().isThrownBy(() -> body().limit(-1));
    assertThatThrownBy(() -> body().read(new byte[2], 1, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(body().read(new byte[2], 1, 0)).isZero();
  }
}
