package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.backend.SocketSettings;

/// What stands at the path of a Unix-domain listener that is about to be opened.
@Timeout(60)
class UnixSocketFileTest {
  @TempDir private Path folder;

  private UnixDomainSocketAddress address() {
    return UnixDomainSocketAddress.of(folder.resolve("weft.sock"));
  }

  /// A listener of the JDK, which leaves its file as one that was killed does.
  private static ServerSocketChannel listener(UnixDomainSocketAddress address, int backlog)
      throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(address, backlog);
    return listener;
  }

  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void aSocketThatNobodyListensAtIsReplaced(HubOptions kind) throws Exception {
    listener(address(), 1).close();
    assertThat(address().getPath()).exists();

    try (Hubs hubs = Hubs.start(kind);
        TcpListener listener = hubs.hub(0).listen(address(), SocketSettings.DEFAULTS);
        SocketChannel client = SocketChannel.open(address())) {
      listener.accept().close();
      assertThat(client.isConnected()).isTrue();
    }
    assertThat(address().getPath()).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void aSocketThatSomebodyListensAtIsLeftAlone(HubOptions kind) throws Exception {
    try (Hubs hubs = Hubs.start(kind);
        ServerSocketChannel other = listener(address(), 8)) {
      assertThatExceptionOfType(BindException.class)
          .isThrownBy(() -> hubs.hub(0).listen(address(), SocketSettings.DEFAULTS))
          .withMessage("bind " + address() + ": somebody listens there already");

      try (SocketChannel client = SocketChannel.open(address())) {
        other.accept().close();
        assertThat(client.isConnected()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void aFolderThatIsMissingIsNamed(HubOptions kind) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    try (Hubs hubs = Hubs.start(kind)) {
      for (Path missing : List.of(folder.resolve("none"), file)) {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(missing.resolve("s"));
        assertThatExceptionOfType(BindException.class)
            .isThrownBy(() -> hubs.hub(0).listen(address, SocketSettings.DEFAULTS))
            .withMessage("there is no folder " + missing + "; make it or name another path");
      }
    }
  }

  /// Whoever connects to it would wait.
  @Test
  void aListenerWithoutRoomListensAllTheSame() throws Exception {
    List<SocketChannel> crowd = new ArrayList<>();
    try (ServerSocketChannel other = listener(address(), 1)) {
      crowd.add(SocketChannel.open(StandardProtocolFamily.UNIX));
      while (connects(crowd.getLast())) {
        crowd.add(SocketChannel.open(StandardProtocolFamily.UNIX));
      }

      assertThatExceptionOfType(BindException.class)
          .isThrownBy(() -> UnixSocketFile.removeAbandoned(address()))
          .withMessageEndingWith("somebody listens there already");
      assertThat(other.isOpen()).isTrue();
    } finally {
      for (SocketChannel client : crowd) {
        client.close();
      }
    }
    assertThat(address().getPath()).exists();
  }

  private boolean connects(SocketChannel client) throws IOException {
    client.configureBlocking(false);
    try {
      return client.connect(address());
    } catch (IOException full) {
      return false;
    }
  }

  @Test
  void whatIsNoSocketIsLeftAlone() throws Exception {
    Path path = address().getPath();
    Path elsewhere = folder.resolve("elsewhere");
    listener(UnixDomainSocketAddress.of(elsewhere), 1).close();

    Files.writeString(path, "a letter");
    assertRefused(path);
    assertThat(path).hasContent("a letter");
    Files.delete(path);

    Files.createDirectory(path);
    assertRefused(path);
    Files.delete(path);

    Files.createSymbolicLink(path, elsewhere);
    assertRefused(path);
    assertThat(Files.isSymbolicLink(path)).isTrue();
    assertThat(Files.exists(elsewhere, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  private void assertRefused(Path path) throws IOException {
    try (Hubs hubs = Hubs.start(HubOptions.DEFAULTS.withHubs(1))) {
      assertThatExceptionOfType(BindException.class)
          .isThrownBy(() -> hubs.hub(0).listen(address(), SocketSettings.DEFAULTS))
          .withMessage(
              "bind "
                  + path
                  + ": there is something else than a socket; remove it or name another path");
    }
  }

  @Test
  void onlyUnixSocketsThatAreThereCanBeAbandoned() throws Exception {
    assertThat(UnixSocketFile.removeAbandoned(address())).isFalse();
    assertThat(
            UnixSocketFile.removeAbandoned(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)))
        .isFalse();
  }
}
