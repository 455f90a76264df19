package weft.hub.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// Virtual threads with a scheduler of our own, by the hidden factory of JDK 21 to 25.
///
/// Needs `--add-opens java.base/java.lang=weft.hub` (or `ALL-UNNAMED` on the class path), which the
/// manifest of an executable jar can carry. Any thread.
public final class VirtualThreadAccess {
  /// `Thread.Builder` characteristic: do not inherit inheritable thread-locals.
  private static final int NO_INHERIT_THREAD_LOCALS = 1 << 2;

  private static final @Nullable MethodHandle NEW_THREAD;
  private static final @Nullable MethodHandle CURRENT_CARRIER;
  private static final @Nullable MethodHandle CLEAR_LOCALS;
  private static final @Nullable String REFUSAL;

  static {
    MethodHandle newThread = null;
    MethodHandle currentCarrier = null;
    MethodHandle clearLocals = null;
    String refusal = null;
    try {
      MethodHandles.Lookup lookup =
          MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
      newThread =
          lookup.findStatic(
              Class.forName("java.lang.ThreadBuilders"),
              "newVirtualThread",
              MethodType.methodType(
                  Thread.class, Executor.class, String.class, int.class, Runnable.class));
      currentCarrier =
          lookup.findStatic(
              Thread.class, "currentCarrierThread", MethodType.methodType(Thread.class));
      clearLocals = clearLocals(lookup);
    } catch (IllegalAccessException closed) {
      Module weft = VirtualThreadAccess.class.getModule();
      refusal =
          "java.base/java.lang is not opened to Weft; --add-opens java.base/java.lang="
              + (weft.isNamed() ? weft.getName() : "ALL-UNNAMED")
              + " opens it";
    } catch (ReflectiveOperationException changed) {
      refusal = "this JDK has another virtual-thread factory: " + changed.getMessage();
    }
    NEW_THREAD = refusal == null ? newThread : null;
    CURRENT_CARRIER = refusal == null ? currentCarrier : null;
    CLEAR_LOCALS = refusal == null ? clearLocals : null;
    REFUSAL = refusal;
  }

  private VirtualThreadAccess() {}

  private static MethodHandle clearLocals(MethodHandles.Lookup lookup)
      throws ReflectiveOperationException {
    Class<?> map = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
    MethodHandle setter = lookup.findSetter(Thread.class, "threadLocals", map);
    MethodHandle erased =
        setter.asType(MethodType.methodType(void.class, Thread.class, Object.class));
    return MethodHandles.insertArguments(erased, 1, (Object) null);
  }

  /// Why it cannot be used, or `null` when it can.
  public static @Nullable String refusal() {
    return REFUSAL;
  }

  /// Whether hubs can carry virtual threads.
  public static boolean available() {
    return REFUSAL == null;
  }

  /// A new, unstarted virtual thread whose continuations are given to `scheduler`.
  @HotPath
  public static Thread newThread(Executor scheduler, Runnable task) {
    MethodHandle factory = NEW_THREAD;
    if (factory == null) {
      throw new IllegalStateException(REFUSAL);
    }
    try {
      return (Thread) factory.invokeExact(scheduler, (String) null, NO_INHERIT_THREAD_LOCALS, task);
    } catch (Throwable impossible) {
      throw new AssertionError("creating a virtual thread does not throw", impossible);
    }
  }

  /// The platform thread that runs the caller: itself, or the carrier of a virtual thread. Without
  /// access, the current thread.
  @HotPath
  public static Thread currentCarrier() {
    MethodHandle handle = CURRENT_CARRIER;
    if (handle == null) {
      return Thread.currentThread();
    }
    try {
      return (Thread) handle.invokeExact();
    } catch (Throwable impossible) {
      throw new AssertionError("asking for the carrier does not throw", impossible);
    }
  }

  /// Forgets the current virtual thread's thread-locals, so that a worker's next task starts clean.
  @HotPath
  public static void clearThreadLocals(Thread current) {
    MethodHandle handle = CLEAR_LOCALS;
    if (handle == null) {
      return;
    }
    try {
      handle.invokeExact(current);
    } catch (Throwable impossible) {
      throw new AssertionError("storing a field does not throw", impossible);
    }
  }
}
