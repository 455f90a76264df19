package weft.verify.interop;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a client of gRPC is answered: messages as they come, then a status.
final class GrpcAnswers implements StreamObserver<byte[]> {
  private static final int PATIENCE_SECONDS = 10;

  private final LinkedBlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> status = new CompletableFuture<>();

  GrpcAnswers() {}

  @Override
  public void onNext(byte[] message) {
    messages.add(message);
  }

  @Override
  public void onError(Throwable failure) {
    status.complete(Status.fromThrowable(failure));
  }

  @Override
  public void onCompleted() {
    status.complete(Status.OK);
  }

  /// Waits for a message.
  byte @Nullable [] awaitMessage() throws InterruptedException {
    return messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /// Waits for the end.
  Status awaitStatus() throws Exception {
    return status.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /// Messages that came and were not taken.
  int count() {
    return messages.size();
  }
}
