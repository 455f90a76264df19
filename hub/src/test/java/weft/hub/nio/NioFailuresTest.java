package weft.hub.nio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.backend.IoFailure;

class NioFailuresTest {
  static Stream<Arguments> known() {
    return Stream.of(
        Arguments.of(new IOException("Connection reset by peer"), IoFailure.RESET),
        Arguments.of(new SocketException("Connection reset"), IoFailure.RESET),
        Arguments.of(new IOException("Broken pipe"), IoFailure.RESET),
        Arguments.of(
            new IOException("An existing connection was forcibly closed by the remote host"),
            IoFailure.RESET),
        Arguments.of(
            new IOException(
                "An established connection was aborted by the software in your host machine"),
            IoFailure.RESET),
        Arguments.of(new ConnectException("Connection refused"), IoFailure.REFUSED),
        Arguments.of(new ConnectException("Connection timed out"), IoFailure.TIMED_OUT),
        Arguments.of(new SocketException("No such file or directory"), IoFailure.REFUSED),
        Arguments.of(new SocketException("Connection refused"), IoFailure.REFUSED),
        Arguments.of(new NoRouteToHostException("No route to host"), IoFailure.UNREACHABLE),
        Arguments.of(new SocketException("Network is unreachable"), IoFailure.UNREACHABLE),
        Arguments.of(new PortUnreachableException(), IoFailure.UNREACHABLE),
        Arguments.of(new IOException("Too many open files"), IoFailure.NO_FILES),
        Arguments.of(new IOException("Too many open files in system"), IoFailure.NO_FILES),
        Arguments.of(new IOException("No file descriptors available"), IoFailure.NO_FILES),
        Arguments.of(new IOException("No buffer space available"), IoFailure.NO_BUFFERS),
        Arguments.of(new IOException("Cannot allocate memory"), IoFailure.NO_BUFFERS),
        Arguments.of(new BindException("Address already in use"), IoFailure.ADDRESS_IN_USE),
        Arguments.of(
            new BindException("Cannot assign requested address"), IoFailure.ADDRESS_NOT_AVAILABLE),
        Arguments.of(new SocketException("Permission denied"), IoFailure.NOT_PERMITTED),
        Arguments.of(new SocketException("Message too long"), IoFailure.TOO_LARGE));
  }

  @ParameterizedTest
  @MethodSource("known")
  void whatTheJdkThrowsHasAName(IOException thrown, IoFailure failure) {
    assertThat(NioFailures.failure(thrown)).isEqualTo(failure);
  }

  @Test
  void anythingElseIsOther() {
    assertThat(NioFailures.failure(new IOException())).isEqualTo(IoFailure.OTHER);
    assertThat(NioFailures.failure(new IOException("something new"))).isEqualTo(IoFailure.OTHER);
  }
}
