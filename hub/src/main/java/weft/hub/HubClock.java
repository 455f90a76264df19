package weft.hub;

import java.util.function.LongSupplier;

/// The one place where the system's clock is read.
final class HubClock {
  /// Nanoseconds since an arbitrary origin.
  static final LongSupplier SYSTEM = System::nanoTime;

  private HubClock() {}
}
