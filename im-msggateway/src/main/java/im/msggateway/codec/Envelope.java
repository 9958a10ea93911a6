package im.msggateway.codec;

/// What one binary message carries (`reference/ws-protocol.md` 0). Requests and responses are
/// paired by [#msgIncr()] alone.
public sealed interface Envelope permits Request, Response {
  /// Number of the operation, see `ws-protocol.md` 4.
  int reqIdentifier();

  /// Trace id.
  String operationID();

  /// The client's number of a request; empty in what the server starts.
  String msgIncr();
}
