package weft.verify.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The repository names no folder of the machine it was written on and no package registry's host.
final class ForeignPlaces {
  private static final List<String> FOLDERS = List.of("root", "home", "Users", "work", "mnt");
  private static final List<String> HOSTS =
      List.of(
          "repo1\\.maven",
          "repo\\.maven",
          "maven\\.google",
          "central\\.sonatype",
          "oss\\.sonatype",
          "jitpack\\.io",
          "registry\\.npmjs",
          "pypi\\.org",
          "files\\.pythonhosted",
          "crates\\.io",
          "proxy\\.golang",
          "jfrog\\.io",
          "artifactor[y]",
          "nexus\\.");

  private static final Pattern FOLDER =
      Pattern.compile("(?<![\\w.$}~-])/(" + String.join("|", FOLDERS) + ")/\\w[^\\s\"'`)]*");
  private static final Pattern HOST = Pattern.compile("(" + String.join("|", HOSTS) + ")[\\w./-]*");

  private ForeignPlaces() {}

  static List<Finding> check(List<TextFile> files) {
    List<Finding> findings = new ArrayList<>();
    for (TextFile file : files) {
      int number = 0;
      for (String line : file.lines()) {
        number++;
        report(file.at(number), "names a folder of some machine: ", FOLDER.matcher(line), findings);
        report(file.at(number), "names a package registry: ", HOST.matcher(line), findings);
      }
    }
    return findings;
  }

  private static void report(
      String place, String message, Matcher matcher, List<Finding> findings) {
    if (matcher.find()) {
      findings.add(new Finding(place, message + matcher.group()));
    }
  }
}
