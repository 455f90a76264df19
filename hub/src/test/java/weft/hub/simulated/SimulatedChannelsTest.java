package weft.hub.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.hub.backend.ChannelEvents;

class SimulatedChannelsTest {
  private final SimulatedChannels channels = new SimulatedChannels(new SimulatedNetwork(1));
  private final List<String> log = new ArrayList<>();

  /// Writes down when it is looked at, and what becomes of it.
  private final class Probe extends SimulatedChannel {
    private boolean asksForMore;

    Probe() {
      super(SimulatedChannelsTest.this.channels, null);
      owner(
          new ChannelEvents() {
            @Override
            public void closed() {
              log.add("closed " + handle());
            }
          });
    }

    @Override
    SocketAddress address() {
      return UnixDomainSocketAddress.of("probe");
    }

    @Override
    void serveOpen() {
      log.add("served " + handle());
      if (asksForMore) {
        queue();
      }
    }

    @Override
    void leaveNetwork(boolean reset) {
      log.add("left " + handle() + (reset ? " with a reset" : ""));
    }
  }

  private Probe open() {
    var probe = new Probe();
    channels.add(probe);
    return probe;
  }

  @Test
  void whatIsQueuedTwiceIsServedOnce() {
    Probe probe = open();
    probe.queue();
    probe.queue();
    channels.serve();
    channels.serve();

    assertThat(log).containsExactly("served 0");
  }

  @Test
  void whatIsQueuedWhileServingWaitsForTheNextTurn() {
    Probe probe = open();
    probe.asksForMore = true;
    probe.queue();

    channels.serve();
    assertThat(log).hasSize(1);
    assertThat(channels.isQuiet()).isFalse();
    channels.serve();
    assertThat(log).hasSize(2);
  }

  @Test
  void aHandleIsReusedWhenItsOwnerKnows() {
    Probe first = open();
    Probe second = open();
    first.close(false);
    assertThat(channels.get(0)).isSameAs(first);
    assertThat(channels.count()).isEqualTo(2);

    channels.serve();
    assertThat(log).containsExactly("left 0", "closed 0");
    assertThat(channels.count()).isOne();
    assertThatIllegalStateException().isThrownBy(() -> channels.get(0));

    Probe third = open();
    assertThat(third.handle()).isZero();
    first.queue();
    channels.serve();
    assertThat(log).hasSize(2);
    assertThat(channels.get(1)).isSameAs(second);
  }

  @Test
  void closingAllTellsNobody() {
    open().queue();
    open().close(false);
    log.clear();

    channels.close();
    channels.serve();

    assertThat(log).containsExactly("left 0 with a reset", "left 1 with a reset");
    assertThat(channels.isQuiet()).isTrue();
  }
}
