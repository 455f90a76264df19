package weft.web.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import weft.web.json.JacksonCodec;

/// What goes out for records, and when.
class RecordWriterTest {
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  private RecordWriter writer(RecordFormat format, RecordFlush flush) {
    return new RecordWriter(format, flush, new BufferedOutputStream(sent), new JacksonCodec());
  }

  @Test
  void ndjsonIsALineEach() throws IOException {
    try (RecordWriter writer = writer(RecordFormat.NDJSON, RecordFlush.EACH)) {
      writer.send(Map.of("a", "x\ny"));
      writer.send(null);
      writer.send(List.of(1));
    }

    assertThat(sent.toString(UTF_8)).isEqualTo("{\"a\":\"x\\ny\"}\nnull\n[1]\n");
  }

  @Test
  void aSequenceHasRsAndLf() throws IOException {
    try (RecordWriter writer = writer(RecordFormat.JSON_SEQUENCE, RecordFlush.EACH)) {
      writer.send(1);
      writer.send("\u001e");
    }

    assertThat(sent.toString(UTF_8)).isEqualTo("\u001e1\n\u001e\"\\u001E\"\n");
  }

  @Test
  void theFlushPolicySaysWhenRecordsAreSent() throws IOException {
    RecordWriter each = writer(RecordFormat.NDJSON, RecordFlush.EACH);
    each.send(1);
    assertThat(sent.toString(UTF_8)).isEqualTo("1\n");

    RecordWriter full = writer(RecordFormat.NDJSON, RecordFlush.WHEN_FULL);
    full.send(2);
    assertThat(sent.toString(UTF_8)).isEqualTo("1\n");
    full.flush();
    assertThat(sent.toString(UTF_8)).isEqualTo("1\n2\n");
    full.send(3);
    full.close();
    assertThat(sent.toString(UTF_8)).isEqualTo("1\n2\n3\n");
  }

  @Test
  void whatWouldBreakTheLineIsRefused() throws IOException {
    JacksonCodec pretty =
        new JacksonCodec(JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build());
    RecordWriter lines = new RecordWriter(RecordFormat.NDJSON, RecordFlush.EACH, sent, pretty);
    RecordWriter sequence =
        new RecordWriter(RecordFormat.JSON_SEQUENCE, RecordFlush.EACH, sent, pretty);

    assertThatThrownBy(() -> lines.send(Map.of("a", 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(sent.size()).isZero();
    sequence.send(Map.of("a", 1));
    assertThat(sent.size()).isPositive();
  }
}
