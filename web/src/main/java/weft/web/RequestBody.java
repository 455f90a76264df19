package weft.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import org.jspecify.annotations.Nullable;
import weft.http.Body;
import weft.http.HttpError;
import weft.http.Status;
import weft.web.json.JsonCodec;
import weft.web.json.JsonError;

/// The body of a request, in blocking style. What is read whole is kept, and may be read again in
/// any form; what is read as a stream is gone, and asking for all of it then is a mistake of the
/// program.
///
/// Reading throws [weft.http.HttpError] 413 past the limit and 408 when the client is too slow.
/// Valid until the handler returns.
public final class RequestBody {
  private final Body body;
  private final @Nullable MediaType type;
  private final JsonCodec codec;
  private final @Nullable DecodedBody decoded;
  private byte @Nullable [] whole;
  private boolean isStreamed;

  /// @param decoding what a filter decodes it with; null for nobody
  RequestBody(
      Body body, @Nullable String contentType, JsonCodec codec, @Nullable InputStream decoding) {
    this.body = body;
    this.decoded = decoding == null ? null : new DecodedBody(decoding, body.limit());
    this.type = contentType == null ? null : MediaType.parse(contentType);
    this.codec = codec;
  }

  /// Bytes it will have in all; 0 for none, -1 when the client did not say, or a filter decodes it.
  public long length() {
    return decoded == null ? body.length() : -1;
  }

  /// Sets how large this body may be, instead of the server's default. It counts for the bytes that
  /// come and for what a filter makes of them.
  ///
  /// @param bytesMax 0 or more; `Long.MAX_VALUE` for no limit
  public RequestBody limit(long bytesMax) {
    body.limit(bytesMax);
    if (decoded != null) {
      decoded.limit(bytesMax);
    }
    return this;
  }

  /// All of it; always the same bytes.
  ///
  /// @return not to be changed
  /// @throws IllegalStateException when it was read as a stream, a form or records before
  public byte[] bytes() throws IOException {
    if (whole == null) {
      if (isStreamed) {
        throw new IllegalStateException(
            "the body was read as a stream, a form or records before and is gone; whoever wants it"
                + " twice asks for bytes() first");
      }
      whole = decoded == null ? body.bytes() : decoded.readAllBytes();
    }
    return checked(whole);
  }

  /// Whoever reads it anew may have set a limit of their own.
  private byte[] checked(byte[] kept) {
    if (kept.length > body.limit()) {
      throw new HttpError(
          Status.CONTENT_TOO_LARGE, "the body is larger than " + body.limit() + " bytes");
    }
    return kept;
  }

  /// All of it as text, in the charset of its content type, UTF-8 without one.
  ///
  /// @throws ProblemError 415 for a charset we do not have, 400 for bytes that are not of the
  ///   charset
  public String text() throws IOException {
    Charset charset = charset();
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(bytes())).toString();
    } catch (CharacterCodingException _) {
      throw new ProblemError(Problem.of(400, "the body is not valid " + charset.name()));
    }
  }

  /// All of it as one JSON value.
  ///
  /// @throws ProblemError 415 when the content type is there and is not JSON, 400 when the text is
  ///   not JSON or does not fit
  /// @throws IllegalArgumentException when the type has no JSON form
  public <T> T json(Class<T> target) throws IOException {
    if (type != null && !type.isJson()) {
      throw new ProblemError(
          Problem.of(
              Status.UNSUPPORTED_MEDIA_TYPE,
              "the body is " + type.name() + ", not application/json"));
    }
    try {
      return codec.decode(bytes(), target);
    } catch (JsonError error) {
      throw new ProblemError(problem(error));
    }
  }

  /// The body as a stream, once; reading waits for the client. Closing it does nothing. A body that
  /// was read whole before is read anew by each.
  public InputStream stream() {
    if (whole != null) {
      return new ByteArrayInputStream(checked(whole));
    }
    isStreamed = true;
    return decoded == null ? body.stream() : decoded;
  }

  private Charset charset() {
    String name = type == null ? null : type.charset();
    try {
      return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
      throw new ProblemError(
          Problem.of(Status.UNSUPPORTED_MEDIA_TYPE, "the charset of the body is not known here"));
    }
  }

  private static Problem problem(JsonError error) {
    String place = error.pointer().isEmpty() ? "" : " at #" + error.pointer();
    Problem problem = Problem.of(400, "the JSON body is wrong" + place + ": " + error.getMessage());
    if (!error.pointer().isEmpty()) {
      problem = problem.with("pointer", "#" + error.pointer());
    }
    if (error.line() > 0) {
      problem = problem.with("line", error.line()).with("column", error.column());
    }
    return problem;
  }
}
