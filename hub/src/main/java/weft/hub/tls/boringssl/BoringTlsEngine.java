package weft.hub.tls.boringssl;

import io.netty.internal.tcnative.SSL;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;
import weft.hub.tls.engine.PeerRefused;
import weft.hub.tls.engine.ResumedClient;
import weft.hub.tls.engine.TlsAgreement;
import weft.hub.tls.engine.TlsEngine;
import weft.hub.tls.engine.TlsProblem;

/// One connection on BoringSSL.
///
/// Where steps are offloaded, the bytes for a step are copied for it, and the connection may be
/// closed while it runs: whoever is the last to use the native object frees it.
final class BoringTlsEngine implements TlsEngine {
  /// A record's header, nonce and tag, 29 bytes (RFC 5288 §3), or 22 (RFC 8446 §5.2) behind a
  /// KeyUpdate of 27.
  private static final int OVERHEAD = 64;

  private final NativeSsl ssl;

  /// BoringSSL sends its tickets with the first record.
  private final int ticketRoom;

  private final @Nullable X509ExtendedTrustManager clientTrust;
  private final @Nullable ClientNativeCall client;
  private final @Nullable RecordBoundary boundary;
  private final AtomicInteger users = new AtomicInteger(1);

  private byte @Nullable [] stepInput;
  private boolean hasWritten;
  private boolean stepDone;
  private int stepResult;
  private int stepConsumed;

  private int consumed;
  private @Nullable Runnable released;
  private @Nullable TlsProblem problem;
  private @Nullable String detail;
  private @Nullable TlsAgreement agreement;

  private BoringTlsEngine(
      NativeSsl ssl,
      boolean offloads,
      @Nullable X509ExtendedTrustManager clientTrust,
      int ticketRoom,
      @Nullable ClientNativeCall client) {
    this.ssl = ssl;
    this.boundary = offloads ? new RecordBoundary() : null;
    this.clientTrust = clientTrust;
    this.ticketRoom = ticketRoom;
    this.client = client;
  }

  /// @param offloads whether steps run on the pool: always when clients are judged
  /// @param clientTrust judges clients, `null` when none is asked for a certificate
  static BoringTlsEngine ofServer(
      NativeSsl ssl, boolean offloads, @Nullable X509ExtendedTrustManager clientTrust) {
    // A ticket carries the client's certificates.
    int ticketRoom = clientTrust == null ? 2 * 1024 : 40 * 1024;
    return new BoringTlsEngine(ssl, offloads, clientTrust, ticketRoom, null);
  }

  /// A client's hello is made on the hub; judging the server's certificate is for the pool.
  static BoringTlsEngine ofClient(NativeSsl ssl, ClientNativeCall client) {
    return new BoringTlsEngine(ssl, true, null, 0, client);
  }

  @Override
  public Step handshake(long address, int length) {
    if (stepDone) {
      stepDone = false;
      consumed = stepConsumed;
      return outcome(stepResult);
    }
    if (boundary != null && boundary.passes(address, length)) {
      byte[] copy = new byte[length];
      Memory.copyOut(address, copy, 0, length);
      stepInput = copy;
      consumed = 0;
      return Step.TASK;
    }
    int result = step(address, length);
    consumed = ssl.consumed();
    if (isFailure(result)) {
      describe(NativeSsl.lastError());
    }
    return outcome(result);
  }

  private int step(long address, int length) {
    if (client == null) {
      return ssl.handshake(address, length);
    }
    client.begins();
    try {
      return ssl.handshake(address, length);
    } finally {
      ClientNativeCall.ends();
    }
  }

  private Step outcome(int result) {
    if (result == 1) {
      if (agreement == null) {
        agreement = agreed();
      }
      return Step.ESTABLISHED;
    }
    return isFailure(result) ? Step.FAILED : Step.MORE;
  }

  private static boolean isFailure(int result) {
    return result != 1 && result != -SSL.SSL_ERROR_WANT_READ;
  }

  @Override
  public Runnable task() {
    users.incrementAndGet();
    return this::runStep;
  }

