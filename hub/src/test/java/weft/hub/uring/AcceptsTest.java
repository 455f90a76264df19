package weft.hub.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.hub.backend.BackendRefused;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;
import weft.hub.linux.Errno;
import weft.hub.linux.Libc;
import weft.hub.linux.LinuxSockets;

/// Completions as the kernel may send them, in orders that are hard to bring about: nothing here is
/// submitted.
class AcceptsTest {
  /// No descriptor has this number.
  private static final int NO_SOCKET = Integer.MAX_VALUE;

  private static final int ECONNRESET = 104;
  private static final int EMFILE = 24;

  private final Libc libc = new Libc();
  private final Arena arena = Arena.ofShared();
  private final Channels channels = new Channels();
  private final List<String> log = new ArrayList<>();
  private Ring ring;
  private Accepts accepts;
  private int handle;

  @BeforeEach
  void open() {
    try {
      ring = new Ring(libc);
    } catch (BackendRefused absent) {
      abort("no io_uring: " + absent.getMessage());
    }
    var submissions = new Submissions(ring, channels, arena);
    var closings = new Closings(channels, submissions);
    accepts = new Accepts(libc, new LinuxSockets(libc), channels, submissions, closings);
    handle = channels.open(NO_SOCKET, new Recorder());
    accepts.arm(handle);
  }

  @AfterEach
  void close() {
    if (ring != null) {
      ring.close();
    }
    arena.close();
  }

  private final class Recorder implements ChannelEvents {
    @Override
    public ChannelEvents accepted(int connection) {
      log.add("accepted");
      return this;
    }

    @Override
    public void acceptFailed(IoFailure failure) {
      log.add("failed " + failure);
    }

    @Override
    public void closed() {
      log.add("closed");
    }
  }

  private boolean has(int flag) {
    return channels.has(handle, flag);
  }

  @Test
  void aMultishotThatEndsByItselfIsArmedAnew() {
    accepts.completed(handle, 1000, Abi.CQE_F_MORE);
    accepts.completed(handle, 1001, 0);

    assertThat(log).containsExactly("accepted", "accepted");
    assertThat(has(Channels.ACCEPTING)).isTrue();
  }

  @Test
  void aPeerThatGaveUpConcernsNobodyElse() {
    accepts.completed(handle, -ECONNRESET, 0);

    assertThat(log).isEmpty();
    assertThat(has(Channels.ACCEPTING)).isTrue();
  }

  @Test
  void wantOfDescriptorsIsToldAndStops() {
    accepts.completed(handle, -EMFILE, 0);

    assertThat(log).containsExactly("failed NO_FILES");
    assertThat(has(Channels.ACCEPTING | Channels.WANTS_ACCEPT)).isFalse();
  }

  @Test
  void whatCameBeforeACancelTookEffectIsDelivered() {
    accepts.disarm(handle);
    accepts.completed(handle, 1000, Abi.CQE_F_MORE);
    accepts.completed(handle, -Errno.ECANCELED, 0);

    assertThat(log).containsExactly("accepted");
    assertThat(has(Channels.ACCEPTING)).isFalse();
  }

  @Test
  void whoGoesOnBeforeTheCancelIsOverIsArmedBehindIt() {
    accepts.disarm(handle);
    accepts.arm(handle);
    accepts.completed(handle, -Errno.ECANCELED, 0);

    assertThat(log).isEmpty();
    assertThat(has(Channels.ACCEPTING)).isTrue();
  }

  @Test
  void aListenerThatIsResetTakesNobodyMore() {
    channels.set(handle, Channels.CLOSING);
    // No descriptor has this number; to close it fails, which harms nobody.
    accepts.completed(handle, Integer.MAX_VALUE, Abi.CQE_F_MORE);
    accepts.completed(handle, -Errno.ECANCELED, 0);

    assertThat(log).isEmpty();
    assertThat(has(Channels.CLOSE_SUBMITTED)).isTrue();
  }
}
