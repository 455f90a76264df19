package weft.verify.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// No notes to oneself stay in the repository; one that names its issue, as in `(#12)`, may.
final class Leftovers {
  // Put together here so that this file is not a finding itself.
  private static final Pattern NOTE =
      Pattern.compile("\\b(FIX" + "ME|X" + "XX|TO" + "DO)\\b(?!\\(#\\d+\\))");

  private Leftovers() {}

  static List<Finding> check(List<TextFile> files) {
    List<Finding> findings = new ArrayList<>();
    for (TextFile file : files) {
      int number = 0;
      for (String line : file.lines()) {
        number++;
        Matcher matcher = NOTE.matcher(line);
        if (matcher.find()) {
          findings.add(new Finding(file.at(number), matcher.group() + " is left over: do it"));
        }
      }
    }
    return findings;
  }
}