  private void runStep() {
    byte[] input = stepInput;
    if (input == null) {
      throw new IllegalStateException("no step was prepared");
    }
    try (Arena arena = Arena.ofConfined()) {
      long address = arena.allocate(input.length).address();
      Memory.copyIn(input, 0, address, input.length);
      stepResult = step(address, input.length);
      stepConsumed = ssl.consumed();
      if (isFailure(stepResult)) {
        describe(NativeSsl.lastError());
      } else if (stepResult == 1) {
        judgeResumed();
      }
    } finally {
      stepInput = null;
      stepDone = true;
      leave();
    }
  }

  private void judgeResumed() {
    TlsAgreement made = agreed();
    agreement = made;
    String refusal = ResumedClient.refusal(clientTrust, made);
    if (refusal != null) {
      problem = TlsProblem.CLIENT_CERTIFICATE_REFUSED;
      detail = refusal;
      stepResult = -SSL.SSL_ERROR_SSL;
    }
  }

  @Override
  public void abandonTask() {
    stepInput = null;
    leave();
  }

  private void leave() {
    // The counter orders what the threads did; the last one frees, and only then may the context
    // go.
    if (users.decrementAndGet() == 0) {
      ssl.free();
      if (released != null) {
        released.run();
      }
    }
  }

  private void describe(String words) {
    PeerRefused refusal = client == null ? null : client.refusal();
    problem = refusal == null ? BoringProblems.of(words, client != null) : refusal.problem();
    detail = refusal == null ? BoringProblems.detail(words) : refusal.reason();
  }

  private TlsAgreement agreed() {
    String applicationProtocol = ssl.applicationProtocol();
    return new TlsAgreement(
        ssl.protocol(),
        ssl.cipher(),
        applicationProtocol == null ? "" : applicationProtocol,
        client == null ? ssl.serverName() : client.server().host(),
        client != null || clientTrust != null ? peerCertificates() : List.of(),
        ssl.isResumed());
  }

  private List<byte[]> peerCertificates() {
    byte[] certificate = ssl.peerCertificate();
    if (certificate == null) {
      return List.of();
    }
    List<byte[]> all = new ArrayList<>();
    all.add(certificate);
    byte[][] chain = ssl.peerChain();
    if (chain != null) {
      for (byte[] next : chain) {
        if (!Arrays.equals(next, certificate)) {
          all.add(next);
        }
      }
    }
    return List.copyOf(all);
  }

  @Override
  @HotPath
  public int consumed() {
    return consumed;
  }

  @Override
  @HotPath
  public int decrypt(long address, int length, long target, int capacity) {
    if (client != null) {
      client.begins();
    }
    int result = ssl.read(address, length, target, capacity);
    if (client != null) {
      ClientNativeCall.ends();
    }
    consumed = ssl.consumed();
    return result > 0 ? result : decryptSlow(result);
  }

  private int decryptSlow(int result) {
    if (result == -SSL.SSL_ERROR_WANT_READ) {
      return NEEDS_MORE;
    }
    if (result == -SSL.SSL_ERROR_ZERO_RETURN) {
      return ENDED;
    }
    describe(NativeSsl.lastError());
    return BROKEN;
  }

  @Override
  public boolean holdsInput() {
    return false;
  }

  @Override
  @HotPath
  public int roomFor(int plain) {
    return plain + OVERHEAD + (hasWritten ? 0 : ticketRoom);
  }

  @Override
  @HotPath
  public int encrypt(long source, int length, long target, int capacity) {
    hasWritten = true;
    int result = ssl.write(source, length, target, capacity);
    consumed = ssl.consumed();
    return result > 0 ? result : encryptSlow();
  }

  private int encryptSlow() {
    describe(NativeSsl.lastError());
    return BROKEN;
  }

  @Override
  public void endOutput() {
    ssl.shutdown();
  }

  @Override
  @HotPath
  public int outputSize() {
    return ssl.outputSize();
  }

  @Override
  public int takeOutput(long target, int capacity) {
    return ssl.takeOutput(target, capacity);
  }

  @Override
  public TlsProblem failure() {
    return problem == null ? TlsProblem.PROTOCOL : problem;
  }

  @Override
  public TlsAgreement agreement() {
    if (agreement == null) {
      throw new IllegalStateException("no handshake was made");
    }
    return agreement;
  }

  @Override
  public @Nullable String detail() {
    return detail;
  }

  @Override
  public void close(Runnable released) {
    this.released = released;
    leave();
  }
}
