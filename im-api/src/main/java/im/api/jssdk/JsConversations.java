package im.api.jssdk;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import im.api.edge.Envelope;
import im.api.edge.Reply;
import im.api.jssdk.ConversationViews.View;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.http.HttpRequest;
import im.common.json.GoJson;
import im.proto.jssdk.ConversationMsg;
import im.proto.jssdk.GetActiveConversationsReq;
import im.proto.jssdk.GetActiveConversationsResp;
import im.proto.jssdk.GetConversationsReq;
import im.proto.jssdk.GetConversationsResp;

/// `/jssdk/get_conversations` and `/jssdk/get_active_conversations`. The body is JSON or protobuf
/// by its content type; the owner is always the caller.
public final class JsConversations {
  private static final int DEFAULT_COUNT = 100;
  private static final int MOST = 500;

  private final ConversationViews views;

  /// Answers with what `views` composes.
  public JsConversations(ConversationViews views) {
    this.views = views;
  }

  /// The conversations that the caller names.
  public Reply named(HttpRequest request) {
    var body = GetConversationsReq.newBuilder();
    boolean binary = read(request, body);
    View view = views.named(caller(), body.getConversationIDsList());
    var response =
        GetConversationsResp.newBuilder()
            .setUnreadCount(view.unreadCount())
            .addAllConversations(view.elements())
            .build();
    return binary ? binary(response) : json(view);
  }

  /// The caller's newest conversations, pinned ones first.
  public Reply active(HttpRequest request) {
    var body = GetActiveConversationsReq.newBuilder();
    boolean binary = read(request, body);
    boolean usable = body.getCount() > 0 && body.getCount() <= MOST;
    View view = views.active(caller(), usable ? (int) body.getCount() : DEFAULT_COUNT);
    var response =
        GetActiveConversationsResp.newBuilder()
            .setUnreadCount(view.unreadCount())
            .addAllConversations(view.elements())
            .build();
    return binary ? binary(response) : json(view);
  }

  private static String caller() {
    return RequestContext.current().opUserID();
  }

  /// Whether the body was protobuf.
  private static boolean read(HttpRequest request, Message.Builder into) {
    String type = request.header("Content-Type");
    if (type.isEmpty() || type.contains("application/json")) {
      GoJson.merge(request.body(), into);
      return false;
    }
    if (!type.contains("application/protobuf") && !type.contains("application/x-protobuf")) {
      throw ErrorCode.ARGS.because(
          "Content-Type: %s (expected: application/json or application/x-protobuf)"
              .formatted(type));
    }
    try {
      into.mergeFrom(request.body());
    } catch (InvalidProtocolBufferException _) {
      throw ErrorCode.INTERNAL.because("body: broken (expected: a protobuf message)");
    }
    return true;
  }

  private static Reply binary(Message response) {
    return Envelope.success(out -> out.writeBinary(response.toByteArray()));
  }

  /// As the response message, except that a list of found conversations without a message is `[]`.
  private static Reply json(View view) {
    return Envelope.success(out -> {
      out.writeStartObject();
      out.writeNumberField("unreadCount", view.unreadCount());
      out.writeFieldName("conversations");
      if (view.nothingFound()) {
        out.writeNull();
      } else {
        out.writeStartArray();
        for (ConversationMsg element : view.elements()) {
          GoJson.write(element, out);
        }
        out.writeEndArray();
      }
      out.writeEndObject();
    });
  }
}
