package weft.web;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// SIGTERM and SIGINT: the first stops in an orderly way, the second ends the process.
///
/// The JDK's shutdown hooks are no substitute: a process that a signal ended through them does not
/// exit with 0. `sun.misc.Signal`, which module jdk.unsupported exports for this use, is called by
/// reflection because javac 25 warns of it in a way that cannot be silenced.
final class StopSignals {
  private static final System.Logger LOG = System.getLogger("weft.web");

  /// What shells show for a process that a signal ended: 128 and the signal's number.
  private static final int EXIT_BASE = 128;

  private StopSignals() {}

  /// Runs `stop` at the first signal, on a thread of its own.
  static void onFirst(Runnable stop) {
    AtomicBoolean seen = new AtomicBoolean();
    for (String name : List.of("TERM", "INT")) {
      try {
        handle(name, seen, stop);
      } catch (ReflectiveOperationException e) {
        // The JVM was told to leave signals alone (-Xrs), the system has no such signal, or the
        // run-time
        // image has no jdk.unsupported.
        LOG.log(System.Logger.Level.INFO, "no orderly stop by SIG" + name, e);
      }
    }
  }

  private static void handle(String name, AtomicBoolean seen, Runnable stop)
      throws ReflectiveOperationException {
    Class<?> signalType = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    Method number = signalType.getMethod("getNumber");
    Object handler =
        Proxy.newProxyInstance(
            handlerType.getClassLoader(),
            new Class<?>[] {handlerType},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("handle")) {
                // The JDK compares handlers with its own.
                return method.getName().equals("equals") ? (Object) (proxy == arguments[0]) : 0;
              }
              if (seen.compareAndSet(false, true)) {
                stop.run();
              } else {
                Runtime.getRuntime().halt(EXIT_BASE + (int) number.invoke(arguments[0]));
              }
              return null;
            });
    Object signal = signalType.getConstructor(String.class).newInstance(name);
    signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
  }
}
