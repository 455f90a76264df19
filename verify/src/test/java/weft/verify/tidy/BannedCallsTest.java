package weft.verify.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BannedCallsTest {
  private static final List<ClassFileModel> SAMPLE = List.of(ClassFileModel.of(Sample.class));

  @Test
  void callsAndMethodReferencesAreFound() {
    assertThat(BannedCalls.check(SAMPLE, BannedCall.LIST))
        .extracting(Finding::place)
        .containsExactlyInAnyOrder(
            "weft.verify.tidy.BannedCallsTest.call", "weft.verify.tidy.BannedCallsTest.reference");
  }

  @Test
  void theFindingNamesTheReplacement() {
    BannedCall clock =
        new BannedCall("java/lang/System", Set.of("nanoTime"), List.of(), "ask the hub's clock");

    assertThat(BannedCalls.check(SAMPLE, List.of(clock)))
        .extracting(Finding::message)
        .contains("java.lang.System.nanoTime is banned: ask the hub's clock");
  }

  @Test
  void aBanMayHoldInSomePackagesOnly() {
    BannedCall streams = new BannedCall("java/util/stream/", Set.of(), List.of("weft.hub"), "loop");
    BannedCall streamsHere =
        new BannedCall("java/util/stream/", Set.of(), List.of("weft.verify"), "loop");

    assertThat(BannedCalls.check(SAMPLE, List.of(streams))).isEmpty();
    assertThat(BannedCalls.check(SAMPLE, List.of(streamsHere)))
        .extracting(Finding::place)
        .containsOnly("weft.verify.tidy.BannedCallsTest.stream");
  }

  static final class Sample {
    long call() {
      return System.nanoTime();
    }

    LongSupplier reference() {
      return System::currentTimeMillis;
    }

    int stream() {
      return IntStream.of(1, 2).sum();
    }
  }
}
