package weft.web;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/// Signals of the system. `sun.misc.Signal`, which module jdk.unsupported exports for this use, is
/// called by reflection because javac 25 warns of it in a way that cannot be silenced.
final class Signals {
  private static final System.Logger LOG = System.getLogger("weft.web");

  private Signals() {}

  /// Has something done at each signal, on a thread of its own, until what this returns is run:
  /// then the signal does again what it did before.
  ///
  /// @param name without SIG
  /// @param action takes the signal's number
  /// @param purpose what does not work where signals cannot be handled, for the log
  static Runnable handle(String name, IntConsumer action, String purpose) {
    try {
      return handle(name, action);
    } catch (ReflectiveOperationException e) {
      // The JVM was told to leave signals alone (-Xrs), the system has no such signal, or the
      // run-time image has no jdk.unsupported.
      LOG.log(System.Logger.Level.INFO, "no " + purpose + " by SIG" + name, e);
      return () -> {};
    }
  }

  private static Runnable handle(String name, IntConsumer action)
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
              action.accept((int) number.invoke(arguments[0]));
              return null;
            });
    Object signal = signalType.getConstructor(String.class).newInstance(name);
    Method install = signalType.getMethod("handle", signalType, handlerType);
    Object before = install.invoke(null, signal, handler);
    return () -> {
      try {
        install.invoke(null, signal, before);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("SIG" + name + " cannot be given back", e);
      }
    };
  }
}
