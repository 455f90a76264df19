package weft.verify.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import weft.verify.conformance.CaseTable;
import weft.verify.conformance.WireCase;
import weft.verify.conformance.WireCase.Ending;
import weft.verify.machine.EchoMachine.Handling;
import weft.verify.wire.WireAnswer;

/// Every row of the tables in every two pieces, byte by byte, and cut at every place.
@ParameterizedClass
@EnumSource(Handling.class)
final class MachinePiecesTest {
  /// Longer rows are cut and split at so many places only.
  private static final int PLACES_MAX = 700;

  @Parameter Handling handling;

  static List<WireCase> rows() {
    return CaseTable.all();
  }

  static List<WireCase> servedRows() {
    return CaseTable.served();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowGivesItsAnswers(WireCase row) {
    try (EchoMachine machine = new EchoMachine(handling)) {
      machine.receive(row.request());

      verifyWhole(row, machine);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everySplitGivesTheSameAnswers(WireCase row) {
    places(row).forEach(place -> playPieces(row, place));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void byteByByteGivesTheSameAnswers(WireCase row) {
    if (row.request().length() > 30_000) {
      return;
    }
    try (EchoMachine machine = new EchoMachine(handling)) {
      row.request().chars().forEach(each -> machine.receive(Character.toString(each)));

      verifyWhole(row, machine);
    }
  }

  @ParameterizedTest
  @MethodSource("servedRows")
  void noCutIsAnsweredAsIfItWereWhole(WireCase row) {
    places(row).forEach(place -> playCut(row, place));
  }

  private void playPieces(WireCase row, int place) {
    try (EchoMachine machine = new EchoMachine(handling)) {
      machine.receive(row.request().substring(0, place));
      machine.receive(row.request().substring(place));

      verifyWhole(row, machine);
    }
  }

  private static void verifyWhole(WireCase row, EchoMachine machine) {
    if (row.isNeverServed()) {
      assertThat(machine.answers()).as("answers to %s", row).isEmpty();
      machine.finishReceiving();
      assertThat(machine.answers()).as("answers to %s", row).noneMatch(each -> each.status() < 400);
      assertThat(machine.leaks()).as("leaks of %s", row).isZero();
      return;
    }
    List<WireAnswer> answers = machine.answers();
    assertThat(answers).as("answers to %s", row).hasSameSizeAs(row.answers());
    for (int index = 0; index < answers.size(); index++) {
      assertThat(row.answers().get(index).accepts(answers.get(index)))
          .as("answer to %s: %s", row, answers.get(index))
          .isTrue();
    }
    boolean refused = answers.getLast().status() >= 400;
    if (row.ending() == Ending.CLOSED || refused) {
      assertThat(machine.ended()).as("%s ends the connection", row).isTrue();
      assertThat(answers.getLast().saysClose()).as("%s says close", row).isTrue();
    } else if (row.ending() == Ending.OPEN) {
      assertThat(machine.ended()).as("%s ends the connection", row).isFalse();
    }
    assertThat(machine.leaks()).as("leaks of %s", row).isZero();
  }

  private void playCut(WireCase row, int place) {
    try (EchoMachine machine = new EchoMachine(handling)) {
      machine.receive(row.request().substring(0, place));
      machine.finishReceiving();

      List<WireAnswer> answers = machine.answers();
      long served = answers.stream().filter(answer -> answer.status() < 400).count();
      if (row.ending() == Ending.OPEN) {
        assertThat(served).as("%s cut to %s", row, place).isLessThan(row.answers().size());
      }
      assertThat(served).isLessThanOrEqualTo(row.answers().size());
      assertThat(answers.size() - served)
          .as("%s cut to %s: %s", row, place, answers)
          .isBetween(0L, 1L);
      for (int index = 0; index < served; index++) {
        assertThat(row.answers().get(index).accepts(answers.get(index)))
            .as("%s cut to %s: %s", row, place, answers.get(index))
            .isTrue();
      }
      assertThat(machine.ended()).as("%s cut to %s ends", row, place).isTrue();
      assertThat(machine.leaks()).as("leaks of %s cut to %s", row, place).isZero();
    }
  }

  private static IntStream places(WireCase row) {
    int length = row.request().length();
    if (length <= PLACES_MAX) {
      return IntStream.range(1, length);
    }
    int step = length / (PLACES_MAX / 3);
    return IntStream.concat(
        IntStream.range(1, PLACES_MAX / 3),
        IntStream.concat(
            IntStream.iterate(PLACES_MAX / 3, place -> place < length, place -> place + step),
            IntStream.range(length - PLACES_MAX / 3, length)));
  }
}
