package im.msggateway.session;

import im.msggateway.codec.Request;
import im.msggateway.codec.Response;

/// What requests are handed to, one after the other for each connection, on a virtual thread.
public interface RequestHandler {
  /// How a request ended.
  sealed interface Outcome {
    /// The connection stays.
    record Reply(Response response) implements Outcome {}

    /// The connection ends after the reply.
    record LastReply(Response response) implements Outcome {}

    /// The request is none of the protocol: the connection ends without a reply.
    record Refused() implements Outcome {}
  }

  /// Handles `request` of `session`; may block, throws nothing.
  Outcome handle(Session session, Request request);
}
