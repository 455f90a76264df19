package weft.web;

/// User code that answers a request whose handler failed.
///
/// @param <E> what the handler threw
@FunctionalInterface
public interface ErrorHandler<E extends Throwable> {
  /// Makes the answer.
  ///
  /// @param response without the body and the content fields of the failed attempt; other fields
  ///   stay
  /// @throws Exception answered with 500
  void handle(E error, WebRequest request, WebResponse response) throws Exception;
}
