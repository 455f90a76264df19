package weft.hub.tls.boringssl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Sessions by server, in a table of fixed size.
@Timeout(30)
class SessionTableTest {
  private final List<Long> freed = new ArrayList<>();
  private final SessionTable table = new SessionTable(SessionTable.WAYS, freed::add);

  private static SessionTable.Entry ticket(String key, long pointer) {
    return new SessionTable.Entry(key, pointer, true);
  }

  @Test
  void aSessionIsTakenOnce() {
    table.put(ticket("a", 16));
    assertThat(table.take("b")).isNull();
    assertThat(table.take("a")).isEqualTo(ticket("a", 16));
    assertThat(table.take("a")).isNull();
    assertThat(freed).isEmpty();
  }

  @Test
  void aServerMayHaveSeveralTickets() {
    table.put(ticket("a", 16));
    table.put(ticket("a", 32));
    assertThat(table.take("a")).isNotNull();
    assertThat(table.take("a")).isNotNull();
    assertThat(table.take("a")).isNull();
  }

  @Test
  void aSessionForSeveralUsesReplacesTheOneBefore() {
    table.put(new SessionTable.Entry("a", 16, false));
    table.put(new SessionTable.Entry("a", 32, false));
    assertThat(freed).containsExactly(16L);
    assertThat(table.take("a")).isEqualTo(new SessionTable.Entry("a", 32, false));
    assertThat(table.take("a")).isNull();
  }

  @Test
  void whatFindsNoPlacePushesAnotherOut() {
    for (long pointer = 16; pointer <= 160; pointer += 16) {
      table.put(ticket("a", pointer));
    }
    assertThat(freed).hasSize(10 - SessionTable.WAYS);
    table.clear();
    assertThat(new HashSet<>(freed)).hasSize(10);
    assertThat(table.take("a")).isNull();
  }

  @Test
  void noSessionIsLostOrFreedTwiceAmongThreads() throws Exception {
    ConcurrentLinkedQueue<Long> given = new ConcurrentLinkedQueue<>();
    SessionTable shared = new SessionTable(4 * SessionTable.WAYS, given::add);
    int each = 20_000;
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      long base = (long) number * each;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int count = 1; count <= each; count++) {
                  shared.put(ticket("key" + count % 7, (base + count) << 4));
                  SessionTable.Entry taken = shared.take("key" + count % 5);
                  if (taken != null) {
                    given.add(taken.pointer());
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    shared.clear();
    Set<Long> distinct = new HashSet<>(given);
    assertThat(distinct).hasSize(3 * each);
    assertThat(given).hasSize(3 * each);
  }
}
