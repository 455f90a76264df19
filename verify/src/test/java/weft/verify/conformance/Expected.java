package weft.verify.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import weft.verify.wire.WireAnswer;

/// One answer a row expects.
public sealed interface Expected {
  /// 200 from the handler.
  ///
  /// @param echo method, path and body length as the handler saw them
  record Served(String echo) implements Expected {
    @Override
    public boolean accepts(WireAnswer answer) {
      return answer.status() == 200 && echo.equals(answer.header("x-echo"));
    }
  }

  /// An answer of the server itself.
  ///
  /// @param statuses any of these
  record Refused(List<Integer> statuses) implements Expected {
    public Refused {
      if (statuses.stream().anyMatch(status -> status < 300)) {
        throw new IllegalArgumentException("a refusal with " + statuses);
      }
    }

    @Override
    public boolean accepts(WireAnswer answer) {
      return statuses.contains(answer.status());
    }
  }

  /// An interim answer.
  ///
  /// @param status 100 to 199
  record Interim(int status) implements Expected {
    @Override
    public boolean accepts(WireAnswer answer) {
      return status == answer.status();
    }
  }

  /// Either of two behaviours the RFC allows.
  ///
  /// @param choices what may come
  record AnyOf(List<Expected> choices) implements Expected {
    @Override
    public boolean accepts(WireAnswer answer) {
      return choices.stream().anyMatch(choice -> choice.accepts(answer));
    }
  }

  /// Whether this answer is the expected one.
  boolean accepts(WireAnswer answer);

  static Expected refusal(int... statuses) {
    return new Refused(Arrays.stream(statuses).boxed().collect(Collectors.toList()));
  }
}
