package weft.web.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionTypeTest {
  private static final DurationOption DURATION =
      new DurationOption(Duration.ZERO, Duration.ofDays(365));
  private static final SizeOption SIZE = new SizeOption(0, Long.MAX_VALUE);

  @ParameterizedTest
  @CsvSource({
    "0, PT0S, 0s",
    "0s, PT0S, 0s",
    "30, PT30S, 30s",
    "90s, PT1M30S, 1m30s",
    "1h30m, PT1H30M, 1h30m",
    "250ms, PT0.25S, 250ms",
    "1s500ms, PT1.5S, 1s500ms",
    "10us, PT0.00001S, 10us",
    "365d, PT8760H, 365d",
    "1d1h1m1s1ms1us, PT25H1M1.001001S, 1d1h1m1s1ms1us",
  })
  void aDurationIsReadAndWritten(String text, Duration value, String written) {
    assertThat(DURATION.parse(text)).isEqualTo(value);
    assertThat(DURATION.format(value)).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s",
        "1x",
        "-1s",
        "1 s",
        "1h 30m",
        "30m1h",
        "1s1s",
        "1.5s",
        "1S",
        "366d",
        "1h30",
        "99999999999999999999s",
        "99999999999999d",
        "1s-1ms",
        "١s"
      })
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> DURATION.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "4096, 4096, 4KiB",
    "16MiB, 16777216, 16MiB",
    "16mib, 16777216, 16MiB",
    "10MB, 10000000, 10000000B",
    "1kB, 1000, 1000B",
    "2GiB, 2147483648, 2GiB",
    "1TiB, 1099511627776, 1TiB",
    "1023B, 1023, 1023B",
    "3gb, 3000000000, 3000000000B",
    "1tb, 1000000000000, 976562500KiB",
  })
  void aSizeIsReadAndWritten(String text, long value, String written) {
    assertThat(SIZE.parse(text)).isEqualTo(value);
    assertThat(SIZE.format(value)).isEqualTo(written);
    assertThat(SIZE.parse(written)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MiB", "1.5MiB", "-1", "1 KiB", "1XiB", "9999999999TiB", "1m"})
  void whatIsNoSizeIsRefused(String text) {
    assertThatThrownBy(() -> SIZE.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
