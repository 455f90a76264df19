package weft.verify.tidy;

/// One place that breaks a rule.
///
/// @param place where: a path with a line, or a class with a method
/// @param message what is wrong there, and what to do instead
record Finding(String place, String message) {
  @Override
  public String toString() {
    return place + ": " + message;
  }
}
