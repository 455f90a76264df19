package weft.http.server;

import java.net.SocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import weft.http.Handler;
import weft.http.HttpLimits;
import weft.http.HttpOptions;
import weft.hub.memory.HotPath;

/// What the hubs of one server share. Any thread; no lock.
final class ServerShare {
  private final HttpOptions options;
  private final Handler handler;
  private final AddressCensus census;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong failures = new AtomicLong();
  private final long failureBase;
  private final int requestsMax;
  private volatile SocketAddress address;
  private volatile @Nullable SocketAddress tlsAddress;
  private volatile ServerHub[] hubs = new ServerHub[0];

  /// Requests that each hub may handle whatever the others do.
  private volatile int evenShare;

  ServerShare(HttpOptions options, Handler handler) {
    SecureRandom random = new SecureRandom();
    this.options = options;
    this.handler = handler;
    address = options.address();
    census = new AddressCensus(options.limits().connectionsPerAddressMax(), random.nextLong());
    failureBase = random.nextLong();
    int most = options.limits().requestsMax();
    requestsMax = most == 0 ? Integer.MAX_VALUE : most;
  }

  /// Before the first connection, and when a hub took the place of another.
  void setHubs(ServerHub[] hubs) {
    this.hubs = hubs.clone();
    evenShare = requestsMax / hubs.length;
  }

  void setAddress(SocketAddress address) {
    this.address = address;
  }

  SocketAddress address() {
    return address;
  }

  void setTlsAddress(SocketAddress address) {
    tlsAddress = address;
  }

  @Nullable SocketAddress tlsAddress() {
    return tlsAddress;
  }

  HttpLimits limits() {
    return options.limits();
  }

  Handler handler() {
    return handler;
  }

  AddressCensus census() {
    return census;
  }

  /// Counts a connection in, unless there are too many.
  boolean enter(@Nullable SocketAddress client) {
    int most = options.limits().connectionsMax();
    if (connections.incrementAndGet() > most && most > 0) {
      connections.decrementAndGet();
      return false;
    }
    if (client != null && !census.enter(client)) {
      connections.decrementAndGet();
      return false;
    }
    return true;
  }

  void leave(@Nullable SocketAddress client) {
    connections.decrementAndGet();
    if (client != null) {
      census.leave(client);
    }
  }

  /// Whether a hub may handle its `open`th request. Within its even share it may, whatever the
  /// others do; beyond, if all together stay within the limit, by numbers that may be a little old.
  @HotPath
  boolean admits(int open) {
    return open <= evenShare || admitsBeyondShareSlow();
  }

  private boolean admitsBeyondShareSlow() {
    long all = 0;
    for (ServerHub hub : hubs) {
      all += hub.openRequests();
    }
    return all <= requestsMax;
  }

  /// A new id for a failure: 16 digits, hard to guess, found in the log and in the answer.
  String failureId() {
    long mixed = (failureBase + failures.incrementAndGet()) * 0x9e37_79b9_7f4a_7c15L;
    return HexFormat.of().toHexDigits((mixed ^ (mixed >>> 32)) * 0xd6e8_feb8_6659_fd93L);
  }

  long failures() {
    return failures.get();
  }
}
