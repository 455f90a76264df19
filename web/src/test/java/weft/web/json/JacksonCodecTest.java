package weft.web.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_32BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

class JacksonCodecTest {
  private final JacksonCodec codec = new JacksonCodec();

  enum Colour {
    RED,
    @JsonProperty("dark blue")
    DARK_BLUE
  }

  enum Tedious {
    A_NAME_THAT_IS_LONG_ENOUGH_TO_FILL_A_LINE_OF_TEXT_WITH_NOTHING_ELSE_THAN_ITSELF_0,
    A_NAME_THAT_IS_LONG_ENOUGH_TO_FILL_A_LINE_OF_TEXT_WITH_NOTHING_ELSE_THAN_ITSELF_1,
    A_NAME_THAT_IS_LONG_ENOUGH_TO_FILL_A_LINE_OF_TEXT_WITH_NOTHING_ELSE_THAN_ITSELF_2,
    A_NAME_THAT_IS_LONG_ENOUGH_TO_FILL_A_LINE_OF_TEXT_WITH_NOTHING_ELSE_THAN_ITSELF_3
  }

  record Values(
      @Nullable String text,
      @Nullable Integer whole,
      @Nullable Double real,
      @Nullable BigDecimal exact,
      @Nullable Boolean yes,
      @Nullable Colour colour,
      @Nullable Tedious tedious,
      @Nullable LocalDate day,
      @Nullable Instant moment,
      @Nullable Duration time,
      @Nullable UUID id,
      byte @Nullable [] bytes,
      @Nullable Map<Colour, Integer> counts,
      @Nullable Map<Integer, String> numbered,
      @Nullable Map<String, Integer> named,
      @Nullable List<Values> more) {}

  record Note(String title, int stars, @Nullable Colour colour, @Nullable List<Double> weights) {
    Note {
      if (stars > 5) {
        throw new IllegalArgumentException("stars 6 is not in 0 to 5");
      }
    }
  }

  private Note decode(String json) {
    return codec.decode(json.getBytes(UTF_8), Note.class);
  }

  /// RFC 8259 §8.2; also with a mapper of the user's.
  @Test
  void halvesOfSurrogatePairsAreWrittenAsEscapes() {
    String text = "\ud800é\ud800\ud83d\ude00\udc00…\udbff";
    String escaped = "\\uD800é\\uD800\ud83d\ude00\\uDC00…\\uDBFF";

    assertThat(encode(codec, text)).isEqualTo("{\"" + escaped + "\":[\"" + escaped + "\"]}");
    assertThat(encode(new JacksonCodec(new ObjectMapper()), text)).isEqualTo(encode(codec, text));
    assertThat(codec.decode(codec.encode(text), String.class)).isEqualTo(text);
  }

  private static String encode(JacksonCodec codec, String text) {
    return new String(codec.encode(Map.of(text, List.of(text))), UTF_8);
  }

  @Test
  void recordsAreWrittenAndRead() {
    Note note = new Note("é\"\n", 3, Colour.RED, List.of(0.1));

    byte[] json = codec.encode(note);

    assertThat(new String(json, UTF_8))
        .isEqualTo("{\"title\":\"é\\\"\\n\",\"stars\":3,\"colour\":\"RED\",\"weights\":[0.1]}");
    assertThat(codec.decode(json, Note.class)).isEqualTo(note);
  }

  @Test
  void mapsAndNullAreWritten() {
    assertThat(new String(codec.encode(null), UTF_8)).isEqualTo("null");
    assertThat(new String(codec.encode(Map.of("a", List.of(1, true))), UTF_8))
        .isEqualTo("{\"a\":[1,true]}");
  }

