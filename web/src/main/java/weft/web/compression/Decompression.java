package weft.web.compression;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import weft.http.HttpError;
import weft.http.Status;
import weft.web.Filter;
import weft.web.WebHandler;
import weft.web.WebRequest;
import weft.web.WebResponse;

/// Decodes compressed bodies of requests, as a filter of an app, a group or a route: handlers read
/// [WebRequest#body] as if it had not been encoded.
///
/// ```java
/// app.filter(Decompression.create());
/// ```
///
/// A coding it does not know is refused with 415 and `Accept-Encoding` (RFC 9110 §15.5.16), a
/// malformed body with 400, one that becomes too large with 413.
///
/// Shared by all requests.
public final class Decompression implements Filter {

  private final DecompressionOptions options;
  private final List<Coding> codings;
  private final String acceptEncoding;
  private final Semaphore permits;
  private final LongAdder decoded = new LongAdder();
  private final LongAdder unsupported = new LongAdder();
  private final LongAdder busy = new LongAdder();
  final LongAdder malformed = new LongAdder();
  final LongAdder bombs = new LongAdder();

  private Decompression(DecompressionOptions options) {
    this.options = options;
    codings = options.codings().stream().filter(Coding::isAvailable).toList();
    acceptEncoding =
        codings.isEmpty()
            ? "identity"
            : codings.stream().map(Coding::token).collect(Collectors.joining(", "));
    permits = new Semaphore(options.decodersMax());
  }

  /// With the defaults.
  public static Decompression create() {
    return create(DecompressionOptions.DEFAULTS);
  }

  /// With options. Loads the native libraries, so it is for the start of a program.
  public static Decompression create(DecompressionOptions options) {
    return new Decompression(options);
  }

  @Override
  public void filter(WebRequest request, WebResponse response, WebHandler next) throws Exception {
    List<Coding> layers = layers(request.headers().all("content-encoding"));
    if (layers.isEmpty() || request.body().length() == 0) {
      next.handle(request, response);
      return;
    }
    if (!permits.tryAcquire()) {
      busy.increment();
      throw new HttpError(Status.SERVICE_UNAVAILABLE, "too many bodies are being decoded")
          .withHeader("Retry-After", "1");
    }
    List<InputStream> decoders = new ArrayList<>(2);
    try {
      decoded.increment();
      request.decodeBody(raw -> decode(raw, layers, decoders));
      next.handle(request, response);
    } finally {
      close(decoders);
      permits.release();
    }
  }

  /// What it has counted. Any thread.
  public DecompressionCounters counters() {
    return new DecompressionCounters(
        decoded.sum(),
        unsupported.sum(),
        malformed.sum(),
        bombs.sum(),
        busy.sum(),
        options.decodersMax() - permits.availablePermits());
  }

  int ratioMax() {
    return options.ratioMax();
  }

  /// The codings of a body in the order they were applied.
  private List<Coding> layers(List<String> fields) {
    List<Coding> layers = new ArrayList<>(1);
    for (String field : fields) {
      for (String element : field.split(",", -1)) {
        String token = element.strip();
        if (token.isEmpty() || token.equalsIgnoreCase("identity")) {
          continue;
        }
        Coding coding = Coding.of(token);
        if (coding == null || !codings.contains(coding)) {
          throw unsupported("one of the body's content codings is not known here");
        }
        layers.add(coding);
        if (layers.size() > options.layersMax()) {
          throw unsupported("the body has more than " + options.layersMax() + " content codings");
        }
      }
    }
    return layers;
  }

  /// "If the problem was caused by an unsupported content coding, the Accept-Encoding response
  /// header field ought to be used to indicate which (if any) content codings would have been
  /// accepted in the request." https://www.rfc-editor.org/rfc/rfc9110#section-15.5.16
  private HttpError unsupported(String detail) {
    unsupported.increment();
    return new HttpError(Status.UNSUPPORTED_MEDIA_TYPE, detail)
        .withHeader("Accept-Encoding", acceptEncoding);
  }

  private InputStream decode(InputStream raw, List<Coding> layers, List<InputStream> decoders) {
    CountedInput source = new CountedInput(raw);
    InputStream result = source;
    for (Coding coding : layers.reversed()) {
      InputStream decoder = decoder(coding, result);
      decoders.add(decoder);
      result = new MeasuredInput(this, coding, decoder, source);
    }
    return result;
  }

  private static InputStream decoder(Coding coding, InputStream raw) {
    try {
      return switch (coding) {
        case ZSTD -> new ZstdInput(raw);
        case BR -> new BrotliInput(raw);
        case GZIP -> new InflatedInput(raw, true);
        case DEFLATE -> new InflatedInput(raw, false);
      };
    } catch (IOException noMemory) {
      throw new UncheckedIOException(noMemory);
    }
  }

  private static void close(List<InputStream> decoders) throws IOException {
    for (InputStream decoder : decoders) {
      decoder.close();
    }
  }
}
