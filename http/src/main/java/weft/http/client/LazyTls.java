package weft.http.client;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import weft.hub.tls.TlsClient;
import weft.hub.tls.TlsClientOptions;

/// A client's TLS, set up for the first call that needs it: many clients never do, and setting it
/// up reads files and loads a library.
///
/// Any thread but a bare hub thread.
final class LazyTls {
  private final TlsClientOptions options;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable TlsClient made;
  private boolean closed;

  LazyTls(TlsClientOptions options) {
    this.options = options;
  }

  /// Sets it up, unless that was done.
  ///
  /// @throws IOException [weft.hub.tls.TlsConfigError] when it cannot be set up as asked,
  ///   [CallFailed] when the client is closed
  TlsClient get() throws IOException {
    TlsClient known = made;
    return known == null ? make() : known;
  }

  private TlsClient make() throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw CallFailed.clientClosed();
      }
      TlsClient known = made;
      if (known == null) {
        // A hub is not held up by what this reads and computes.
        known = PlatformThreads.call("weft-client-tls", () -> TlsClient.create(options));
        made = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  /// Ends it; it cannot be set up any more.
  void close() {
    lock.lock();
    try {
      closed = true;
      TlsClient known = made;
      if (known != null) {
        known.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
