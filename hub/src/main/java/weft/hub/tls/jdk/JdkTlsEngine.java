package weft.hub.tls.jdk;

import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.Memory;
import weft.hub.tls.engine.ResumedClient;
import weft.hub.tls.engine.ServerName;
import weft.hub.tls.engine.TlsAgreement;
import weft.hub.tls.engine.TlsEngine;
import weft.hub.tls.engine.TlsProblem;
import weft.hub.tls.engine.TlsScratch;

/// One connection on an `SSLEngine`.
///
/// What is received goes to [#input] until a record is whole. Handshake records are handled by the
/// task, on another thread; the hub does not touch the engine meanwhile.
final class JdkTlsEngine implements TlsEngine {
  /// Bytes of a handshake that may wait here.
  private static final int HANDSHAKE_MAX = 256 * 1024;

  /// Records in a row that may come without data, such as key updates: as many as BoringSSL takes.
  private static final int EMPTY_RECORDS_MAX = 32;

  private static final int HEADER = 5;

  /// What a record has besides its plain bytes: header, nonce, tag or MAC, padding; 85 bytes at
  /// most, for AES-CBC with SHA-384 (RFC 5246 §6.2.3.2).
  private static final int OVERHEAD = 128;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private final @Nullable X509ExtendedTrustManager clientTrust;
  private final @Nullable ServerName server;
  private final @Nullable SessionRandom random;
  private final long begunMillis = InstantSource.system().millis();

  /// Received and not yet unwrapped, from `inputStart` to `inputEnd`.
  private byte[] input = new byte[0];

  private int inputStart;
  private int inputEnd;

  /// To be sent.
  private byte[] output = new byte[0];

  private int outputStart;
  private int outputEnd;

  private int consumed;
  private int emptyRecords;
  private boolean hasBegun;
  private boolean isEstablished;
  private @Nullable TlsProblem problem;
  private @Nullable String detail;
  private @Nullable TlsAgreement agreement;

  private JdkTlsEngine(
      SSLEngine engine,
      @Nullable X509ExtendedTrustManager clientTrust,
      @Nullable ServerName server,
      @Nullable SessionRandom random) {
    this.engine = engine;
    this.clientTrust = clientTrust;
    this.server = server;
    this.random = random;
  }

  /// @param clientTrust judges clients, `null` when none is asked for a certificate
  static JdkTlsEngine ofServer(SSLEngine engine, @Nullable X509ExtendedTrustManager clientTrust) {
    return new JdkTlsEngine(engine, clientTrust, null, null);
  }

  static JdkTlsEngine ofClient(SSLEngine engine, ServerName server, SessionRandom random) {
    return new JdkTlsEngine(engine, null, server, random);
  }

  // The handshake.

  @Override
  public Step handshake(long address, int length) {
    consumed = length;
    append(address, length);
    if (problem != null) {
      return Step.FAILED;
    }
    if (isEstablished) {
      return Step.ESTABLISHED;
    }
    if (inputEnd - inputStart > HANDSHAKE_MAX) {
      problem = TlsProblem.PROTOCOL;
      return Step.FAILED;
    }
    if (server != null && !hasBegun) {
      hasBegun = true;
      return Step.TASK;
    }
    return holdsRecord() ? Step.TASK : Step.MORE;
  }

  @Override
  public Runnable task() {
    return this::runHandshake;
  }

  @Override
  public void abandonTask() {
    // Nothing was begun.
  }

