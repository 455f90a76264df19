package weft.http.server;

import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import weft.http.Headers;
import weft.http.Request;

/// The head of a request in a handler's hands, and all that another thread may ask of it.
public final class LentHead {
  /// What comes of a question when the handler has returned.
  public static final String OVER = "fields of a request that is over";

  private static final List<BiFunction<Request, Headers, @Nullable Object>> QUESTIONS =
      List.of(
          (request, _) -> request.header("X-User"),
          (_, headers) -> headers.first("x-user"),
          (_, headers) -> headers.all("x-user"),
          (_, headers) -> headers.joined("x-user"),
          (_, headers) -> headers.contains("X-User"),
          (_, headers) -> headers.name(1),
          (_, headers) -> headers.value(1),
          (_, headers) -> headers.size(),
          (_, headers) -> headers.copy().first("x-user"),
          (_, headers) -> headers.copy(),
          (_, headers) -> headers,
          (request, _) -> request.method(),
          (request, _) -> request.target(),
          (request, _) -> request.path(),
          (request, _) -> request.query(),
          (request, _) -> request.authority(),
          (request, _) -> request.version(),
          (request, _) -> request.isConditional(),
          (request, _) -> request.trailers().first("x-end"));

  private final Request request;
  private final Headers headers;

  /// Takes what a handler may lend.
  public LentHead(Request request) {
    this.request = request;
    headers = request.headers();
  }

  /// What comes of each question: an answer as text, or [#OVER].
  public List<String> answers() {
    return QUESTIONS.stream().map(this::answer).toList();
  }

  /// What comes of a question, an answer as text or [#OVER].
  ///
  /// @param number of the question, counted on from the first again after the last
  String answer(int number) {
    return answer(QUESTIONS.get(number % QUESTIONS.size()));
  }

  private String answer(BiFunction<Request, Headers, @Nullable Object> question) {
    try {
      return String.valueOf(question.apply(request, headers));
    } catch (IllegalStateException _) {
      return OVER;
    }
  }
}
