package im.common.http;

/// Answers one request. Runs on a virtual thread of its own and may block.
@FunctionalInterface
public interface HttpHandler {
  /// The answer to `request`. An exception is answered with status 500 and an empty body, and
  /// logged.
  HttpResponse handle(HttpRequest request) throws Exception;
}
