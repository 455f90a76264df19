package weft.web;

/// User code that runs when an app starts or stops.
@FunctionalInterface
public interface LifecycleHook {
  /// Does its work; may block.
  ///
  /// @throws Exception keeps the app from starting; while stopping it is logged
  void run() throws Exception;
}
