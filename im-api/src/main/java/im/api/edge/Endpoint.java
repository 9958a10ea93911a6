package im.api.edge;

import im.common.http.HttpRequest;

/// What stands behind a route. Called with the caller's request context, on a virtual thread.
@FunctionalInterface
public interface Endpoint {
  /// The answer to `request`. What is thrown becomes an envelope: with HTTP status 400 for an
  /// [UnreadableBodyException], else with 200 and the code that the error table has for it.
  Reply handle(HttpRequest request) throws Exception;
}
