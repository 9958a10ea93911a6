package im.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.api.ApiFixture.Answer;
import im.common.rpc.Replies;
import im.common.rpc.ServiceName;
import im.proto.conversation.Conversation;
import im.proto.conversation.GetConversationIDsReq;
import im.proto.conversation.GetConversationIDsResp;
import im.proto.conversation.GetConversationsReq;
import im.proto.conversation.GetConversationsResp;
import im.proto.conversation.GetPinnedConversationIDsReq;
import im.proto.conversation.GetPinnedConversationIDsResp;
import im.proto.conversation.conversationGrpc.conversationImplBase;
import im.proto.group.GetGroupsInfoReq;
import im.proto.group.GetGroupsInfoResp;
import im.proto.group.groupGrpc.groupImplBase;
import im.proto.jssdk.GetActiveConversationsReq;
import im.proto.jssdk.GetActiveConversationsResp;
import im.proto.msg.ActiveConversation;
import im.proto.msg.ConversationSeqs;
import im.proto.msg.GetActiveConversationReq;
import im.proto.msg.GetActiveConversationResp;
import im.proto.msg.GetHasReadSeqsReq;
import im.proto.msg.GetLastMessageReq;
import im.proto.msg.GetLastMessageResp;
import im.proto.msg.GetMaxSeqsReq;
import im.proto.msg.GetSeqMessageReq;
import im.proto.msg.GetSeqMessageResp;
import im.proto.msg.SeqsInfoResp;
import im.proto.msg.msgGrpc.msgImplBase;
import im.proto.relation.FriendInfoOnly;
import im.proto.relation.friendGrpc.friendImplBase;
import im.proto.relation.getFriendInfoReq;
import im.proto.relation.getFriendInfoResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.PullMsgs;
import im.proto.sdkws.UserInfo;
import im.proto.user.getDesignateUsersReq;
import im.proto.user.getDesignateUsersResp;
import im.proto.user.userGrpc.userImplBase;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The two routes of the JavaScript client. The user `me` has a pinned conversation whose last
/// message is deleted, one with a friend, one with a group, and one without any message.
class JsConversationsTest {
  private static final String ACTIVE = "/jssdk/get_active_conversations";
  private static final String NAMED = "/jssdk/get_conversations";
  private static final Map<String, Conversation> CONVERSATIONS =
      Map.of(
          "si_pin", single("si_pin", "stranger"),
          "si_friend", single("si_friend", "friend"),
          "sg_g", Conversation.newBuilder().setConversationID("sg_g").setGroupID("g").build(),
          "si_empty", single("si_empty", "friend"));
  private static final Map<String, Long> MAX_SEQS =
      Map.of("si_pin", 5L, "si_friend", 3L, "sg_g", 2L);

  private static ApiFixture api;

  private static Conversation single(String id, String userID) {
    return Conversation.newBuilder().setConversationID(id).setUserID(userID).build();
  }

  private static final class Conversations extends conversationImplBase {
    @Override
    public void getConversationIDs(
        GetConversationIDsReq request, StreamObserver<GetConversationIDsResp> out) {
      var response = GetConversationIDsResp.newBuilder();
      if (request.getUserID().equals("me")) {
        response.addAllConversationIDs(CONVERSATIONS.keySet());
      }
      Replies.reply(out, response.build());
    }

    @Override
    public void getConversations(
        GetConversationsReq request, StreamObserver<GetConversationsResp> out) {
      var response = GetConversationsResp.newBuilder();
      if (request.getOwnerUserID().equals("me")) {
        CONVERSATIONS.values().stream()
            .filter(c -> request.getConversationIDsList().contains(c.getConversationID()))
            .forEach(response::addConversations);
      }
      Replies.reply(out, response.build());
    }

    @Override
    public void getPinnedConversationIDs(
        GetPinnedConversationIDsReq request, StreamObserver<GetPinnedConversationIDsResp> out) {
      Replies.reply(
          out, GetPinnedConversationIDsResp.newBuilder().addConversationIDs("si_pin").build());
    }
  }

