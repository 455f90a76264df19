package weft.hub.tls.boringssl;

import io.netty.internal.tcnative.SSL;
import org.jspecify.annotations.Nullable;

/// One `SSL*` with its byte channel, and every call on them.
///
/// The channel (BIO) has one place for memory: either what is to be read or room to write. What
/// BoringSSL writes while the place is taken or empty waits in a small buffer inside.
///
/// One thread at a time; nothing after [#free].
final class NativeSsl {
  private long ssl;
  private final long channel;
  private int consumed;

  private NativeSsl(long context, int flightMax, boolean isServer) {
    ssl = SSL.newSSL(context, isServer);
    channel = SSL.bioNewByteBuffer(ssl, flightMax);
  }

  /// @param flightMax bytes BoringSSL may want to send at once during a handshake
  static NativeSsl ofServer(long context, int flightMax) {
    return new NativeSsl(context, flightMax, true);
  }

  /// @param flightMax as above
  static NativeSsl ofClient(long context, int flightMax) {
    return new NativeSsl(context, flightMax, false);
  }

  /// Has a client name the host it asks for. RFC 6066 §3.
  void nameServer(String host) {
    SSL.setTlsExtHostName(ssl, host);
  }

  /// Has a client try to take up a session, which stays its owner's.
  void takeUp(long session) {
    if (!SSL.setSession(ssl, session)) {
      SSL.clearError();
    }
  }

  /// Goes on with the handshake; answers 1 when it is done, else one of `SSL_ERROR_*` negated.
  int handshake(long address, int length) {
    offer(address, length);
    SSL.clearError();
    int result = SSL.doHandshake(ssl);
    int answer = result == 1 ? 1 : -SSL.getError(ssl, result);
    settle(length);
    return answer;
  }

  /// Reads plain bytes; answers their count, or one of `SSL_ERROR_*` negated.
  int read(long address, int length, long target, int capacity) {
    offer(address, length);
    SSL.clearError();
    int result = SSL.readFromSSL(ssl, target, capacity);
    int answer = result > 0 ? result : -SSL.getError(ssl, result);
    settle(length);
    return answer;
  }

  private void offer(long address, int length) {
    if (length > 0) {
      SSL.bioSetByteBuffer(channel, address, length, false);
    }
  }

  private void settle(int length) {
    consumed = length == 0 ? 0 : length - SSL.bioLengthByteBuffer(channel);
    if (length > 0) {
      SSL.bioClearByteBuffer(channel);
    }
  }

  /// Writes plain bytes as records; answers the count of bytes written at `target`, or one of
  /// `SSL_ERROR_*` negated.
  int write(long source, int length, long target, int capacity) {
    SSL.bioSetByteBuffer(channel, target, capacity, true);
    SSL.clearError();
    int result = SSL.writeToSSL(ssl, source, length);
    int answer =
        result > 0 ? capacity - SSL.bioLengthByteBuffer(channel) : -SSL.getError(ssl, result);
    consumed = Math.max(0, result);
    SSL.bioClearByteBuffer(channel);
    return answer;
  }

  /// Bytes the last call has taken.
  int consumed() {
    return consumed;
  }

  /// Has BoringSSL write the alert that ends our stream.
  void shutdown() {
    SSL.clearError();
    SSL.shutdownSSL(ssl);
  }

  /// Bytes that wait inside.
  int outputSize() {
    return SSL.bioLengthNonApplication(channel);
  }

  /// Takes what waits inside; answers the count.
  int takeOutput(long target, int capacity) {
    SSL.bioSetByteBuffer(channel, target, capacity, true);
    SSL.bioFlushByteBuffer(channel);
    int count = capacity - SSL.bioLengthByteBuffer(channel);
    SSL.bioClearByteBuffer(channel);
    return count;
  }

  /// What the last failure on this thread was about.
  static String lastError() {
    int number = SSL.getLastErrorNumber();
    String words = SSL.getErrorString(Integer.toUnsignedLong(number));
    return words == null ? "" : words;
  }

  @Nullable String serverName() {
    return SSL.getSniHostname(ssl);
  }

  String protocol() {
    return SSL.getVersion(ssl);
  }

  String cipher() {
    return SSL.getCipherForSSL(ssl);
  }

  @Nullable String applicationProtocol() {
    return SSL.getAlpnSelected(ssl);
  }

  boolean isResumed() {
    return SSL.isSessionReused(ssl);
  }

  byte @Nullable [] peerCertificate() {
    return SSL.getPeerCertificate(ssl);
  }

  byte @Nullable [][] peerChain() {
    return SSL.getPeerCertChain(ssl);
  }

  /// Gives everything back, the channel included: freeing that by itself would end the process.
  void free() {
    if (ssl != 0) {
      SSL.freeSSL(ssl);
      ssl = 0;
    }
  }
}
