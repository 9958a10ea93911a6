package im.api.message;

import com.fasterxml.jackson.core.JsonGenerator;
import im.api.body.JsonBody;
import im.api.edge.Endpoint;
import im.api.edge.Envelope;
import im.api.edge.Reply;
import im.api.edge.UnreadableBodyException;
import im.common.access.Access;
import im.common.context.Together;
import im.common.error.ErrorTable;
import im.common.error.ImException;
import im.common.http.HttpRequest;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.RequestPagination;
import im.proto.user.getAllUserIDReq;
import im.proto.user.userGrpc.userBlockingStub;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/msg/batch_send_msg`: one message to several receivers, or to all users
/// (`reference/rest-api.md` 4.2).
public final class BatchSendMessage implements Endpoint {
  private static final Logger log = LoggerFactory.getLogger(BatchSendMessage.class);

  // A page costs the store what it skips: few large ones cost less than many small ones.
  private static final int PAGE = 5_000;
  private static final int AT_ONCE = 16;

  private final MessageComposer composer;
  private final MessageSender sender;
  private final userBlockingStub users;
  private final Access access;

  /// Composes with `composer`, sends with `sender`, and lists all users through `users`.
  public BatchSendMessage(
      MessageComposer composer, MessageSender sender, userBlockingStub users, Access access) {
    this.composer = composer;
    this.sender = sender;
    this.users = users;
    this.access = access;
  }

  /// What became of one receiver; no message when it was not sent.
  private record Outcome(String recvID, @Nullable SentMessage message) {}

  @Override
  public Reply handle(HttpRequest request) {
    JsonBody body = JsonBody.parse(request.body());
    MessageComposer.Draft draft = MessageComposer.read(body, false);
    boolean sendAll = body.flag("isSendAll");
    List<String> named = body.texts("recvIDs");
    if (named == null) {
      throw UnreadableBodyException.because("recvIDs: missing (expected: a list)");
    }
    access.requireAdmin();
    // Built once: every receiver gets the same clientMsgID.
    MsgData message = composer.compose(draft);
    List<Outcome> outcomes = sendAll ? toEverybody(message) : to(named, message);
    return Envelope.success(out -> write(outcomes, out));
  }

  private List<Outcome> toEverybody(MsgData message) {
    List<Outcome> outcomes = new ArrayList<>();
    List<String> page;
    int number = 1;
    do {
      var pagination = RequestPagination.newBuilder().setPageNumber(number++).setShowNumber(PAGE);
      page =
          users
              .getAllUserID(getAllUserIDReq.newBuilder().setPagination(pagination).build())
              .getUserIDsList();
      outcomes.addAll(to(page, message));
    } while (page.size() == PAGE);
    return outcomes;
  }

  /// Sends some at a time; the outcomes are in the order of the receivers.
  private List<Outcome> to(List<String> recvIDs, MsgData message) {
    return Together.map(AT_ONCE, recvIDs, recvID -> send(recvID, message));
  }

  private Outcome send(String recvID, MsgData message) {
    try {
      return new Outcome(recvID, sender.send(message.toBuilder().setRecvID(recvID).build()));
    } catch (StatusRuntimeException e) {
      ImException error = ErrorTable.of(e);
      log.info("not sent recvID={} errCode={} {}", recvID, error.code(), error.detail());
      return new Outcome(recvID, null);
    }
  }

  private static void write(List<Outcome> outcomes, JsonGenerator out) throws IOException {
    out.writeStartObject();
    boolean any = false;
    out.writeFieldName("results");
    for (Outcome outcome : outcomes) {
      if (outcome.message() != null) {
        any = begin(any, out);
        out.writeStartObject();
        outcome.message().writeFields(out);
        outcome.message().writeModify(out);
        out.writeStringField("recvID", outcome.recvID());
        out.writeEndObject();
      }
    }
    end(any, out);
    any = false;
    out.writeFieldName("failedUserIDs");
    for (Outcome outcome : outcomes) {
      if (outcome.message() == null) {
        any = begin(any, out);
        out.writeString(outcome.recvID());
      }
    }
    end(any, out);
    out.writeEndObject();
  }

  /// Begins the list with its first element.
  private static boolean begin(boolean begun, JsonGenerator out) throws IOException {
    if (!begun) {
      out.writeStartArray();
    }
    return true;
  }

  /// An empty list is null.
  private static void end(boolean begun, JsonGenerator out) throws IOException {
    if (begun) {
      out.writeEndArray();
    } else {
      out.writeNull();
    }
  }
}
