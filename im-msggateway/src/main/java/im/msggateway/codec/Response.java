package im.msggateway.codec;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/// A reply, or a frame the server sends by itself.
///
/// @param errCode 0 on success
/// @param errMsg the text of the code; details never travel here
/// @param data a protobuf message; null when there is none, which JSON tells apart from an empty
///   one
public record Response(
    int reqIdentifier,
    String msgIncr,
    String operationID,
    int errCode,
    String errMsg,
    @Nullable ByteString data)
    implements Envelope {

  /// A successful reply to `request`.
  public static Response ok(Request request, @Nullable ByteString data) {
    return new Response(
        request.reqIdentifier(), request.msgIncr(), request.operationID(), 0, "", data);
  }

  /// A failed reply to `request`; only code and text reach the client.
  public static Response failed(Request request, int errCode, String errMsg) {
    return new Response(
        request.reqIdentifier(), request.msgIncr(), request.operationID(), errCode, errMsg, null);
  }

  /// A frame that answers no request.
  public static Response push(int reqIdentifier, String operationID, @Nullable ByteString data) {
    return new Response(reqIdentifier, "", operationID, 0, "", data);
  }
}
