package weft.hub.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.net.spi.InetAddressResolverProvider;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.hub.Hub;
import weft.hub.HubOptions;
import weft.hub.Hubs;

@Timeout(30)
class OffloadingResolverProviderTest {
  private static final LookupPolicy ANY = LookupPolicy.of(LookupPolicy.IPV4);

  /// A resolver that answers when told to.
  private static final class FakeResolver implements InetAddressResolver {
    final CountDownLatch answer = new CountDownLatch(1);
    final CountDownLatch asked = new CountDownLatch(1);

    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      asked.countDown();
      try {
        answer.await();
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
      if (host.equals("nowhere")) {
        throw new UnknownHostException(host);
      }
      return Stream.of(InetAddress.getLoopbackAddress());
    }

    @Override
    public String lookupByAddress(byte[] address) {
      return "loopback";
    }
  }

  @Test
  void aSlowLookupHoldsUpNoOtherThreadOfTheHub() throws Exception {
    FakeResolver slow = new FakeResolver();
    InetAddressResolver resolver = OffloadingResolverProvider.offloading(slow);
    try (Hubs hubs = Hubs.start(HubOptions.DEFAULTS.withHubs(1))) {
      Hub hub = hubs.hub(0);
      CompletableFuture<InetAddress> found = new CompletableFuture<>();
      hub.start(() -> {
        try {
          found.complete(resolver.lookupByName("somewhere", ANY).findFirst().orElseThrow());
        } catch (UnknownHostException unknown) {
          found.completeExceptionally(unknown);
        }
      });
      assertThat(slow.asked.await(5, TimeUnit.SECONDS)).isTrue();

      // The look-up is stuck; the hub is not.
      CompletableFuture<Void> other = new CompletableFuture<>();
      hub.start(() -> other.complete(null));
      other.get(5, TimeUnit.SECONDS);
      assertThat(found).isNotDone();

      slow.answer.countDown();
      assertThat(found.get(5, TimeUnit.SECONDS)).isEqualTo(InetAddress.getLoopbackAddress());
    }
  }

  @Test
  void anUnknownHostStaysAnUnknownHost() throws Exception {
    FakeResolver builtin = new FakeResolver();
    builtin.answer.countDown();
    InetAddressResolver resolver = OffloadingResolverProvider.offloading(builtin);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();

    Thread.ofVirtual()
        .start(() -> {
          try {
            resolver.lookupByName("nowhere", ANY);
          } catch (UnknownHostException unknown) {
            thrown.complete(unknown);
          }
        });

    assertThat(thrown.get(5, TimeUnit.SECONDS)).hasMessage("nowhere");
    assertThatThrownBy(() -> resolver.lookupByName("nowhere", ANY)).hasMessage("nowhere");
  }

  @Test
  void theJdkUsesIt() throws Exception {
    assertThat(java.util.ServiceLoader.load(InetAddressResolverProvider.class))
        .hasAtLeastOneElementOfType(OffloadingResolverProvider.class);
    assertThat(InetAddress.getAllByName("localhost")).isNotEmpty();
  }

  /// Who gives up leaves nothing behind that takes the place of others' look-ups.
  @Test
  void aLookupThatNobodyWaitsForIsNotBegun() throws Exception {
    Set<String> begun = ConcurrentHashMap.newKeySet();
    CountDownLatch answer = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(4);
    InetAddressResolver resolver =
        OffloadingResolverProvider.offloading(
            new InetAddressResolver() {
              @Override
              public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) {
                begun.add(host);
                busy.countDown();
                try {
                  answer.await();
                } catch (InterruptedException interrupted) {
                  throw new IllegalStateException(interrupted);
                }
                return Stream.of(InetAddress.getLoopbackAddress());
              }

              @Override
              public String lookupByAddress(byte[] address) {
                return "loopback";
              }
            });
    for (int count = 0; count < 4; count++) {
      String host = "slow" + count;
      CompletableFuture<Throwable> slow = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> slow.complete(catchThrowable(() -> resolver.lookupByName(host, ANY))));
    }
    assertThat(busy.await(5, TimeUnit.SECONDS)).isTrue();

    // More than the queue holds, one after another.
    for (int count = 0; count < 3_000; count++) {
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            Thread.currentThread().interrupt();
            thrown.complete(catchThrowable(() -> resolver.lookupByName("given up", ANY)));
          });
      assertThat(thrown.get(5, TimeUnit.SECONDS)).hasMessageContaining("interrupted");
    }
    answer.countDown();

    assertThat(resolver.lookupByName("last", ANY)).isNotEmpty();
    CompletableFuture<Throwable> behind = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> behind.complete(catchThrowable(() -> resolver.lookupByName("behind", ANY))));
    assertThat(behind.get(5, TimeUnit.SECONDS)).isNull();
    assertThat(begun).doesNotContain("given up");
  }
}
