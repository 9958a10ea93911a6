package im.msggateway.codec;

import com.google.protobuf.ByteString;

/// A request of a client.
///
/// @param token never read by the server, official clients leave it empty
/// @param sendID who asks; the server takes only the user of the connection
/// @param data a protobuf message, see `ws-protocol.md` 4
public record Request(
    int reqIdentifier,
    String token,
    String sendID,
    String operationID,
    String msgIncr,
    ByteString data)
    implements Envelope {}
