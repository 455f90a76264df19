package weft.hub.jdk;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.net.spi.InetAddressResolverProvider;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs the JDK's name look-ups on a few platform threads when a virtual thread asks, because
/// `getaddrinfo` would block the hub that carries it.
///
/// Found by the JDK through `ServiceLoader`. Platform threads look up in place, as before.
public final class OffloadingResolverProvider extends InetAddressResolverProvider {
  /// Look-ups at a time; further ones wait for their turn.
  private static final int THREADS_MAX = 4;

  /// Called by the service loader.
  public OffloadingResolverProvider() {}

  @Override
  public InetAddressResolver get(Configuration configuration) {
    return offloading(configuration.builtinResolver());
  }

  /// The resolver that asks `builtin` on threads of its own.
  static InetAddressResolver offloading(InetAddressResolver builtin) {
    return new OffloadingResolver(builtin, lookupThreads());
  }

  @Override
  public String name() {
    return "weft";
  }

  private static ThreadPoolExecutor lookupThreads() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS_MAX,
            THREADS_MAX,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(1024),
            task -> Thread.ofPlatform().daemon().name("weft-dns-", 0).unstarted(task));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private record OffloadingResolver(InetAddressResolver builtin, ThreadPoolExecutor threads)
      implements InetAddressResolver {
    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      if (!Thread.currentThread().isVirtual()) {
        return builtin.lookupByName(host, policy);
      }
      return await(() -> builtin.lookupByName(host, policy), host);
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
      if (!Thread.currentThread().isVirtual()) {
        return builtin.lookupByAddress(address);
      }
      return await(() -> builtin.lookupByAddress(address), "an address");
    }

    private <T> T await(Callable<T> lookup, String what) throws UnknownHostException {
      FutureTask<T> result = new FutureTask<>(lookup);
      try {
        threads.execute(result);
        return result.get();
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof UnknownHostException unknown) {
          throw unknown;
        }
        throw unknown(what, failed);
      } catch (RejectedExecutionException tooMany) {
        throw unknown(what + ": too many look-ups at once", tooMany);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        // It would take the place of others' look-ups.
        threads.remove(result);
        throw unknown(what + ": interrupted", interrupted);
      }
    }

    private static UnknownHostException unknown(String what, Throwable cause) {
      UnknownHostException unknown = new UnknownHostException(what);
      unknown.initCause(cause);
      return unknown;
    }
  }
}
