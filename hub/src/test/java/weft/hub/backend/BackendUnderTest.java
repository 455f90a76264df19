package weft.hub.backend;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import weft.hub.epoll.EpollBackend;
import weft.hub.nio.NioBackend;
import weft.hub.uring.UringBackend;

/// The back-ends that talk to the operating system.
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
  };

  abstract Backend open() throws Exception;

  /// Those that this machine lets us open. NIO is always among them.
  static List<BackendUnderTest> available() {
    var available = new ArrayList<BackendUnderTest>();
    for (var candidate : values()) {
      try (var backend = candidate.open()) {
        available.add(BackendUnderTest.valueOf(candidate.name()));
      } catch (Exception | LinkageError refused) {
        if (candidate == NIO) {
          throw new AssertionError("the JDK's selectors work everywhere", refused);
        }
      }
    }
    return available;
  }
}
