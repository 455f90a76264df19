package weft.verify.interop;

import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Assumptions;

/// What h2spec found in one of its cases.
///
/// @param section number and title of the section it is about, as `5.1. Stream States`
/// @param title what it sends
/// @param outcome what came of it
/// @param details for a failure what would have been right, one thing a line, and last what came
record H2specCase(String section, String title, Outcome outcome, String details) {
  /// What a case can come to.
  enum Outcome {
    PASSED,
    SKIPPED,
    FAILED
  }

  String name() {
    return section + ": " + title;
  }

  /// Passes, aborts or fails the test this is run in.
  void verify() {
    switch (outcome) {
      case PASSED -> {}
      case SKIPPED -> Assumptions.abort("h2spec skipped it");
      case FAILED -> {
        int last = details.lastIndexOf('\n');
        fail(
            name()
                + "\nwanted one of:\n"
                + details.substring(0, Math.max(0, last))
                + "\nbut got: "
                + details.substring(last + 1));
      }
    }
  }
}
