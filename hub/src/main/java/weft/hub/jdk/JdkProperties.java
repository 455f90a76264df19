package weft.hub.jdk;

/// What the JDK says of itself, and is told, by system properties: the one place that touches them.
public final class JdkProperties {
  private JdkProperties() {}

  /// The operating system, as `Linux`.
  public static String system() {
    return System.getProperty("os.name", "");
  }

  /// The processor's architecture, as `amd64`.
  public static String architecture() {
    return System.getProperty("os.arch", "");
  }

  /// Has the JDK keep no list of virtual threads, unless its user asks for one. Read once by the
  /// JDK, when the first virtual thread is made.
  public static void keepNoListOfVirtualThreads() {
    if (System.getProperty("jdk.trackAllThreads") == null) {
      System.setProperty("jdk.trackAllThreads", "false");
    }
  }
}
