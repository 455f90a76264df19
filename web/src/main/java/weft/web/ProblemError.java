package weft.web;

/// A failure that is answered with its [Problem].
///
/// Describes the request, not a bug, and therefore has no stack trace.
public final class ProblemError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  /// Makes an error.
  public ProblemError(Problem problem) {
    super(problem.status() + " " + problem.title(), null, false, false);
    this.problem = problem;
  }

  /// What the client is told.
  public Problem problem() {
    return problem;
  }
}