  @Test
  void unknownNamesAreIgnoredAndOptionalOnesMayBeMissing() {
    assertThat(decode("{\"title\":\"a\",\"stars\":1,\"more\":[{}]}"))
        .isEqualTo(new Note("a", 1, null, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''| there is no value|''",
        "{| ends before the value does|''",
        "{\"title\":\"a| ends before the value does|''",
        "{]| not valid JSON|''",
        "{\"title\":\"a\",\"stars\":1} x| not valid JSON|''",
        "{\"title\":\"a\",\"title\":\"b\",\"stars\":1}| not valid JSON|''",
        "{'title':1}| not valid JSON|''",
        "[]| expected an object|''",
        "null| the value is null|''",
        "{\"title\":\"a\"}| missing; expected an integer of 32 bits|/stars",
        "{\"title\":\"a\",\"stars\":null}| expected an integer of 32 bits|/stars",
        "{\"title\":\"a\",\"stars\":\"x\"}| expected an integer of 32 bits|/stars",
        "{\"title\":\"a\",\"stars\":99999999999}| expected an integer of 32 bits|/stars",
        "{\"title\":\"a\",\"stars\":3.5}| expected an integer of 32 bits|/stars",
        "{\"title\":\"a\",\"stars\":1,\"colour\":0}"
            + "| expected one of \"RED\", \"dark blue\"|/colour",
        "{\"title\":[],\"stars\":1}| expected a string|/title",
        "{\"title\":\"a\",\"stars\":1,\"colour\":\"BLUE\"}"
            + "| expected one of \"RED\", \"dark blue\"|/colour",
        "{\"title\":\"a\",\"stars\":1,\"weights\":[1,\"x\"]}" + "| expected a number|/weights/1",
        "{\"title\":\"a\",\"stars\":1,\"weights\":3}" + "| expected an array|/weights",
        "{\"title\":\"a\",\"stars\":6}| stars 6 is not in 0 to 5|''",
      })
  void aWrongTextIsRefusedWithPlaceAndReason(String json, String message, String pointer) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOfSatisfying(
            JsonError.class,
            error -> {
              assertThat(error.getMessage()).isEqualTo(message);
              assertThat(error.pointer()).isEqualTo(pointer);
            });
  }