  private void runHandshake() {
    try {
      if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
        engine.beginHandshake();
      }
      handshakeSteps();
    } catch (SSLException refused) {
      failed(refused);
    } catch (RuntimeException broken) {
      // The JDK lets some mistakes of peers out as such.
      failed(broken);
    }
  }

  private void handshakeSteps() throws SSLException {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!holdsRecord() || !unwrapHandshake()) {
            return;
          }
        }
        case NEED_TASK -> runDelegated();
        case NEED_WRAP -> {
          if (!wrapInto(NOTHING)) {
            throw new SSLException("the engine has closed");
          }
        }
        case FINISHED, NOT_HANDSHAKING -> {
          TlsAgreement made = agreed();
          agreement = made;
          String refusal = ResumedClient.refusal(clientTrust, made);
          if (refusal != null) {
            problem = TlsProblem.CLIENT_CERTIFICATE_REFUSED;
            detail = refusal;
            return;
          }
          isEstablished = true;
          if (inputStart == inputEnd) {
            dropInput();
          }
          return;
        }
      }
    }
  }

  private void runDelegated() {
    Runnable work;
    while ((work = engine.getDelegatedTask()) != null) {
      work.run();
    }
  }

  private boolean unwrapHandshake() throws SSLException {
    ByteBuffer target = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    ByteBuffer source = ByteBuffer.wrap(input, inputStart, inputEnd - inputStart);
    SSLEngineResult result = engine.unwrap(source, target);
    inputStart += result.bytesConsumed();
    if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
      throw new SSLException("closed during the handshake");
    }
    return result.getStatus() != SSLEngineResult.Status.BUFFER_UNDERFLOW;
  }

  /// Wraps into the output; `false` when the engine is closed.
  private boolean wrapInto(ByteBuffer source) throws SSLException {
    while (true) {
      makeRoom(engine.getSession().getPacketBufferSize());
      ByteBuffer target = ByteBuffer.wrap(output, outputEnd, output.length - outputEnd);
      SSLEngineResult result = engine.wrap(source, target);
      outputEnd += result.bytesProduced();
      switch (result.getStatus()) {
        case OK -> {
          return true;
        }
        case CLOSED -> {
          return result.bytesProduced() > 0;
        }
        case BUFFER_OVERFLOW, BUFFER_UNDERFLOW -> makeRoom(output.length * 2);
      }
    }
  }

  private void makeRoom(int size) {
    if (output.length - outputEnd < size) {
      output = Arrays.copyOf(output, outputEnd + size);
    }
  }

  private void failed(Exception reason) {
    problem = JdkProblems.of(reason, server != null);
    detail = JdkProblems.detail(reason);
    try {
      // The alert that tells the peer.
      boolean more = true;
      while (more && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        more = wrapInto(NOTHING);
      }
    } catch (SSLException | RuntimeException noMore) {
      detail = detail + "; no alert: " + noMore.getMessage();
    }
  }

  private TlsAgreement agreed() {
    SSLSession session = engine.getSession();
    String applicationProtocol = engine.getApplicationProtocol();
    return new TlsAgreement(
        session.getProtocol(),
        session.getCipherSuite(),
        applicationProtocol == null ? "" : applicationProtocol,
        server == null ? requestedHost(session) : server.host(),
        server != null || clientTrust != null ? peerCertificates(session) : List.of(),
        session.getCreationTime() < begunMillis);
  }

  private static @Nullable String requestedHost(SSLSession session) {
    return session instanceof ExtendedSSLSession extended
        ? KeysByAlias.hostIn(extended.getRequestedServerNames())
        : null;
  }

  private static List<byte[]> peerCertificates(SSLSession session) {
    List<byte[]> chain = new ArrayList<>();
    try {
      for (Certificate certificate : session.getPeerCertificates()) {
        chain.add(certificate.getEncoded());
      }
    } catch (SSLPeerUnverifiedException | CertificateEncodingException none) {
      return List.of();
    }
    return chain;
  }

  // Records.

  @Override
  public int decrypt(long address, int length, long target, int capacity) {
    consumed = 0;
    if (engine.isInboundDone()) {
      consumed = length;
      return ENDED;
    }
    if (inputStart == inputEnd && length >= HEADER) {
      int record = HEADER + bodyLength(Memory.getByte(address + 3), Memory.getByte(address + 4));
      if (record <= length && record <= TlsScratch.RECORD_MAX) {
        byte[] copy = TlsScratch.get().record();
        Memory.copyOut(address, copy, 0, record);
        consumed = record;
        return unwrapRecord(ByteBuffer.wrap(copy, 0, record), target);
      }
    }
    consumed = fill(address, length);
    if (!holdsRecord()) {
      return NEEDS_MORE;
    }
    ByteBuffer source = ByteBuffer.wrap(input, inputStart, inputEnd - inputStart);
    int produced = unwrapRecord(source, target);
    inputStart = source.position();
    if (inputStart == inputEnd) {
      dropInput();
    }
    return produced;
  }

  private int unwrapRecord(ByteBuffer source, long target) {
    byte[] plain = TlsScratch.get().plain();
    try {
      SSLEngineResult result = unwrap(source, ByteBuffer.wrap(plain));
      if (!handlePostHandshake()) {
        throw new SSLException("renegotiation is refused");
      }
      int produced = result.bytesProduced();
      if (produced > PLAIN_MAX) {
        throw new SSLException("record too long");
      }
      emptyRecords = produced == 0 ? emptyRecords + 1 : 0;
      if (emptyRecords > EMPTY_RECORDS_MAX) {
        throw new SSLException("too many records without data");
      }
      Memory.copyIn(plain, 0, target, produced);
      return produced == 0 && engine.isInboundDone() ? ENDED : produced;
    } catch (SSLException | RuntimeException broken) {
      failed(broken);
      return BROKEN;
    }
  }

  private SSLEngineResult unwrap(ByteBuffer source, ByteBuffer target) throws SSLException {
    if (random == null) {
      return engine.unwrap(source, target);
    }
    random.reading(true);
    try {
      return engine.unwrap(source, target);
    } finally {
      random.reading(false);
    }
  }

  /// Answers key updates; `false` when the peer wants another handshake, which TLS 1.2 allowed.
  private boolean handlePostHandshake() throws SSLException {
    for (int step = 0; step < 16; step++) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> wrapInto(NOTHING);
        case NEED_TASK -> {
          if (engine.getSession().getProtocol().equals("TLSv1.2")) {
            return false;
          }
          runDelegated();
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN, FINISHED, NOT_HANDSHAKING -> {
          return true;
        }
      }
      if (engine.isOutboundDone()) {
        return true;
      }
    }
    return true;
  }

  @Override
  public boolean holdsInput() {
    return holdsRecord();
  }

  @Override
  public int roomFor(int plain) {
    return plain + OVERHEAD;
  }

  @Override
  public int encrypt(long source, int length, long target, int capacity) {
    consumed = 0;
    TlsScratch scratch = TlsScratch.get();
    byte[] plain = scratch.plain();
    byte[] record = scratch.record();
    Memory.copyOut(source, plain, 0, length);
    try {
      SSLEngineResult result =
          engine.wrap(ByteBuffer.wrap(plain, 0, length), ByteBuffer.wrap(record));
      if (result.getStatus() != SSLEngineResult.Status.OK || result.bytesProduced() > capacity) {
        problem = TlsProblem.PEER_GONE;
        return BROKEN;
      }
      consumed = result.bytesConsumed();
      Memory.copyIn(record, 0, target, result.bytesProduced());
      return result.bytesProduced();
    } catch (SSLException | RuntimeException broken) {
      failed(broken);
      return BROKEN;
    }
  }

  @Override
  public void endOutput() {
    engine.closeOutbound();
    try {
      while (!engine.isOutboundDone()) {
        if (!wrapInto(NOTHING)) {
          return;
        }
      }
    } catch (SSLException | RuntimeException broken) {
      failed(broken);
    }
  }

  @Override
  public int outputSize() {
    return outputEnd - outputStart;
  }

  @Override
  public int takeOutput(long target, int capacity) {
    int count = Math.min(capacity, outputEnd - outputStart);
    Memory.copyIn(output, outputStart, target, count);
    outputStart += count;
    if (outputStart == outputEnd) {
      output = new byte[0];
      outputStart = 0;
      outputEnd = 0;
    }
    return count;
  }

  // The input.

  private boolean holdsRecord() {
    int size = inputEnd - inputStart;
    return size >= HEADER
        && size >= HEADER + bodyLength(input[inputStart + 3], input[inputStart + 4]);
  }

  private static int bodyLength(byte high, byte low) {
    return ((high & 0xff) << 8) | (low & 0xff);
  }

  private void append(long address, int length) {
    if (length == 0) {
      return;
    }
    if (input.length - inputEnd < length) {
      int size = inputEnd - inputStart;
      byte[] larger = new byte[Math.max(size + length, 2 * size)];
      System.arraycopy(input, inputStart, larger, 0, size);
      input = larger;
      inputStart = 0;
      inputEnd = size;
    }
    Memory.copyOut(address, input, inputEnd, length);
    inputEnd += length;
  }

  /// Takes what completes the record at hand, and no more.
  private int fill(long address, int length) {
    int taken = 0;
    if (inputEnd - inputStart < HEADER) {
      taken = Math.min(length, HEADER - (inputEnd - inputStart));
      append(address, taken);
      if (inputEnd - inputStart < HEADER) {
        return taken;
      }
    }
    int record = HEADER + bodyLength(input[inputStart + 3], input[inputStart + 4]);
    int rest = Math.min(length - taken, Math.max(0, record - (inputEnd - inputStart)));
    append(address + taken, rest);
    return taken + rest;
  }

  private void dropInput() {
    input = new byte[0];
    inputStart = 0;
    inputEnd = 0;
  }

  @Override
  public int consumed() {
    return consumed;
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
    // What a task still uses, the collector takes later.
    released.run();
  }
}
