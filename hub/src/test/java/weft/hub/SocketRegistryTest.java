package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SocketRegistryTest {
  private final SocketRegistry registry = new SocketRegistry();
  private final List<Integer> closed = new ArrayList<>();

  private final class Socket implements SocketRegistry.Member {
    private final int handle;

    Socket(int handle) {
      this.handle = handle;
    }

    @Override
    public int handle() {
      return handle;
    }

    @Override
    public void closeNow() {
      closed.add(handle);
      registry.remove(this);
    }
  }

  @Test
  void allAreClosedInTheOrderOfTheirHandles() {
    IntStream.range(0, 100)
        .map(index -> index * 37 % 100)
        .mapToObj(Socket::new)
        .forEach(registry::add);

    registry.closeAll();

    assertThat(closed).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    assertThat(registry.isEmpty()).isTrue();
  }
}
