package weft.web.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.http.HttpError;
import weft.web.json.JacksonCodec;

/// NDJSON and RFC 7464 from streams.
class RecordReaderTest {
  private static final JacksonCodec CODEC = new JacksonCodec();

  private static RecordReader<Object> reader(RecordFormat format, String text, int most, int max) {
    InputStream slow =
        new ByteArrayInputStream(text.getBytes(UTF_8)) {
          @Override
          public int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, most));
          }
        };
    RecordLimits limits = RecordLimits.DEFAULTS.withRecordBytesMax(max);
    return new RecordReader<>(format, slow, limits, Object.class, CODEC);
  }

  private static List<Object> read(RecordFormat format, String text) {
    List<Object> all = new ArrayList<>();
    reader(format, text, 100_000, 1000).forEach(all::add);
    List<Object> slow = new ArrayList<>();
    reader(format, text, 1, 1000).forEach(slow::add);
    assertThat(slow).isEqualTo(all);
    return all;
  }

  private static void assertRefused(int status, String detail, RecordFormat format, String text) {
    assertThatThrownBy(() -> read(format, text))
        .isInstanceOfSatisfying(
            HttpError.class,
            error -> {
              assertThat(error.status()).isEqualTo(status);
              assertThat(error.detail()).contains(detail);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"1\n[2]\n\"é\"\n", "1\r\n[2]\r\n\"é\"\r\n", "\n\n1\n \n[2]\n\"é\""})
  void linesAreRecords(String text) {
    assertThat(read(RecordFormat.NDJSON, text)).containsExactly(1, List.of(2), "é");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001e1\n\u001e[2]\n\u001e\"é\"\n",
        "\u001e\u001e1\n\u001e[\n2\n]\u001e\"é\"",
        "\n\u001e1 \u001e\u001e  [2] \u001e\"é\"\n\u001e",
      })
  void whatRsBeginsIsARecord(String text) {
    assertThat(read(RecordFormat.JSON_SEQUENCE, text)).containsExactly(1, List.of(2), "é");
  }

  @Test
  void nothingIsNoRecord() {
    for (String text : new String[] {"", "\n", " \r\n \n"}) {
      assertThat(read(RecordFormat.NDJSON, text)).isEmpty();
    }
    for (String text : new String[] {"", "\n", "\u001e", "\u001e\n\u001e\n"}) {
      assertThat(read(RecordFormat.JSON_SEQUENCE, text)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          `1\n{"a":\n`, record 2 is wrong
          `1\n2 3\n`,   record 2 is wrong: another value follows the first
          `null\n`,     record 1 is wrong
          `x\n`,        record 1 is wrong
          """)
  void aRecordThatIsNoJsonIsNamed(String text, String detail) {
    assertRefused(400, detail, RecordFormat.NDJSON, text);
  }

  @Test
  void aRecordThatDoesNotFitIsNamed() {
    record Point(int x) {}
    RecordReader<Point> points =
        new RecordReader<>(
            RecordFormat.NDJSON,
            new ByteArrayInputStream("{\"x\":1}\n{\"x\":\"a\"}\n".getBytes(UTF_8)),
            RecordLimits.DEFAULTS,
            Point.class,
            CODEC);
    Iterator<Point> iterator = points.iterator();

    assertThat(iterator.next()).isEqualTo(new Point(1));
    assertThatThrownBy(iterator::hasNext)
        .isInstanceOf(HttpError.class)
        .hasMessageContaining("record 2 is wrong at #/x");
  }

  /// RFC 7464 §2.4.
  @ParameterizedTest
  @ValueSource(strings = {"12", "true", "null", "-1"})
  void aNumberOrWordWithoutAnEndMayHaveBeenCut(String value) {
    assertRefused(400, "record 1 may have been cut", RecordFormat.JSON_SEQUENCE, "\u001e" + value);
    assertRefused(
        400,
        "record 1 may have been cut",
        RecordFormat.JSON_SEQUENCE,
        "\u001e" + value + "\u001e1\n");
  }

  @Test
  void aSequenceBeginsWithRs() {
    assertRefused(400, "does not begin with RS", RecordFormat.JSON_SEQUENCE, "1\n\u001e2\n");
    assertRefused(400, "does not begin with RS", RecordFormat.JSON_SEQUENCE, "{}");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9000, 100_000})
  void aRecordIsLimited(int max) {
    String fits = "1".repeat(Math.min(max, 900));
    String line = fits + " ".repeat(max - fits.length());
    for (int most : new int[] {7, 100_000}) {
      assertThat(reader(RecordFormat.NDJSON, line + "\n" + line, most, max)).hasSize(2);
      assertThatThrownBy(
              () -> reader(RecordFormat.NDJSON, line + " \n", most, max).forEach(o -> {}))
          .isInstanceOfSatisfying(
              HttpError.class, error -> assertThat(error.status()).isEqualTo(413));
    }
  }

  @Test
  void recordsAreReadOnce() {
    RecordReader<Object> reader = reader(RecordFormat.NDJSON, "1\n", 9, 9);
    Iterator<Object> records = reader.iterator();

    assertThat(records.next()).isEqualTo(1);
    assertThatThrownBy(records::next).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(reader::iterator).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aClientThatGoesAwayIsSeenByTheLoop() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }
        };
    RecordReader<Object> reader =
        new RecordReader<>(RecordFormat.NDJSON, broken, RecordLimits.DEFAULTS, Object.class, CODEC);

    assertThatThrownBy(() -> reader.iterator().hasNext())
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("gone");
  }

  @Test
  void contentTypesAreChecked() {
    assertThat(RecordFormat.NDJSON.accepts("Application/X-NDJSON; charset=utf-8")).isTrue();
    assertThat(RecordFormat.NDJSON.accepts("application/jsonl")).isTrue();
    assertThat(RecordFormat.NDJSON.accepts("application/json")).isFalse();
    assertThat(RecordFormat.JSON_SEQUENCE.accepts("application/json-seq")).isTrue();
    assertThat(RecordFormat.JSON_SEQUENCE.accepts("application/geo+json-seq")).isTrue();
    assertThat(RecordFormat.JSON_SEQUENCE.accepts("text/plain")).isFalse();
  }

  @Test
  void limitsHaveLimits() {
    assertThatThrownBy(() -> RecordLimits.DEFAULTS.withRecordBytesMax(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RecordLimits.DEFAULTS.withBytesMax(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
