package weft.hub.backend;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import weft.hub.epoll.EpollBackend;
import weft.hub.nio.NioBackend;
import weft.hub.simulated.SimulatedBackend;
import weft.hub.simulated.SimulatedNetwork;
import weft.hub.uring.UringBackend;

/// Every back-end there is.
enum BackendUnderTest {
  NIO {
    @Override
    Backend open() throws IOException {
      return new NioBackend();
    }
  },
  EPOLL {
    @Override
    Backend open() throws BackendRefused {
      return new EpollBackend();
    }
  },
  URING {
    @Override
    Backend open() throws BackendRefused {
      return new UringBackend();
    }
  },
  SIMULATED {
    @Override
    Backend open() {
      return new SimulatedBackend(new SimulatedNetwork(1));
    }
  };

  abstract Backend open() throws Exception;

  /// Whether it talks to the operating system.
  boolean isReal() {
    return this != SIMULATED;
  }

  /// Those of [#available] that talk to the operating system.
  static List<BackendUnderTest> availableReal() {
    return available().stream().filter(BackendUnderTest::isReal).toList();
  }

  /// Those that this machine lets us open. NIO is always among them.
  static List<BackendUnderTest> available() {
    var available = new ArrayList<BackendUnderTest>();
    for (var candidate : values()) {
      try (var backend = candidate.open()) {
        assert backend.name().equalsIgnoreCase(candidate.name());
        available.add(candidate);
      } catch (Exception | LinkageError refused) {
        if (candidate == NIO) {
          throw new AssertionError("the JDK's selectors work everywhere", refused);
        }
      }
    }
    return available;
  }
}