  private static final class Messages extends msgImplBase {
    @Override
    public void getActiveConversation(
        GetActiveConversationReq request, StreamObserver<GetActiveConversationResp> out) {
      var response = GetActiveConversationResp.newBuilder();
      long time = 0;
      for (String id : List.of("si_pin", "si_friend", "sg_g")) {
        response.addConversations(
            ActiveConversation.newBuilder()
                .setConversationID(id)
                .setMaxSeq(MAX_SEQS.getOrDefault(id, 0L))
                .setLastTime(++time));
      }
      Replies.reply(out, response.build());
    }

    @Override
    public void getMaxSeqs(GetMaxSeqsReq request, StreamObserver<SeqsInfoResp> out) {
      var response = SeqsInfoResp.newBuilder().putAllMaxSeqs(MAX_SEQS);
      response.getMutableMaxSeqs().keySet().retainAll(request.getConversationIDsList());
      Replies.reply(out, response.build());
    }

    @Override
    public void getHasReadSeqs(GetHasReadSeqsReq request, StreamObserver<SeqsInfoResp> out) {
      Replies.reply(out, SeqsInfoResp.newBuilder().putMaxSeqs("si_friend", 1).build());
    }

    @Override
    public void getSeqMessage(GetSeqMessageReq request, StreamObserver<GetSeqMessageResp> out) {
      var response = GetSeqMessageResp.newBuilder();
      for (ConversationSeqs asked : request.getConversationsList()) {
        int status = asked.getConversationID().equals("si_pin") ? 4 : 0;
        var message = MsgData.newBuilder().setSeq(asked.getSeqs(0)).setStatus(status);
        response.putMsgs(asked.getConversationID(), PullMsgs.newBuilder().addMsgs(message).build());
      }
      Replies.reply(out, response.build());
    }

    @Override
    public void getLastMessage(GetLastMessageReq request, StreamObserver<GetLastMessageResp> out) {
      var response = GetLastMessageResp.newBuilder();
      for (String id : request.getConversationIDsList()) {
        response.putMsgs(id, MsgData.newBuilder().setSeq(4).build());
      }
      Replies.reply(out, response.build());
    }
  }

  private static final class Users extends userImplBase {
    @Override
    public void getDesignateUsers(
        getDesignateUsersReq request, StreamObserver<getDesignateUsersResp> out) {
      var response = getDesignateUsersResp.newBuilder();
      request
          .getUserIDsList()
          .forEach(id -> response.addUsersInfo(UserInfo.newBuilder().setUserID(id)));
      Replies.reply(out, response.build());
    }
  }

  private static final class Friends extends friendImplBase {
    @Override
    public void getFriendInfo(getFriendInfoReq request, StreamObserver<getFriendInfoResp> out) {
      var response = getFriendInfoResp.newBuilder();
      if (request.getFriendUserIDsList().contains("friend")) {
        response.addFriendInfos(FriendInfoOnly.newBuilder().setFriendUserID("friend"));
      }
      Replies.reply(out, response.build());
    }
  }

  private static final class Groups extends groupImplBase {
    @Override
    public void getGroupsInfo(GetGroupsInfoReq request, StreamObserver<GetGroupsInfoResp> out) {
      var response = GetGroupsInfoResp.newBuilder();
      request
          .getGroupIDsList()
          .forEach(id -> response.addGroupInfos(GroupInfo.newBuilder().setGroupID(id)));
      Replies.reply(out, response.build());
    }
  }

