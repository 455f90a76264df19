package weft.web.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import weft.http.HttpLimits;
import weft.hub.HubOptions;
import weft.web.forms.FormLimits;
import weft.web.forms.MultipartLimits;

class OptionTableTest {
  private static ServerOptions rewritten(Option<?> option, ServerOptions options) {
    return new OptionReader()
        .readVariables(Map.of(option.variable(), option.defaultText()))
        .apply(options);
  }

  @Test
  void namesAreUnique() {
    assertThat(OptionTable.all()).extracting(Option::name).doesNotHaveDuplicates();
  }

  /// Whoever adds a limit or a setting of the hubs adds its option too.
  @Test
  void everyLimitAndEveryHubSettingHasAnOption() {
    assertThat(LimitRows.rows()).hasSameSizeAs(HttpLimits.class.getRecordComponents());
    assertThat(HubRows.rows()).hasSameSizeAs(HubOptions.class.getRecordComponents());
    assertThat(FormRows.rows()).hasSameSizeAs(FormLimits.class.getRecordComponents());
    assertThat(FormRows.multipartRows()).hasSameSizeAs(MultipartLimits.class.getRecordComponents());
  }

  @Test
  void everyDefaultIsLegalAndReadsBackAsItself() {
    for (Option<?> option : OptionTable.all()) {
      assertThat(rewritten(option, ServerOptions.DEFAULTS))
          .as(option.name())
          .isEqualTo(ServerOptions.DEFAULTS);
    }
  }

  /// What a row promises no record behind it refuses.
  @Test
  void theShortestAndTheLongestTimeOfEveryRowAreTaken() {
    for (Option<?> option : OptionTable.all()) {
      if (option.type() instanceof DurationOption type) {
        for (Duration bound : List.of(type.min(), type.max())) {
          String flag = option.flag() + "=" + type.format(bound);
          ServerOptions options = new OptionReader().readFlags(flag).apply(ServerOptions.DEFAULTS);

          assertThat(option.reader().apply(options)).as(flag).isEqualTo(bound);
        }
      }
    }
  }

  @Test
  void everyOptionSaysWhatItIsFor() {
    for (Option<?> option : OptionTable.all()) {
      assertThat(option.text()).as(option.name()).isNotBlank().doesNotEndWith(".");
      assertThat(option.type().range()).as(option.name()).isNotBlank();
    }
  }

  @Test
  void helpAndDocumentationHaveEveryOption() {
    String help = OptionText.help();
    String markdown = OptionText.markdown();

    assertThat(help).startsWith("Options, each also a variable");
    assertThat(markdown.lines()).hasSize(OptionTable.all().size() + 2);
    for (Option<?> option : OptionTable.all()) {
      assertThat(help).contains("\n  " + option.flag());
      assertThat(markdown).contains("| `" + option.flag() + "` | `" + option.variable() + "` |");
    }
    assertThat(markdown)
        .contains(
            "| `--stop-grace` | `WEFT_STOP_GRACE` | duration |  | `30s` | 0s to 365d | How long a"
                + " stop waits for requests in flight |");
  }
}
