package weft.verify.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import weft.hub.memory.HotPath;

final class HotPathAllocationsTest {
  @Test
  void everyKindOfAllocationIsFound() {
    assertThat(HotPathAllocations.check(List.of(ClassFileModel.of(Allocating.class))))
        .extracting(finding -> finding.place().substring(finding.place().lastIndexOf('.') + 1))
        .containsOnly(
            "object", "array", "objects", "boxing", "concatenation", "lambda", "iterator", "text");
  }

  @Test
  void thrownErrorsAssertionsAndPlainLambdasPass() {
    assertThat(HotPathAllocations.check(List.of(ClassFileModel.of(Frugal.class)))).isEmpty();
  }

  @Test
  void methodsThatAreNotMarkedMayAllocate() {
    assertThat(HotPathAllocations.check(List.of(ClassFileModel.of(Cold.class)))).isEmpty();
  }

  static final class Allocating {
    @Nullable Object sink;

    @HotPath
    void object() {
      sink = new Object();
    }

    @HotPath
    void array(int length) {
      sink = new byte[length];
    }

    @HotPath
    void objects(int length) {
      sink = new String[length];
    }

    @HotPath
    void boxing(int value) {
      sink = value;
    }

    @HotPath
    void concatenation(int value) {
      sink = "value " + value;
    }

    @HotPath
    Supplier<String> lambda(String captured) {
      return () -> captured;
    }

    @HotPath
    int iterator(List<String> values) {
      int sum = 0;
      for (String value : values) {
        sum += value.length();
      }
      return sum;
    }

    @HotPath
    String text(String value) {
      return value.substring(1);
    }
  }

  static final class Frugal {
    @HotPath
    int plain(int value) throws IOException {
      assert value >= 0 : value;
      assert value < 100 : "too large: " + value;
      if (value == 7) {
        throw new IOException("seven: " + value);
      }
      IntUnaryOperator once = other -> other + 1;
      return once.applyAsInt(value);
    }
  }

  static final class Cold {
    Object slow() {
      return new Object();
    }
  }
}
