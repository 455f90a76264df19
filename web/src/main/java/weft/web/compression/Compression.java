package weft.web.compression;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import weft.http.AcceptEncoding;
import weft.web.Filter;
import weft.web.WebHandler;
import weft.web.WebRequest;
import weft.web.WebResponse;

/// Compresses the bodies of responses, as a filter of an app, a group or a route.
///
/// ```java
/// app.filter(Compression.create());
/// ```
///
/// Compressed is what the client accepts so (RFC 9110 §12.5.3), is of a listed type, not too small,
/// not encoded yet, not part of something (206), and not excepted by `Cache-Control: no-transform`
/// or [WebResponse#uncompressed]. Streams are compressed as they are written; a flush reaches the
/// client. Error answers are compressed, too.
///
/// Shared by all requests.
public final class Compression implements Filter {
  private final CompressionOptions options;
  private final List<Coding> codings;
  private final TypeList types;
  final CoderPool coders;
  final LongAdder compressed = new LongAdder();
  final LongAdder left = new LongAdder();
  final LongAdder busy = new LongAdder();
  final LongAdder bytesIn = new LongAdder();
  final LongAdder bytesOut = new LongAdder();

  private Compression(CompressionOptions options) {
    this.options = options;
    this.codings = options.codings().stream().filter(Coding::isAvailable).toList();
    this.types = new TypeList(options.types());
    this.coders = new CoderPool(options);
  }

  /// With the defaults.
  public static Compression create() {
    return create(CompressionOptions.DEFAULTS);
  }

  /// With options. Loads the native libraries, so it is for the start of a program.
  public static Compression create(CompressionOptions options) {
    return new Compression(options);
  }

  @Override
  public void filter(WebRequest request, WebResponse response, WebHandler next) throws Exception {
    AcceptEncoding accepted = AcceptEncoding.of(request.headers());
    response.encodeBody(new ResponseCoding(this, accepted, request.method().equals("HEAD")));
    next.handle(request, response);
  }

  /// What it has counted. Any thread.
  public CompressionCounters counters() {
    return new CompressionCounters(
        compressed.sum(), left.sum(), busy.sum(), bytesIn.sum(), bytesOut.sum(), coders.taken());
  }

  /// The codings that are offered, the preferred first.
  public List<Coding> codings() {
    return codings;
  }

  int minimumBytes() {
    return options.minimumBytes();
  }

  TypeList types() {
    return types;
  }
}
