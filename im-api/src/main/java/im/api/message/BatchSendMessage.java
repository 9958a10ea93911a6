package im.api.message;

import com.fasterxml.jackson.core.JsonGenerator;
import im.api.body.JsonBody;
import im.api.edge.Endpoint;
import im.api.edge.Envelope;
import im.api.edge.Reply;
import im.api.edge.UnreadableBodyException;
import im.common.access.Access;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/msg/batch_send_msg`: one message to several receivers, or to all users
/// (`reference/rest-api.md` 4.2).
public final class BatchSendMessage implements Endpoint {
  private static final Logger log = LoggerFactory.getLogger(BatchSendMessage.class);

  private static final int PAGE = 500;

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

  private record Sent(String recvID, SentMessage message) {}

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
    List<Sent> sent = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (String recvID : sendAll ? allUsers() : named) {
      try {
        sent.add(new Sent(recvID, sender.send(message.toBuilder().setRecvID(recvID).build())));
      } catch (StatusRuntimeException e) {
        ImException error = ErrorTable.of(e);
        log.info("not sent recvID={} errCode={} {}", recvID, error.code(), error.detail());
        failed.add(recvID);
      }
    }
    return Envelope.success(out -> write(sent, failed, out));
  }

  private List<String> allUsers() {
    List<String> all = new ArrayList<>();
    List<String> page;
    int number = 1;
    do {
      var pagination = RequestPagination.newBuilder().setPageNumber(number++).setShowNumber(PAGE);
      page =
          users
              .getAllUserID(getAllUserIDReq.newBuilder().setPagination(pagination).build())
              .getUserIDsList();
      all.addAll(page);
    } while (page.size() == PAGE);
    return all;
  }

  private static void write(List<Sent> sent, List<String> failed, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    out.writeFieldName("results");
    if (sent.isEmpty()) {
      out.writeNull();
    } else {
      out.writeStartArray();
      for (Sent one : sent) {
        out.writeStartObject();
        one.message().writeFields(out);
        one.message().writeModify(out);
        out.writeStringField("recvID", one.recvID());
        out.writeEndObject();
      }
      out.writeEndArray();
    }
    out.writeFieldName("failedUserIDs");
    if (failed.isEmpty()) {
      out.writeNull();
    } else {
      out.writeStartArray();
      for (String recvID : failed) {
        out.writeString(recvID);
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }
}
