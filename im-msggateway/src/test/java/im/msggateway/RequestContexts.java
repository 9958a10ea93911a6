package im.msggateway;

import im.common.context.RequestContext;

/// Contexts in which tests call other services.
final class RequestContexts {
  static final RequestContext ADMIN = RequestContext.of("test-op", "imAdmin");

  private RequestContexts() {}
}
