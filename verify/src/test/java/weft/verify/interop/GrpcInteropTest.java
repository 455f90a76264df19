package weft.verify.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.server.StopReport;
import weft.verify.wire.EchoServer;

/// grpc-java calls a service on a plain handler: over cleartext with prior knowledge and over TLS
/// by ALPN, on each back-end.
@Tag("interop")
@Timeout(60)
@ParameterizedClass
@EnumSource
final class GrpcInteropTest {
  private static final int MESSAGE_BYTES_MAX = 32 << 20;
  private static final int PATIENCE_SECONDS = 10;
  private static final long PATIENCE_NANOS = PATIENCE_SECONDS * 1_000_000_000L;

  private static final Marshaller<byte[]> BYTES =
      new Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
          }
        }
      };

  @TempDir static Path folder;

  @Parameter GrpcMode mode;

  private final GrpcService service = new GrpcService();
  private EchoServer server;
  private ManagedChannel channel;
  private boolean dataMayFollowReset;

  @BeforeEach
  void start() throws IOException {
    server = mode.start(folder, service);
    ChannelCredentials credentials =
        mode.isSecure()
            ? TlsChannelCredentials.newBuilder()
                .trustManager(GrpcMode.certificate(folder).certificateFile().toFile())
                .build()
            : InsecureChannelCredentials.create();
    channel =
        Grpc.newChannelBuilderForAddress("127.0.0.1", mode.port(server), credentials)
            .maxInboundMessageSize(MESSAGE_BYTES_MAX)
            .build();
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow();
    assertThat(channel.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    await(0, () -> server.hubs().hub(0).counters().buffersInUse());
    Set<String> faults = new TreeSet<>(server.server().counters().faults().keySet());
    if (dataMayFollowReset) {
      faults.remove("CLOSED_STREAM");
    }
    assertThat(faults).isEmpty();
    assertThat(server.hubs().hub(0).counters().bugs()).isZero();
    server.close();
  }

  /// A call may end while its message is on the way: the service answers before it reads, or the
  /// time is up. The client gives the stream up then, and when it writes both at a time, its data
  /// stands behind its own RST_STREAM: a fault of that stream.
  private void callsMayEndEarly() {
    dataMayFollowReset = true;
  }

  /// Waits until a counter says so; a moment later it may say something else.
  private static void await(long wanted, LongSupplier counter) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    long last = counter.getAsLong();
    while (last != wanted && System.nanoTime() < deadline) {
      Thread.onSpinWait();
      last = counter.getAsLong();
    }
    assertThat(last).isEqualTo(wanted);
  }

  private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setFullMethodName(MethodDescriptor.generateFullMethodName(GrpcService.NAME, name))
        .setType(type)
        .setRequestMarshaller(BYTES)
        .setResponseMarshaller(BYTES)
        .build();
  }

  private ClientCall<byte[], byte[]> call(String name, MethodType type) {
    return channel.newCall(method(name, type), CallOptions.DEFAULT);
  }

  private byte[] unary(String name, byte[] message) {
    return ClientCalls.blockingUnaryCall(
        channel, method(name, MethodType.UNARY), CallOptions.DEFAULT, message);
  }

  private Status failure(String name) {
    return Status.fromThrowable(catchThrowable(() -> unary(name, new byte[0])));
  }

  @Test
  void oneMessageIsAnsweredByOne() {
    for (int size : List.of(0, 1, 8_187, 8_188, 16_379, 100_000)) {
      byte[] message = EchoBodies.of(size);
      assertThat(unary("Echo", message)).as("%s bytes", size).isEqualTo(message);
    }
    assertThat(server.server().counters().connectionsAccepted()).isEqualTo(1);
  }

  @Test
  void answersStream() {
    for (int size : List.of(0, 10, 70_000)) {
      Iterator<byte[]> answers =
          ClientCalls.blockingServerStreamingCall(
              channel,
              method("Count", MethodType.SERVER_STREAMING),
              CallOptions.DEFAULT,
              ("300 " + size).getBytes(US_ASCII));

      int count = 0;
      while (answers.hasNext()) {
        assertThat(answers.next()).isEqualTo(EchoBodies.of(size));
        count++;
      }
      assertThat(count).isEqualTo(300);
    }
  }

  @Test
  void requestsStream() throws Exception {
    GrpcAnswers answers = new GrpcAnswers();
    StreamObserver<byte[]> requests =
        ClientCalls.asyncClientStreamingCall(call("Collect", MethodType.CLIENT_STREAMING), answers);

    for (int count = 0; count < 300; count++) {
      requests.onNext(EchoBodies.of(count * 100));
    }
    requests.onCompleted();

    assertThat(answers.awaitStatus()).isEqualTo(Status.OK);
    assertThat(answers.awaitMessage()).asString(US_ASCII).isEqualTo("300 " + 300 * 299 / 2 * 100);
  }

  @Test
  void answersComeWhileRequestsStillGo() throws Exception {
    GrpcAnswers answers = new GrpcAnswers();
    StreamObserver<byte[]> requests = chat(answers);

    for (int round = 0; round < 200; round++) {
      byte[] message = EchoBodies.of(round * 10);
      requests.onNext(message);
      assertThat(answers.awaitMessage()).isEqualTo(message);
    }
    requests.onCompleted();

    assertThat(answers.awaitStatus()).isEqualTo(Status.OK);
  }

  private StreamObserver<byte[]> chat(GrpcAnswers answers) {
    return ClientCalls.asyncBidiStreamingCall(call("Chat", MethodType.BIDI_STREAMING), answers);
  }

  @Test
  void aServiceMayAnswerBeforeTheRequestsEnd() throws Exception {
    GrpcAnswers answers = new GrpcAnswers();
    StreamObserver<byte[]> requests =
        ClientCalls.asyncClientStreamingCall(call("Enough", MethodType.CLIENT_STREAMING), answers);

    for (int count = 0; count < 3; count++) {
      requests.onNext(new byte[1000]);
    }

    assertThat(answers.awaitStatus()).isEqualTo(Status.OK);
    assertThat(answers.awaitMessage()).hasSize(3);
    await(0, () -> server.server().counters().requestsOpen());
    assertThat(server.server().counters().clientsGone()).isZero();
    assertThat(unary("Echo", new byte[7])).hasSize(7);
  }

  @Test
  void aStatusMayStandAlone() {
    callsMayEndEarly();
    Status status = failure("Refuse");

    assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(status.getDescription()).isEqualTo(GrpcService.MESSAGE);
    assertThat(failure("Nonsense").getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void aStatusMayStandBehindMessages() throws Exception {
    GrpcAnswers answers = new GrpcAnswers();

    ClientCalls.asyncServerStreamingCall(
        call("Break", MethodType.SERVER_STREAMING), new byte[0], answers);

    Status status = answers.awaitStatus();
    assertThat(status.getCode()).isEqualTo(Status.Code.ABORTED);
    assertThat(status.getDescription()).isEqualTo(GrpcService.MESSAGE);
    assertThat(answers.count()).isEqualTo(2);
  }

  @Test
  void whatIsNoAnswerOfGrpcIsAnError() {
    callsMayEndEarly();
    MethodDescriptor<byte[], byte[]> elsewhere =
        method("Echo", MethodType.UNARY).toBuilder()
            .setFullMethodName("weft.verify.Other/Echo")
            .build();
    Throwable notFound =
        catchThrowable(() ->
            ClientCalls.blockingUnaryCall(channel, elsewhere, CallOptions.DEFAULT, new byte[0]));

    assertThat(Status.fromThrowable(notFound).getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(failure("Throw").getCode()).isEqualTo(Status.Code.UNKNOWN);
  }

  @Test
  void anAnswerThatBreaksOffIsAnError() throws Exception {
    GrpcAnswers answers = new GrpcAnswers();

    ClientCalls.asyncServerStreamingCall(
        call("ThrowLate", MethodType.SERVER_STREAMING), new byte[0], answers);

    assertThat(answers.awaitStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(server.server().counters().responsesAborted()).isEqualTo(1);
  }

  @Test
  void aDeadlineEndsTheHandler() throws Exception {
    callsMayEndEarly();
    // The connection is there when the time begins. On a busy machine it may pass all the same
    // before the server has heard of the call: then once more.
    assertThat(unary("Echo", new byte[1])).hasSize(1);
    do {
      CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.SECONDS);

      Throwable failure =
          catchThrowable(() ->
              ClientCalls.blockingUnaryCall(
                  channel, method("Hold", MethodType.UNARY), soon, new byte[0]));

      assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    } while (!service.hasBegun());
    // On a busy machine it may come while the handler still reads.
    assertThat(service.awaitEnd()).isIn("InterruptedException", "ClientGone");
    await(1, () -> Math.min(1, server.server().counters().clientsGone()));
    await(0, () -> server.server().counters().requestsOpen());
  }

  @Test
  void whoCancelsEndsAHandlerThatWaits() throws Exception {
    Future<byte[]> answer =
        ClientCalls.futureUnaryCall(call("Hold", MethodType.UNARY), new byte[0]);
    assertThat(service.awaitHolding()).isTrue();

    answer.cancel(true);

    assertThat(service.awaitEnd()).isEqualTo("InterruptedException");
    await(1, () -> server.server().counters().clientsGone());
  }

  @Test
  void whoCancelsEndsAHandlerThatReads() throws Exception {
    GrpcAnswers answers = new GrpcAnswers();
    ClientCall<byte[], byte[]> call = call("Listen", MethodType.BIDI_STREAMING);
    StreamObserver<byte[]> requests = ClientCalls.asyncBidiStreamingCall(call, answers);
    for (int round = 0; round < 3; round++) {
      assertThat(answers.awaitMessage()).isEmpty();
      requests.onNext(new byte[100]);
    }
    // Or data would follow the client's RST_STREAM.
    assertThat(answers.awaitMessage()).isEmpty();

    call.cancel("enough", null);

    assertThat(service.awaitEnd()).isEqualTo("ClientGone");
    assertThat(answers.awaitStatus().getCode()).isEqualTo(Status.Code.CANCELLED);
    await(1, () -> server.server().counters().clientsGone());
  }

  /// The client takes one message; the windows fill, and the handler waits.
  @Test
  void whoCancelsEndsAHandlerThatWrites() throws Exception {
    CompletableFuture<byte[]> first = new CompletableFuture<>();
    ClientCall<byte[], byte[]> call = call("Pour", MethodType.SERVER_STREAMING);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(byte[] message) {
            first.complete(message);
          }
        },
        new Metadata());
    call.sendMessage(new byte[0]);
    call.halfClose();
    call.request(1);
    assertThat(first.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).hasSize(10_000);
    awaitCalm();

    call.cancel("enough", null);

    assertThat(service.awaitEnd()).isEqualTo("ClientGone");
    await(1, () -> server.server().counters().clientsGone());
  }

  /// Waits until the server sends nothing more for a while.
  private void awaitCalm() {
    long since = System.nanoTime();
    long sent = server.server().counters().bytesSent();
    while (System.nanoTime() < since + 200_000_000L) {
      long now = server.server().counters().bytesSent();
      if (now != sent) {
        sent = now;
        since = System.nanoTime();
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void messagesMayBeLarge() throws Exception {
    byte[] message = EchoBodies.of(8 << 20);
    assertThat(unary("Echo", message)).isEqualTo(message);

    GrpcAnswers answers = new GrpcAnswers();
    StreamObserver<byte[]> requests = chat(answers);
    byte[] part = EchoBodies.of(2 << 20);
    for (int count = 0; count < 6; count++) {
      requests.onNext(part);
    }
    requests.onCompleted();
    for (int count = 0; count < 6; count++) {
      assertThat(answers.awaitMessage()).isEqualTo(part);
    }
    assertThat(answers.awaitStatus()).isEqualTo(Status.OK);
  }

  /// More calls than the server takes at a time, and so many at a time that they can meet.
  @Test
  void aThousandCallsShareAConnection() throws Exception {
    List<Future<byte[]>> answers = new ArrayList<>();
    for (int index = 0; index < 1000; index++) {
      answers.add(
          ClientCalls.futureUnaryCall(call("Meet", MethodType.UNARY), EchoBodies.of(index)));
    }
    for (int index = 0; index < 1000; index++) {
      assertThat(answers.get(index).get(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .isEqualTo(EchoBodies.of(index));
    }
    assertThat(server.server().counters().connectionsAccepted()).isEqualTo(1);
  }

  /// The client measures the way with a PING wherever it gets an answer.
  @Test
  void manyCallsFollowOneAnother() {
    byte[] message = EchoBodies.of(1000);
    for (int count = 0; count < 1500; count++) {
      assertThat(unary("Echo", message)).hasSize(1000);
    }
    assertThat(server.server().counters().connectionsAccepted()).isEqualTo(1);
  }

  @Test
  void metadataGoesBothWays() {
    Metadata.Key<String> text = Metadata.Key.of("x-text", Metadata.ASCII_STRING_MARSHALLER);
    Metadata.Key<byte[]> binary = Metadata.Key.of("x-data-bin", Metadata.BINARY_BYTE_MARSHALLER);
    Metadata sent = new Metadata();
    sent.put(text, "one");
    sent.put(text, "two, too");
    for (int size : List.of(0, 1, 2, 3, 200)) {
      byte[] value = new byte[size];
      for (int index = 0; index < size; index++) {
        value[index] = (byte) (index * 7 - 128);
      }
      sent.put(binary, value);
    }
    AtomicReference<Metadata> head = new AtomicReference<>();
    AtomicReference<Metadata> tail = new AtomicReference<>();
    Channel adding =
        ClientInterceptors.intercept(
            channel,
            MetadataUtils.newAttachHeadersInterceptor(sent),
            MetadataUtils.newCaptureMetadataInterceptor(head, tail));

    ClientCalls.blockingUnaryCall(
        adding, method("Fields", MethodType.UNARY), CallOptions.DEFAULT, new byte[0]);

    for (Metadata got : List.of(head.get(), tail.get())) {
      assertThat(got.getAll(text)).containsExactly("one", "two, too");
      assertThat(got.getAll(binary)).containsExactlyElementsOf(sent.getAll(binary));
    }
  }

  @Test
  void aServerThatStopsFinishesItsCalls() throws Exception {
    GrpcAnswers answers = new GrpcAnswers();
    StreamObserver<byte[]> requests = chat(answers);
    requests.onNext(new byte[1]);
    assertThat(answers.awaitMessage()).hasSize(1);

    CompletableFuture<StopReport> stopped =
        CompletableFuture.supplyAsync(() -> server.server().stop(Duration.ofSeconds(10)));
    // A new call finds nobody who takes it: so the client has heard that the server stops.
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    Throwable refused = null;
    while (refused == null && System.nanoTime() < deadline) {
      refused = catchThrowable(() -> unary("Echo", new byte[1]));
    }
    assertThat(Status.fromThrowable(refused).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    requests.onNext(new byte[2]);
    assertThat(answers.awaitMessage()).hasSize(2);
    requests.onCompleted();

    assertThat(answers.awaitStatus()).isEqualTo(Status.OK);
    assertThat(stopped.get(PATIENCE_SECONDS, TimeUnit.SECONDS).isClean()).isTrue();
  }
}
