package weft.hub;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import weft.hub.memory.HotPath;

/// The open sockets of a hub, so that stopping it can close them.
final class SocketRegistry {
  /// What can be closed without asking.
  interface Member {
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

  void closeAll() {
    for (Member member : new ArrayList<>(members)) {
      member.closeNow();
    }
  }
}
