package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.backend.SocketSettings;

/// The deadlock law: a hub never waits for a lock one of its own virtual threads is queued for.
/// Handlers log, load classes and contend for monitors and locks while their hub serves
/// connections.
@Timeout(60)
class DeadlockLawTest {
  private static final int CLIENTS = 8;
  private static final int ROUNDS = 400;

  private final Object monitor = new Object();
  private final ReentrantLock lock = new ReentrantLock();
  private final ConcurrentMap<Integer, Integer> map = new ConcurrentHashMap<>();
  private final AtomicInteger served = new AtomicInteger();
  private int guarded;

  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void handlersThatLogLoadClassesAndContendAreAllServed(HubOptions kind) throws Exception {
    try (Hubs hubs = Hubs.start(kind.withHubs(2))) {
      List<TcpListener> listeners = new ArrayList<>();
      for (Hub hub : hubs.all()) {
        TcpListener listener =
            hub.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                SocketSettings.DEFAULTS);
        listeners.add(listener);
        hub.start(() -> accept(hub, listener));
      }

      List<Thread> clients = new ArrayList<>();
      List<Throwable> failures = new ArrayList<>();
      for (int index = 0; index < CLIENTS; index++) {
        InetSocketAddress address = (InetSocketAddress) listeners.get(index % 2).address();
        Thread client = Thread.ofPlatform().unstarted(() -> talk(address));
        client.setUncaughtExceptionHandler((_, failure) -> failures.add(failure));
        client.start();
        clients.add(client);
      }
      for (Thread client : clients) {
        client.join();
      }

      assertThat(failures).isEmpty();
      assertThat(served).hasValue(CLIENTS * ROUNDS);
      assertThat(guarded).isEqualTo(2 * CLIENTS * ROUNDS);
    }
  }

  private void accept(Hub hub, TcpListener listener) {
    try {
      while (true) {
        TcpConnection connection = listener.accept();
        hub.start(() -> serve(connection));
      }
    } catch (java.io.IOException closed) {
      assertThat(closed).isInstanceOf(SocketFailure.Closed.class);
    }
  }

  private void serve(TcpConnection connection) {
    byte[] one = new byte[1];
    try (connection) {
      while (connection.read(one, 0, 1) == 1) {
        work(one[0]);
        connection.write(one, 0, 1);
      }
    } catch (java.io.IOException | ReflectiveOperationException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private void work(byte seed) throws ReflectiveOperationException {
    System.getLogger("weft.test.quiet").log(Level.TRACE, "round {0}", seed);
    synchronized (monitor) {
      guarded++;
      Thread.yield();
    }
    lock.lock();
    try {
      Thread.yield();
      synchronized (monitor) {
        guarded++;
      }
    } finally {
      lock.unlock();
    }
    map.computeIfAbsent(served.incrementAndGet() & 63, key -> key);
    // A fresh loader each time: the class is defined and initialised in the handler.
    Class.forName(Loaded.class.getName(), true, new FreshLoader());
  }

  static final class Loaded {
    static final long AT = System.nanoTime();
  }

  /// Defines the loaded class anew instead of asking its parent.
  private static final class FreshLoader extends ClassLoader {
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(Loaded.class.getName())) {
        return super.loadClass(name, resolve);
      }
      String file = "/" + name.replace('.', '/') + ".class";
      try (InputStream bytes = DeadlockLawTest.class.getResourceAsStream(file)) {
        byte[] image = bytes.readAllBytes();
        return defineClass(name, image, 0, image.length);
      } catch (java.io.IOException unreadable) {
        throw new ClassNotFoundException(name, unreadable);
      }
    }
  }

  private static void talk(InetSocketAddress address) {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      for (int round = 0; round < ROUNDS; round++) {
        out.write(round);
        if (in.read() != (round & 0xff)) {
          throw new IllegalStateException("another connection's byte in round " + round);
        }
      }
    } catch (java.io.IOException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
