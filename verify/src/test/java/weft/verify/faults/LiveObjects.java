package weft.verify.faults;

import java.lang.management.ManagementFactory;
import java.util.function.Predicate;
import javax.management.JMException;
import javax.management.ObjectName;

/// What is on the heap and can be reached, by class: the JDK's own count, behind a collection.
///
/// @param text a line per class: its rank, objects, bytes, name
record LiveObjects(String text) {
  private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";

  static LiveObjects now() {
    try {
      Object text =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName(COMMANDS),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      return new LiveObjects((String) text);
    } catch (JMException impossible) {
      throw new AssertionError("a JDK counts what is on its heap", impossible);
    }
  }

  /// Objects of the classes with such names.
  long count(Predicate<String> isMeant) {
    return sum(isMeant, 2);
  }

  /// Bytes of all byte arrays.
  long arrayBytes() {
    return sum("[B"::equals, 3);
  }

  private long sum(Predicate<String> isMeant, int column) {
    return text.lines()
        .map(line -> line.split("\\s+"))
        .filter(line -> line.length > 4 && line[1].endsWith(":") && isMeant.test(line[4]))
        .mapToLong(line -> Long.parseLong(line[column]))
        .sum();
  }
}
