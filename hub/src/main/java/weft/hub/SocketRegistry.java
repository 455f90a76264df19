package weft.hub;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import weft.hub.memory.HotPath;

/// The open sockets of a hub, so that stopping it can close them.
final class SocketRegistry {
  /// What can be closed without asking.
  interface Member {
    /// The channel's, unique among those that are open.
    int handle();

    /// Closes at once, dropping what is pending. Hub thread.
    void closeNow();
  }

  private final Set<Member> members = Collections.newSetFromMap(new IdentityHashMap<>());

  @HotPath
  void add(Member member) {
    members.add(member);
  }

  @HotPath
  void remove(Member member) {
    members.remove(member);
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  /// Closes all, in an order that a simulation can repeat.
  void closeAll() {
    List<Member> inOrder = new ArrayList<>(members);
    inOrder.sort(Comparator.comparingInt(Member::handle));
    inOrder.forEach(Member::closeNow);
  }
}
