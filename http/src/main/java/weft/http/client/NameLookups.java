package weft.http.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import weft.hub.Interrupts;

/// Looks names of hosts up. The system's resolver blocks its thread, for many seconds when nobody
/// answers it, and cannot be told to stop. So every name gets a thread of its own: a caller waits
/// no longer than it wants to, and names that nobody resolves do not hold others up, as they would
/// in the few threads that other look-ups of virtual threads share.
///
/// Any thread. Calls that want the same name share a lookup.
final class NameLookups {
  /// Names looked up at a time; a system's resolver has no more to offer when its servers are gone.
  private static final int LOOKUPS_MAX = 64;

  private final ConcurrentHashMap<String, CompletableFuture<List<InetAddress>>> lookups =
      new ConcurrentHashMap<>();

  private volatile boolean closed;

  /// The addresses of a host, in the order in which they are to be tried.
  ///
  /// @param host a name, or an address as in a URI
  /// @param nanos how long to wait at most
  /// @param call whose host it is, for messages
  List<InetAddress> addresses(String host, long nanos, Object call) throws IOException {
    InetAddress literal = literal(host);
    if (literal != null) {
      return List.of(literal);
    }
    if (lookups.size() >= LOOKUPS_MAX && !lookups.containsKey(host)) {
      String reason = LOOKUPS_MAX + " other hosts are being looked up";
      throw failed(CallFailed.Kind.OVERLOAD, call, reason, null);
    }
    CompletableFuture<List<InetAddress>> lookup = lookups.computeIfAbsent(host, this::begin);
    if (closed) {
      // It may have begun behind the close.
      lookup.cancel(false);
    }
    try {
      return lookup.get(nanos, TimeUnit.NANOSECONDS);
    } catch (CancellationException cancelled) {
      throw failed(CallFailed.Kind.CLOSED, call, "the client is closed", null);
    } catch (ExecutionException unknown) {
      String reason = "the host " + host + " is not known";
      throw failed(CallFailed.Kind.UNKNOWN_HOST, call, reason, unknown.getCause());
    } catch (TimeoutException late) {
      String reason = "looking the host " + host + " up takes too long";
      throw failed(CallFailed.Kind.TIMEOUT, call, reason, late);
    } catch (InterruptedException interrupted) {
      throw Interrupts.failure("interrupted while looking the host " + host + " up", interrupted);
    }
  }

  /// Whoever waits is told so, and whoever comes.
  void close() {
    closed = true;
    lookups.values().forEach(lookup -> lookup.cancel(false));
  }

  private static CallFailed failed(
      CallFailed.Kind kind, Object call, String reason, @Nullable Throwable cause) {
    return new CallFailed(kind, call + ": " + reason, true, cause);
  }

  /// The address that a host is, if it is one: a name may begin and end with digits, too.
  private static @Nullable InetAddress literal(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException name) {
      return null;
    }
  }

  private CompletableFuture<List<InetAddress>> begin(String host) {
    CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name("weft-lookup").start(() -> lookUp(host, result));
    return result;
  }

  private void lookUp(String host, CompletableFuture<List<InetAddress>> result) {
    try {
      List<InetAddress> found = List.of(InetAddress.getAllByName(host));
      lookups.remove(host);
      result.complete(found);
    } catch (UnknownHostException | RuntimeException failed) {
      lookups.remove(host);
      result.completeExceptionally(failed);
    }
  }
}
