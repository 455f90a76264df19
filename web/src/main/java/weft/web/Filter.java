package weft.web;

/// User code around handlers: it may act before and after what is next, or not let it happen.
///
/// An exception of the handler passes through, so that a filter can undo its work; the error answer
/// is made outside of all filters. What has to see every answer belongs into an after-handler.
@FunctionalInterface
public interface Filter {
  /// Filters one request.
  ///
  /// @param next the rest: further filters and the handler; call it at most once, on this thread
  /// @throws Exception answered like that of a handler
  void filter(WebRequest request, WebResponse response, WebHandler next) throws Exception;
}
