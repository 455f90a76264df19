package weft.hub.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.net.spi.InetAddressResolverProvider;
import java.util.concurrent.CompletableFuture;
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
}
