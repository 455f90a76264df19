package weft.http.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.Headers;
import weft.http.OptionBounds;

/// A request being put together, and sent by [#send] or [#start]. One thread at a time.
public final class ClientRequest {
  private final HttpClient client;
  private final String method;
  private final URI uri;
  private final FieldList fields = new FieldList();
  private final FieldList trailers = new FieldList();
  private OutgoingBody body = OutgoingBody.NONE;
  private Duration timeout;
  private int redirectsMax;
  private boolean expectsContinue;
  private @Nullable BiConsumer<Integer, Headers> interim;

  ClientRequest(HttpClient client, String method, URI uri) {
    this.client = client;
    this.method = method;
    this.uri = uri;
    timeout = client.options().callTimeout();
    redirectsMax = client.options().redirectsMax();
    RequestFields.checkMethod(method);
    Origin.of(uri);
  }

  /// Sets a field; others of that name are dropped.
  ///
  /// @throws IllegalArgumentException when it cannot be sent, or frames messages and is therefore
  ///   the client's to say
  public ClientRequest header(String name, String value) {
    RequestFields.check(name, value);
    fields.set(name, value);
    return this;
  }

  /// Adds a field behind others, also of that name.
  ///
  /// @throws IllegalArgumentException as [#header]
  public ClientRequest addHeader(String name, String value) {
    RequestFields.check(name, value);
    fields.add(name, value);
    return this;
  }

  /// Adds a field behind the body, whose length is then not announced.
  ///
  /// @throws IllegalArgumentException as [#header]
  public ClientRequest trailer(String name, String value) {
    RequestFields.check(name, value);
    trailers.add(name, value);
    return this;
  }

  /// Sets how long the call may take in all; zero for no limit.
  ///
  /// @throws IllegalArgumentException when it is negative or more than a year
  public ClientRequest timeout(Duration timeout) {
    OptionBounds.time("timeout", timeout);
    this.timeout = timeout;
    return this;
  }

  /// Follows so many redirects, instead of as many as the client's options say.
  public ClientRequest redirects(int redirectsMax) {
    if (redirectsMax < 0) {
      throw new IllegalArgumentException("redirects " + redirectsMax + " is negative");
    }
    this.redirectsMax = redirectsMax;
    return this;
  }

  /// Asks the server whether it wants the body before sending it (`Expect: 100-continue`). A server
  /// that says nothing for a second is sent it.
  public ClientRequest expectContinue() {
    expectsContinue = true;
    return this;
  }

  /// Asks to be told of interim responses, such as 103 (Early Hints): status and fields. Called on
  /// the thread that waits for the response.
  public ClientRequest onInterim(BiConsumer<Integer, Headers> interim) {
    this.interim = interim;
    return this;
  }

  /// Sends bytes; they must not change until the response is there.
  public ClientRequest body(byte[] bytes) {
    body = OutgoingBody.of(bytes);
    return this;
  }

  /// Sends text in UTF-8, of type `text/plain` unless Content-Type says otherwise.
  public ClientRequest body(String text) {
    body = OutgoingBody.of(text.getBytes(UTF_8));
    if (fields.first("content-type") == null) {
      fields.add("Content-Type", "text/plain; charset=utf-8");
    }
    return this;
  }

  /// Sends what a stream gives, and closes it. Such a request is sent once: a failure is not
  /// retried, and a redirect that wants the same body is not followed.
  ///
  /// @param length bytes, -1 when not known; a stream that gives more or less fails the call
  public ClientRequest body(InputStream stream, long length) {
    if (length < -1) {
      throw new IllegalArgumentException("length " + length + " is less than -1");
    }
    body = new OutgoingBody(new byte[0], stream, length);
    return this;
  }

  /// Sends the request and waits for the head of its response.
  ///
  /// @return the response; read or close it, so that its connection can be used again
  /// @throws CallFailed when there is no response
  public ClientResponse send() throws IOException {
    return new Call(client, this).send();
  }

  /// Sends the head of the request; the body is written piece by piece, also while the response is
  /// read already. A body given before is not sent.
  ///
  /// @param length bytes of the body, -1 when not known
  /// @throws CallFailed when there is no connection
  public ClientCall start(long length) throws IOException {
    if (length < -1) {
      throw new IllegalArgumentException("length " + length + " is less than -1");
    }
    return new ClientCall(new Call(client, this), length);
  }

  // For Call.

  String method() {
    return method;
  }

  URI uri() {
    return uri;
  }

  FieldList fields() {
    return fields;
  }

  FieldList trailers() {
    return trailers;
  }

  OutgoingBody body() {
    return body;
  }

  Duration timeout() {
    return timeout;
  }

  int redirectsMax() {
    return redirectsMax;
  }

  boolean expectsContinue() {
    return expectsContinue;
  }

  void tellInterim(int status, Headers headers) {
    if (interim != null) {
      interim.accept(status, headers);
    }
  }
}
