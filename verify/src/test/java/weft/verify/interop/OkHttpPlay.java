package weft.verify.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/// OkHttp: HTTP/2 with prior knowledge, or by ALPN.
final class OkHttpPlay implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String base;
  private final Protocol protocol;
  private final OkHttpClient client;

  private OkHttpPlay(String base, Protocol protocol, OkHttpClient.Builder builder) {
    this.base = base;
    this.protocol = protocol;
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(1000);
    dispatcher.setMaxRequestsPerHost(1000);
    this.client =
        builder.dispatcher(dispatcher).callTimeout(PATIENCE).readTimeout(PATIENCE).build();
  }

  /// In cleartext.
  OkHttpPlay(DemoProcess demo) {
    this(
        demo.url(""),
        Protocol.H2_PRIOR_KNOWLEDGE,
        new OkHttpClient.Builder().protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE)));
  }

  /// Over TLS.
  OkHttpPlay(DemoProcess demo, X509TrustManager trust) throws GeneralSecurityException {
    this(
        demo.secureUrl(""),
        Protocol.HTTP_2,
        new OkHttpClient.Builder()
            .sslSocketFactory(CertificateFiles.client(trust).getSocketFactory(), trust));
  }

  /// Asks for everything the demo has, one after another.
  void verify() throws IOException {
    assertThat(ask("/plaintext").body()).asString().isEqualTo("Hello, World!");
    assertThat(ask("/users/7").body()).asString().isEqualTo("{\"id\":7,\"name\":\"user 7\"}");
    assertThat(ask("/nowhere").status()).isEqualTo(404);
    assertThat(ask("/error").status()).isEqualTo(500);
    assertThat(call(request("/plaintext").head().build())).isEqualTo(new Answer(200, new byte[0]));
    for (int size : EchoBodies.SIZES) {
      byte[] body = EchoBodies.of(size);
      Answer answer = call(request("/echo").post(RequestBody.create(body)).build());
      assertThat(answer).as("%s bytes", size).isEqualTo(new Answer(200, body));
    }
    for (int size : DemoStream.SIZES) {
      assertThat(ask(DemoStream.path(size)))
          .as("%s bytes", size)
          .isEqualTo(new Answer(200, DemoStream.content(size)));
    }
    assertThat(client.connectionPool().connectionCount()).isEqualTo(1);
  }

  /// Sends many requests at once; all are answered alike, on the one connection.
  void askTogether(String path, int count) throws Exception {
    // The first makes the connection, which the others then find.
    Answer first = ask(path);
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      CompletableFuture<Answer> answer = new CompletableFuture<>();
      client.newCall(request(path).build()).enqueue(completing(answer));
      answers.add(answer);
    }
    for (CompletableFuture<Answer> answer : answers) {
      assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(first);
    }
    assertThat(client.connectionPool().connectionCount()).isEqualTo(1);
  }

  private Callback completing(CompletableFuture<Answer> answer) {
    return new Callback() {
      @Override
      public void onResponse(Call call, Response response) throws IOException {
        try (response) {
          answer.complete(answer(response));
        } catch (IOException | AssertionError failure) {
          answer.completeExceptionally(failure);
        }
      }

      @Override
      public void onFailure(Call call, IOException failure) {
        answer.completeExceptionally(failure);
      }
    };
  }

  private Answer ask(String path) throws IOException {
    return call(request(path).build());
  }

  private Answer call(Request request) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      return answer(response);
    }
  }

  private Answer answer(Response response) throws IOException {
    assertThat(response.protocol()).isEqualTo(protocol);
    return new Answer(response.code(), response.body().bytes());
  }

  private Request.Builder request(String path) {
    return new Request.Builder().url(base + path);
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