  /// A value has the JSON type that is asked for.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'text':3}|a string|/text",
        "{'text':3.5}|a string|/text",
        "{'text':true}|a string|/text",
        "{'text':{}}|a string|/text",
        "{'whole':'3'}|an integer of 32 bits|/whole",
        "{'whole':''}|an integer of 32 bits|/whole",
        "{'whole':true}|an integer of 32 bits|/whole",
        "{'whole':3.0}|an integer of 32 bits|/whole",
        "{'real':'3.5'}|a number|/real",
        "{'exact':'3.5'}|a number|/exact",
        "{'exact':''}|a number|/exact",
        "{'yes':1}|true or false|/yes",
        "{'yes':'true'}|true or false|/yes",
        "{'yes':''}|true or false|/yes",
        "{'colour':''}|one of 'RED', 'dark blue'|/colour",
        "{'colour':'DARK_BLUE'}|one of 'RED', 'dark blue'|/colour",
        "{'colour':1}|one of 'RED', 'dark blue'|/colour",
        "{'day':'31.1.2026'}|a date such as '2026-01-31'|/day",
        "{'day':''}|a date such as '2026-01-31'|/day",
        "{'day':20484}|a date such as '2026-01-31'|/day",
        "{'moment':'2026-01-31'}|a date and time such as '2026-01-31T13:45:00Z'|/moment",
        "{'moment':''}|a date and time such as '2026-01-31T13:45:00Z'|/moment",
        "{'time':'an hour'}|a duration such as 'PT1H30M'|/time",
        "{'id':'7'}|a UUID|/id",
        "{'id':''}|a UUID|/id",
        "{'bytes':'#'}|a string of base64|/bytes",
        "{'counts':{'BLUE':1}}|one of 'RED', 'dark blue'|/counts",
        "{'counts':''}|an object|/counts",
        "{'more':[{},{'more':[{'whole':'x'}]}]}|an integer of 32 bits|/more/1/more/0/whole",
        "{'more':''}|an array|/more",
      })
  void aValueOfAnotherTypeIsRefusedWithWhatWasExpected(
      String json, String expected, String pointer) {
    assertThatThrownBy(() -> codec.decode(doubled(json).getBytes(UTF_8), Values.class))
        .isInstanceOfSatisfying(
            JsonError.class,
            error -> {
              assertThat(error.getMessage()).isEqualTo("expected " + doubled(expected));
              assertThat(error.pointer()).isEqualTo(pointer);
            });
  }

  private static String doubled(String quoted) {
    return quoted.replace('\'', '"');
  }

  @Test
  void valuesOfTheRightTypesAreRead() {
    String json =
        "{'text':'','whole':3,'real':3,'exact':3,'yes':true,'colour':'dark blue','day':"
            + "'2026-01-31','moment':'2026-01-31T13:45:00+02:00','time':'PT1H','id':"
            + "'123e4567-e89b-12d3-a456-426614174000','bytes':'','counts':{'RED':1},'numbered':"
            + "{'1':'one'},'more':[]}";

    Values values = codec.decode(doubled(json).getBytes(UTF_8), Values.class);

    assertThat(values.text()).isEmpty();
    assertThat(values.real()).isEqualTo(3.0);
    assertThat(values.exact()).isEqualTo("3");
    assertThat(values.colour()).isEqualTo(Colour.DARK_BLUE);
    assertThat(values.day()).isEqualTo("2026-01-31");
    assertThat(values.moment()).isEqualTo("2026-01-31T11:45:00Z");
    assertThat(values.counts()).isEqualTo(Map.of(Colour.RED, 1));
    assertThat(values.numbered()).isEqualTo(Map.of(1, "one"));
    assertThat(codec.decode(codec.encode(Double.NaN), Double.class)).isNaN();
  }

  @Test
  void whatIsToldIsBounded() {
    String text = "x".repeat(10_000);

    assertThatThrownBy(() -> codec.decode("{\"tedious\":1}".getBytes(UTF_8), Values.class))
        .hasMessageMatching("expected one of (\"[A-Z_]*[012]\", ){2,3}…");
    assertThatThrownBy(() ->
            codec.decode(("{\"named\":{\"" + text + "\":\"\"}}").getBytes(UTF_8), Values.class))
        .isInstanceOfSatisfying(
            JsonError.class, error -> assertThat(error.pointer()).isEqualTo("/named"));
    assertThatThrownBy(
            () -> codec.decode(("{\"text\":\"" + text + "\"}").getBytes(UTF_8), Verbose.class))
        .isInstanceOf(JsonError.class)
        .extracting(error -> String.valueOf(error.getMessage()).length())
        .isEqualTo(257);
  }

  record Verbose(String text) {
    Verbose {
      throw new IllegalArgumentException("not " + text);
    }
  }

  /// The codec's contract, whatever the mapper's settings.
  @Test
  void nothingFollowsTheValueWithAnyMapper() {
    ObjectMapper lax =
        JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    for (JacksonCodec each :
        List.of(codec, new JacksonCodec(lax), new JacksonCodec(new JsonMapper()))) {
      assertThatThrownBy(() -> each.decode("{} \n{}".getBytes(UTF_8), Map.class))
          .isInstanceOfSatisfying(
              JsonError.class,
              error -> {
                assertThat(error).hasMessage("another value follows the first");
                assertThat(error.line()).isEqualTo(2);
                assertThat(error.column()).isEqualTo(1);
              });
      assertThat(each.decode("{} \n".getBytes(UTF_8), Map.class)).isEmpty();
    }
  }

  @Test
  void aValueWithoutJsonFormIsRefused() {
    List<Object> ring = new ArrayList<>();
    ring.add(ring);

    assertThatThrownBy(() -> codec.encode(ring))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no JSON form");
  }

  @Test
  void deepNestingIsRefusedNotOverflown() {
    assertThatThrownBy(() -> codec.decode("[".repeat(100_000).getBytes(UTF_8), List.class))
        .isInstanceOf(JsonError.class)
        .hasMessageStartingWith("nested too deep");
  }

  @Test
  void warmingUpWorks() {
    codec.warmUp();
  }

  /// Jackson takes them for seconds, milliseconds, fields, 5 for Saturday, [] for null.
  @Test
  void timesAreTextsAndNothingElse() {
    for (Class<?> type :
        List.of(
            Instant.class,
            OffsetDateTime.class,
            ZonedDateTime.class,
            LocalDateTime.class,
            LocalDate.class,
            LocalTime.class,
            OffsetTime.class,
            YearMonth.class,
            MonthDay.class,
            DayOfWeek.class,
            Duration.class,
            Period.class,
            Date.class)) {
      for (String json :
          List.of(
              "5",
              "1.5",
              "1e400",
              "-1",
              "[]",
              "[2026,1,1,1,1]",
              "[2026,1]",
              "\"1700000000\"",
              "\"-5.5\"",
              "true",
              "{}")) {
        assertThatThrownBy(() -> codec.decode(json.getBytes(UTF_8), type))
            .as("%s for %s", json, type)
            .isInstanceOf(JsonError.class)
            .hasMessageStartingWith("expected ");
      }
    }
    assertThat(codec.decode("2026".getBytes(UTF_8), Year.class)).isEqualTo(Year.of(2026));
  }

  /// Jackson drops what the type has no place for, the zone of a local time too, takes 30 February
  /// for 1 March, and leaves out blanks.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "day|2026-01-31T10:00:00",
        "day|2026-01-31T10:00:00Z",
        "day| 2026-01-31",
        "day|2026-01-31 ",
        "day|2026-02-30",
        "time|2026-01-31T10:00:00",
        "time|10:00:00Z",
        "local|2026-01-31T10:00:00Z",
        "local|2026-01-31T10:00:00+02:00",
        "local|2026-01-31T10:00:00 ",
        "instant| 2026-01-31T10:00:00Z",
        "offset|2026-01-31T10:00:00Z ",
        "duration| PT1H",
        "date|2026-02-30",
        "date|2026-01-31T25:00:00Z",
      })
  void aTimeIsNoLongerThanItsType(String member, String text) {
    String json = "{\"" + member + "\":\"" + text + "\"}";

    assertThatThrownBy(() -> codec.decode(json.getBytes(UTF_8), Times.class))
        .isInstanceOfSatisfying(
            JsonError.class,
            error -> {
              assertThat(error).hasMessageStartingWith("expected a ");
              assertThat(error.pointer()).isEqualTo("/" + member);
            });
  }

  @Test
  void aCalendarHasNoThirtiethOfFebruaryEither() {
    assertThat(codec.decode("\"2026-02-28\"".getBytes(UTF_8), Calendar.class)).isNotNull();
    assertThatThrownBy(() -> codec.decode("\"2026-02-30\"".getBytes(UTF_8), Calendar.class))
        .isInstanceOf(JsonError.class);
  }

  record Patterns(
      @JsonFormat(pattern = "yyyyMMdd") LocalDate day,
      @JsonFormat(pattern = "yyyy-MM-dd'T'HH:mm") LocalDate dayOfTime,
      @JsonFormat(pattern = "HHmm") LocalTime time) {}

  /// A form that a member asks for is its own.
  @Test
  void timesWithAPatternAreReadByIt() {
    String json = "{\"day\":\"20260131\",\"dayOfTime\":\"2026-01-31T10:00\",\"time\":\"0930\"}";

    assertThat(codec.decode(json.getBytes(UTF_8), Patterns.class))
        .isEqualTo(
            new Patterns(
                LocalDate.of(2026, 1, 31), LocalDate.of(2026, 1, 31), LocalTime.of(9, 30)));
    assertThatThrownBy(() -> codec.decode("{\"day\":20260131}".getBytes(UTF_8), Patterns.class))
        .isInstanceOf(JsonError.class);
  }

  record Moments(OffsetDateTime offset, ZonedDateTime zoned) {}

  /// Jackson makes UTC of them.
  @Test
  void momentsKeepTheirOffset() {
    OffsetDateTime moment = OffsetDateTime.parse("2026-01-31T10:00:00+02:00");
    Moments moments = new Moments(moment, moment.toZonedDateTime());

    byte[] json = codec.encode(moments);

    assertThat(new String(json, UTF_8))
        .isEqualTo(
            "{\"offset\":\"2026-01-31T10:00:00+02:00\",\"zoned\":\"2026-01-31T10:00:00+02:00\"}");
    assertThat(codec.decode(json, Moments.class)).isEqualTo(moments);
  }

  record Times(
      Instant instant,
      OffsetDateTime offset,
      ZonedDateTime zoned,
      LocalDateTime local,
      LocalDate day,
      LocalTime time,
      OffsetTime offsetTime,
      Year year,
      YearMonth yearMonth,
      MonthDay monthDay,
      Month month,
      DayOfWeek weekday,
      Duration duration,
      Period period,
      ZoneOffset zone,
      Date date,
      @JsonFormat(shape = JsonFormat.Shape.NUMBER) Instant seconds) {}

  @Test
  void timesAreReadAsTheyAreWritten() {
    Instant instant = Instant.parse("2026-01-31T13:45:00.5Z");
    OffsetDateTime offset = instant.atOffset(ZoneOffset.UTC);
    Times times =
        new Times(
            instant,
            offset,
            offset.toZonedDateTime(),
            offset.toLocalDateTime(),
            offset.toLocalDate(),
            offset.toLocalTime(),
            offset.toOffsetTime(),
            Year.of(2026),
            YearMonth.of(2026, 1),
            MonthDay.of(1, 31),
            Month.MAY,
            DayOfWeek.FRIDAY,
            Duration.ofMinutes(5),
            Period.ofDays(3),
            ZoneOffset.ofHours(1),
            Date.from(instant),
            instant);

    byte[] json = codec.encode(times);
    Times read = codec.decode(json, Times.class);

    assertThat(read.zoned().toInstant()).isEqualTo(instant);
    assertThat(codec.encode(read)).asString(UTF_8).isEqualTo(new String(json, UTF_8));
    assertThat(new String(json, UTF_8)).contains("\"seconds\":1769867100.5");
  }

  /// RFC 8259 §8.1, RFC 3629 §3.
  @Test
  void otherEncodingsThanUtf8AreRefused() {
    for (byte[] json :
        List.of(
            "\"a\"".getBytes(UTF_16LE),
            "\"a\"".getBytes(UTF_16),
            "\"a\"".getBytes(UTF_32BE),
            "\"é\"".getBytes(ISO_8859_1),
            new byte[] {'"', (byte) 0xc0, (byte) 0xaf, '"'},
            new byte[] {'"', (byte) 0xe0, (byte) 0x80, (byte) 0xaf, '"'},
            new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
            new byte[] {'"', (byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80, '"'},
            new byte[] {'"', 'a', (byte) 0xc3})) {
      assertThatThrownBy(() -> codec.decode(json, String.class))
          .isInstanceOf(JsonError.class)
          .hasMessage("not UTF-8");
    }
    assertThat(codec.decode("\ufeff\"é日\ud83d\ude00\"".getBytes(UTF_8), String.class))
        .isEqualTo("é日\ud83d\ude00");
  }

  interface Unknowable {}

  record Holder(@Nullable String text, @Nullable Unknowable one) {}

  /// A mistake of the program is not told to clients as theirs.
  @Test
  void aTypeWithoutJsonFormIsNoFaultOfTheText() {
    for (String json : List.of("{}", "{\"one\":{}}")) {
      assertThatThrownBy(() -> codec.decode(json.getBytes(UTF_8), Unknowable.class))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("no JSON form: ");
    }
    assertThatThrownBy(() -> codec.decode("{\"one\":{}}".getBytes(UTF_8), Holder.class))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> codec.decode("{\"text\":{}}".getBytes(UTF_8), Holder.class))
        .isInstanceOf(JsonError.class);
  }

  record Required(@Nullable String title) {
    Required {
      Objects.requireNonNull(title);
    }
  }

  @Test
  void aMemberThatTheConstructorWantsIsAskedFor() {
    assertThatThrownBy(() -> codec.decode("[{}]".getBytes(UTF_8), Required[].class))
        .isInstanceOf(JsonError.class)
        .hasMessage("a member that must be there is missing or null");
  }

  record Named(@Nullable String title, @Nullable String text) {
    Named {
      Objects.requireNonNull(title, "title");
      assertThat(text.length()).isNotNegative();
    }
  }

  @Test
  void aMemberThatTheConstructorNamesIsToldByItsName() {
    assertThatThrownBy(() -> codec.decode("{\"text\":\"a\"}".getBytes(UTF_8), Named.class))
        .isInstanceOf(JsonError.class)
        .hasMessage("a member that must be there is missing or null: title");
  }

  /// The JVM's own message has the names of the program's classes and variables.
  @Test
  void whatTheJvmSaysOfANullIsNotTold() {
    assertThatThrownBy(() -> codec.decode("{\"title\":\"a\"}".getBytes(UTF_8), Named.class))
        .isInstanceOf(JsonError.class)
        .hasMessage("a member that must be there is missing or null");
  }
}
