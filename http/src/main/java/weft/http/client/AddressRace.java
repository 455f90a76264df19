package weft.http.client;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import weft.hub.Interrupts;
import weft.hub.Signal;
import weft.hub.SocketFailure;
import weft.hub.TcpConnection;
import weft.hub.Timer;
import weft.hub.backend.SocketSettings;

/// Connects to whichever address of a host answers first ([RFC
/// 8305](https://www.rfc-editor.org/rfc/rfc8305)), and the thread that waits for it: to one after
/// another, each begun when the one before has failed, or has said nothing for a moment, in which
/// it stays in the race.
final class AddressRace {
  /// "One recommended value for a default delay is 250 milliseconds."
  /// https://www.rfc-editor.org/rfc/rfc8305#section-5
  private static final long DELAY_NANOS = 250_000_000L;

  private final ClientHub owner;
  private final SocketSettings settings;
  private final Deque<InetSocketAddress> ahead;
  private final Signal over;

  // On the hub.
  private final Set<TcpConnection> running = new LinkedHashSet<>();
  private final Timer next;
  private boolean isOver;
  private @Nullable TcpConnection winner;
  private final List<IOException> failures = new ArrayList<>();

  private AddressRace(ClientHub owner, List<InetSocketAddress> addresses, SocketSettings settings) {
    this.owner = owner;
    this.settings = settings;
    ahead = new ArrayDeque<>(addresses);
    over = new Signal(owner.hub());
    next = new Timer(owner.hub(), this::goOn);
  }

  /// Connects.
  ///
  /// @param addresses to be tried in this order, one or more
  /// @param untilNanos when to give up, on the clock of the seeker's hub
  /// @return a connection which the client ends when it closes, until [ClientHub#connected]
  /// @throws IOException why the last one failed, with what the others said
  static TcpConnection connect(
      ConnectionSeeker seeker,
      List<InetSocketAddress> addresses,
      SocketSettings settings,
      long untilNanos)
      throws IOException {
    AddressRace race = new AddressRace(seeker.owner, addresses, settings);
    HubStep.run(seeker.hub, seeker, race::begin);
    return race.await(seeker, untilNanos, addresses);
  }

  /// The addresses of both kinds in turn, beginning with that of the first: a network that one kind
  /// does not get through costs but one delay. https://www.rfc-editor.org/rfc/rfc8305#section-4
  static List<InetAddress> interleaved(List<InetAddress> addresses) {
    Deque<InetAddress> own = new ArrayDeque<>();
    Deque<InetAddress> other = new ArrayDeque<>();
    for (InetAddress address : addresses) {
      boolean isOwn =
          address instanceof Inet6Address == addresses.getFirst() instanceof Inet6Address;
      (isOwn ? own : other).add(address);
    }
    List<InetAddress> all = new ArrayList<>();
    while (!own.isEmpty() || !other.isEmpty()) {
      if (!own.isEmpty()) {
        all.add(own.remove());
      }
      if (!other.isEmpty()) {
        all.add(other.remove());
      }
    }
    return all;
  }

  // On the hub.

  private void begin() {
    if (owner.isClosed()) {
      failures.add(new SocketFailure.Closed("the client"));
      end();
    } else {
      goOn();
    }
  }

  /// Begins with the next address, if there is one.
  private void goOn() {
    while (!isOver && !ahead.isEmpty()) {
      if (begins(ahead.remove())) {
        next.set(owner.hub().nowNanos() + DELAY_NANOS);
        return;
      }
    }
    if (!isOver && running.isEmpty()) {
      end();
    }
  }

  private boolean begins(InetSocketAddress address) {
    try {
      TcpConnection tcp = owner.hub().beginConnect(address, settings, this::told);
      running.add(tcp);
      owner.connects(tcp);
      return true;
    } catch (IOException refused) {
      failures.add(refused);
      return false;
    }
  }

  private void told(TcpConnection tcp, @Nullable SocketFailure failure) {
    running.remove(tcp);
    if (failure == null && !isOver) {
      winner = tcp;
      end();
      return;
    }
    owner.connected(tcp);
    if (failure == null) {
      tcp.reset();
    } else if (!isOver) {
      failures.add(failure);
      if (failure instanceof SocketFailure.Closed) {
        // By the client or the hub, which end.
        ahead.clear();
      }
      goOn();
    }
  }

  /// Whoever has not won has lost.
  private void end() {
    isOver = true;
    next.cancel();
    for (TcpConnection tcp : List.copyOf(running)) {
      tcp.reset();
    }
    over.raise();
  }

  private void giveUp() {
    if (!isOver) {
      end();
    }
  }

  private void giveWinnerUp() {
    giveUp();
    if (winner != null) {
      owner.connected(winner);
      winner.reset();
    }
  }

  // On the caller's thread.

  private TcpConnection await(
      ConnectionSeeker seeker, long untilNanos, List<InetSocketAddress> addresses)
      throws IOException {
    boolean inTime;
    try {
      inTime = over.await(untilNanos);
    } catch (InterruptedException interrupted) {
      HubStep.run(owner.hub(), seeker, this::giveWinnerUp);
      throw Interrupts.failure("interrupted while connecting", interrupted);
    }
    if (!inTime) {
      // One may win at the last moment: the hub knows.
      HubStep.run(owner.hub(), seeker, this::giveUp);
      failures.add(late(addresses));
    }
    TcpConnection won = winner;
    if (won == null) {
      throw failure();
    }
    return won;
  }

  private static SocketFailure late(List<InetSocketAddress> addresses) {
    int others = addresses.size() - 1;
    String more = others == 0 ? "" : " or to one of " + others + " other addresses";
    return new SocketFailure.DeadlinePassed("connecting to " + addresses.getFirst() + more);
  }

  private IOException failure() {
    IOException last = failures.getLast();
    failures.subList(0, failures.size() - 1).forEach(last::addSuppressed);
    return last;
  }
}