  @BeforeAll
  static void start() throws Exception {
    api = new ApiFixture();
    api.serve(ServiceName.CONVERSATION, new Conversations());
    api.serve(ServiceName.MSG, new Messages());
    api.serve(ServiceName.USER, new Users());
    api.serve(ServiceName.FRIEND, new Friends());
    api.serve(ServiceName.GROUP, new Groups());
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static List<String> ids(JsonNode data) {
    List<String> ids = new ArrayList<>();
    data.get("conversations")
        .forEach(c -> ids.add(c.at("/conversation/conversationID").textValue()));
    return ids;
  }

  @Test
  void pinnedConversationsComeFirstThenTheNewest() throws Exception {
    JsonNode data = api.post(ACTIVE, "{}", "me").json().get("data");
    assertThat(ids(data)).containsExactly("si_pin", "sg_g", "si_friend");
    assertThat(data.get("unreadCount").intValue()).isEqualTo(5 + 2 + 2);
    JsonNode pinned = data.at("/conversations/0");
    assertThat(pinned.at("/lastMsg/seq").intValue()).as("instead of the deleted 5").isEqualTo(4);
    assertThat(pinned.at("/maxSeq").intValue()).isEqualTo(5);
    assertThat(pinned.at("/user/userID").textValue()).isEqualTo("stranger");
    assertThat(pinned.get("friend").isNull()).isTrue();
    assertThat(data.at("/conversations/1/group/groupID").textValue()).isEqualTo("g");
    assertThat(data.at("/conversations/1").get("user").isNull()).isTrue();
    assertThat(data.at("/conversations/2/friend/friendUserID").textValue()).isEqualTo("friend");
    assertThat(data.at("/conversations/2/readSeq").intValue()).isEqualTo(1);
  }

  @Test
  void theListIsCutToTheCount() throws Exception {
    JsonNode data = api.post(ACTIVE, "{\"count\":1}", "me").json().get("data");
    assertThat(ids(data)).containsExactly("si_pin");
    assertThat(data.get("unreadCount").intValue()).as("over all").isEqualTo(9);
    assertThat(ids(api.post(ACTIVE, "{\"count\":501}", "me").json().get("data"))).hasSize(3);
  }

  @Test
  void theOwnerIsAlwaysTheCaller() throws Exception {
    for (String path : List.of(ACTIVE, NAMED)) {
      assertThat(
              api.post(path, "{\"ownerUserID\":\"me\",\"conversationIDs\":[\"sg_g\"]}", "x").text())
          .endsWith("\"data\":{\"unreadCount\":0,\"conversations\":null}}");
    }
  }

  @Test
  void namedConversationsAreThoseThatExistAndHaveAMessage() throws Exception {
    var body = "{\"conversationIDs\":[\"sg_g\",\"si_none\",\"sg_g\",\"si_empty\"]}";
    JsonNode data = api.post(NAMED, body, "me").json().get("data");
    assertThat(ids(data)).containsExactly("sg_g");
    assertThat(data.get("unreadCount").intValue()).isEqualTo(2);
    assertThat(api.post(NAMED, "{\"conversationIDs\":[\"si_empty\"]}", "me").text())
        .endsWith("\"data\":{\"unreadCount\":0,\"conversations\":[]}}");
    assertThat(api.post(NAMED, "{}", "me").text())
        .endsWith("\"data\":{\"unreadCount\":0,\"conversations\":null}}");
  }

  @Test
  void aProtobufBodyIsAnsweredInProtobuf() throws Exception {
    byte[] body = GetActiveConversationsReq.newBuilder().setCount(2).build().toByteArray();
    Answer answer = binary(ACTIVE, body, "application/x-protobuf", "me");
    byte[] data = Base64.getDecoder().decode(answer.json().get("data").textValue());
    GetActiveConversationsResp response = GetActiveConversationsResp.parseFrom(data);
    assertThat(response.getUnreadCount()).isEqualTo(9);
    assertThat(response.getConversationsCount()).isEqualTo(2);
    assertThat(binary(ACTIVE, new byte[0], "application/protobuf; charset=utf-8", "x").text())
        .endsWith("\"data\":\"\"}");
    assertThat(binary(NAMED, new byte[] {(byte) 0xFF}, "application/x-protobuf", "me").errCode())
        .isEqualTo(500);
    assertThat(binary(NAMED, "{}".getBytes(UTF_8), "text/plain", "me").errCode()).isEqualTo(1001);
  }

  private static Answer binary(String path, byte[] body, String type, String userID)
      throws Exception {
    return api.send(
        "POST", path, body, List.of("operationID", "o", "token", userID, "Content-Type", type));
  }
}
