package weft.verify.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Markdown page has one `#` title, and its relative links lead to files and headings that exist.
final class MarkdownPages {
  private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*\\]\\(([^)\\s]+)[^)]*\\)");
  private static final Pattern HEADING = Pattern.compile("(#{1,6})\\s+(.*)");

  private MarkdownPages() {}

  /// Checks pages.
  ///
  /// @param pages all Markdown files
  /// @param exists whether a path from the root is a file or folder
  static List<Finding> check(List<TextFile> pages, Predicate<String> exists) {
    Map<String, Set<String>> anchors = new TreeMap<>();
    for (TextFile page : pages) {
      anchors.put(page.path(), anchors(page));
    }
    List<Finding> findings = new ArrayList<>();
    for (TextFile page : pages) {
      int titles = 0;
      int number = 0;
      for (String line : proseLines(page)) {
        number++;
        Matcher heading = HEADING.matcher(line);
        if (heading.matches() && heading.group(1).length() == 1) {
          titles++;
        }
        Matcher link = LINK.matcher(line);
        while (link.find()) {
          checkLink(page, number, link.group(1), anchors, exists, findings);
        }
      }
      if (titles != 1) {
        findings.add(new Finding(page.path(), "has " + titles + " titles instead of one"));
      }
    }
    return findings;
  }

  private static void checkLink(
      TextFile page,
      int line,
      String target,
      Map<String, Set<String>> anchors,
      Predicate<String> exists,
      List<Finding> findings) {
    if (target.matches("[a-z][a-z0-9+.-]*:.*") || target.startsWith("//")) {
      return;
    }
    int hash = target.indexOf('#');
    String file = hash < 0 ? target : target.substring(0, hash);
    String path = file.isEmpty() ? page.path() : resolve(page.path(), file);
    if (!exists.test(path)) {
      findings.add(new Finding(page.at(line), "link to " + target + " leads nowhere"));
      return;
    }
    Set<String> headings = anchors.get(path);
    if (hash >= 0 && headings != null && !headings.contains(target.substring(hash + 1))) {
      findings.add(new Finding(page.at(line), "link to " + target + " names no heading"));
    }
  }

  private static String resolve(String from, String relative) {
    List<String> parts = new ArrayList<>(List.of(from.split("/", -1)));
    parts.removeLast();
    for (String part : relative.split("/", -1)) {
      if (part.equals("..")) {
        if (parts.isEmpty()) {
          return "..";
        }
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  /// Heading anchors as the usual viewers make them.
  private static Set<String> anchors(TextFile page) {
    Set<String> anchors = new TreeSet<>();
    for (String line : proseLines(page)) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        String text = heading.group(2).strip().toLowerCase(Locale.ROOT);
        anchors.add(text.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'));
      }
    }
    return anchors;
  }

  /// The lines with those of code fences emptied, and code spans taken out.
  private static List<String> proseLines(TextFile page) {
    List<String> lines = new ArrayList<>();
    boolean fenced = false;
    for (String line : page.lines()) {
      boolean fence = line.strip().startsWith("```");
      lines.add(fenced || fence ? "" : line.replaceAll("`[^`]*`\\S*?(?=\\s|$)", "code"));
      fenced ^= fence;
    }
    return lines;
  }
}
