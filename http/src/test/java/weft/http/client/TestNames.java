package weft.http.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The resolver of these tests: names with `slow` in them block its thread until they are released
/// and are the loopback then, names under `none.test` are unknown, those under `many.test` have the
/// addresses their labels say, as in `127-0-0-2.127-0-0-1.many.test`, others are the system's.
public final class TestNames extends InetAddressResolverProvider {
  private static final String MANY = ".many.test";

  static final AtomicInteger LOOKUPS = new AtomicInteger();

  private static volatile CountDownLatch released = new CountDownLatch(1);

  /// Names block from now on.
  static void block() {
    LOOKUPS.set(0);
    released = new CountDownLatch(1);
  }

  /// Whoever waits for a name gets it.
  static void release() {
    released.countDown();
  }

  @Override
  public String name() {
    return "names of tests";
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver system = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        if (host.endsWith("none.test")) {
          throw new UnknownHostException(host);
        }
        if (host.endsWith(MANY)) {
          return many(host.substring(0, host.length() - MANY.length()));
        }
        if (!host.contains("slow")) {
          return system.lookupByName(host, policy);
        }
        LOOKUPS.incrementAndGet();
        await();
        return Stream.of(
            InetAddress.getByAddress(host, InetAddress.getLoopbackAddress().getAddress()));
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return system.lookupByAddress(address);
      }
    };
  }

  private static Stream<InetAddress> many(String labels) {
    return Stream.of(labels.split("\\."))
        .map(label -> InetAddress.ofLiteral(label.replace('-', '.')));
  }

  private static void await() {
    try {
      released.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
