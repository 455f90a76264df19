package weft.bench.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchOptionsTest {
  private static final List<String> SERVERS = List.of("weft-uring", "limit", "nginx");

  private static BenchOptions parse(String line) {
    return BenchOptions.parse(line.isEmpty() ? List.of() : List.of(line.split(" ", -1)), SERVERS);
  }

  @Test
  void withoutArgumentsEveryCaseRunsOnEveryServer() {
    BenchOptions options = parse("");

    assertThat(options.action()).isEqualTo(BenchOptions.Action.LOAD);
    assertThat(options.cases()).containsExactly(BenchCase.values());
    assertThat(options.servers()).isEmpty();
    assertThat(options.runs()).isEqualTo(3);
    assertThat(options.writeDocs()).isFalse();
  }

  @Test
  void namesAreCasesAndOptionsMayStandAnywhere() {
    BenchOptions options =
        parse("--seconds 7 json --servers limit,nginx idle --runs 2 --warmup 0 --write-docs");

    assertThat(options.cases()).containsExactly(BenchCase.JSON, BenchCase.IDLE);
    assertThat(options.servers()).containsExactly("limit", "nginx");
    assertThat(options.seconds()).isEqualTo(7);
    assertThat(options.runs()).isEqualTo(2);
    assertThat(options.warmupSeconds()).isZero();
    assertThat(options.writeDocs()).isTrue();
  }

  @Test
  void quickMeansOneShortRun() {
    BenchOptions options = parse("--quick plaintext");

    assertThat(options.runs()).isEqualTo(1);
    assertThat(options.seconds()).isEqualTo(2);
    assertThat(options.warmupSeconds()).isEqualTo(2);
  }

  @Test
  void floodsComeAlone() {
    assertThat(parse("floods").action()).isEqualTo(BenchOptions.Action.FLOODS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("floods json"))
        .withMessage("floods stands alone, without other cases");
  }

  @Test
  void microRunsAlone() {
    assertThat(parse("micro").action()).isEqualTo(BenchOptions.Action.MICRO);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("micro json"))
        .withMessageContaining("alone");
  }

  @Test
  void resultFilesCanBeReportedAgain() {
    assertThat(parse("--from a.json,b.json").from())
        .containsExactly(Path.of("a.json"), Path.of("b.json"));
  }

  @Test
  void usageNamesEveryCase() {
    for (BenchCase load : BenchCase.values()) {
      assertThat(BenchOptions.USAGE).contains(load.id());
      assertThat(BenchCase.of(load.id())).contains(load);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--seconds 0",
        "--seconds 601",
        "--seconds five",
        "--runs 0",
        "--runs 21",
        "--runs -1",
        "--warmup 601",
        "--warmup 1.5",
        "--seconds 99999999999"
      })
  void aNumberOutOfRangeIsRefusedWithItsRange(String line) {
    String[] words = line.split(" ", -1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(line))
        .withMessageStartingWith(words[0] + " " + words[1] + ": must be")
        .withMessageContaining(" to ");
  }

  @Test
  void anUnknownServerIsRefusedWithTheKnownOnes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("--servers limit,tomcat"))
        .withMessage("--servers tomcat: must be one of weft-uring, limit, nginx");
  }

  @Test
  void anEmptyPartOfAListIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("--from a.json,"))
        .withMessageStartingWith("--from has an empty part");
  }

  @Test
  void anUnknownCaseIsRefusedWithTheKnownOnes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("plain"))
        .withMessageStartingWith("plain is no case: one of plaintext, pipelined");
  }

  @Test
  void anUnknownOptionIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("--fast"))
        .withMessageStartingWith("--fast is no option");
  }

  @Test
  void anOptionWithoutItsValueIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("--runs"))
        .withMessage("--runs needs a value");
  }
}
