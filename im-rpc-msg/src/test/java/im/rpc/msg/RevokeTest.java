package im.rpc.msg;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import im.common.error.ErrorCode;
import im.common.testing.TestServices;
import im.proto.msg.DeleteMsgPhysicalBySeqReq;
import im.proto.msg.RevokeMsgReq;
import im.proto.sdkws.MsgData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RevokeTest extends MsgTestBed {
  private static final int REVOKED = 2101;

  @Test
  void theSenderTakesHisMessageBack() throws Exception {
    annWritesToBob(2);
    revoke(ann, pair, 1);
    for (String reader : List.of(ann, bob)) {
      MsgData seen = read(reader, pair, 1, 2).getFirst();
      assertThat(seen.getContentType()).isEqualTo(REVOKED);
      assertThat(detail(seen).path("revokerID").asText()).isEqualTo(ann);
      assertThat(detail(seen).path("revokerNickname").asText()).isEqualTo("name of " + ann);
      assertThat(detail(seen).path("sourceMessageSendID").asText()).isEqualTo(ann);
      assertThat(detail(seen).path("seq").asLong()).isEqualTo(1);
      assertThat(read(reader, pair, 1, 2).get(1).getContentType()).isEqualTo(101);
    }
    MsgData told = sent(REVOKED, 1).getFirst();
    assertThat(told.getSendID()).isEqualTo(ann);
    assertThat(told.getRecvID()).isEqualTo(bob);
    assertThat(told.getOptionsMap()).containsEntry("history", true);
    assertThat(detail(told).path("conversationID").asText()).isEqualTo(pair);
    assertThat(detail(told).path("isAdminRevoke").asBoolean()).isFalse();
    assertRefused(ErrorCode.MSG_ALREADY_REVOKE, () -> revoke(ann, pair, 1));
  }

  @Test
  void inAChatOfTwoOnlyTheSenderMay() {
    annWritesToBob(1);
    assertRefused(ErrorCode.NO_PERMISSION, () -> revoke(bob, pair, 1));
    assertRefused(ErrorCode.NO_PERMISSION, () -> revoke(eve, pair, 1));
    assertRefused(ErrorCode.NO_PERMISSION, () -> revoke(eve, pair, 99));
    assertRefused(ErrorCode.NO_PERMISSION, () -> as(eve, () -> stub.revokeMsg(request(ann, 1))));
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> revoke(ann, pair, 99));
    assertThat(read(bob, pair, 1, 1).getFirst().getContentType()).isEqualTo(101);
  }

  @Test
  void ofAnAppAdminTheSenderHearsToo() throws Exception {
    annWritesToBob(1);
    revoke(TestServices.ADMIN, pair, 1);
    assertThat(sent(REVOKED, 2)).extracting(MsgData::getRecvID).containsExactlyInAnyOrder(bob, ann);
    assertThat(sent(REVOKED, 2)).extracting(MsgData::getSendID).containsOnly(TestServices.ADMIN);
    assertThat(detail(sent(REVOKED).getFirst()).path("isAdminRevoke").asBoolean()).isTrue();
    assertThat(detail(read(ann, pair, 1, 1).getFirst()).path("revokerRole").asInt()).isZero();
  }

  @Test
  void anAccountTakesItsOwnNoticeBack() throws Exception {
    String conversationID = "sn_" + ann + "_" + bob;
    peers.levels.put(ann, 3);
    haveChat(bob, ann, conversationID, 4);
    MsgData notice =
        from(ann)
            .setRecvID(bob)
            .setSessionType(4)
            .setContentType(1400)
            .setContent(text("n"))
            .build();
    store(conversationID, notice);
    assertRefused(ErrorCode.NO_PERMISSION, () -> revoke(bob, conversationID, 1));
    assertRefused(ErrorCode.NO_PERMISSION, () -> revoke(eve, conversationID, 1));
    revoke(ann, conversationID, 1);
    MsgData seen = read(bob, conversationID, 1, 1).getFirst();
    assertThat(detail(seen).path("revokerRole").asInt()).isEqualTo(3);
    MsgData told = sent(REVOKED, 1).getFirst();
    assertThat(told.getRecvID()).isEqualTo(bob);
    assertThat(detail(told).path("sesstionType").asInt()).isEqualTo(4);
  }

  @Test
  void whatIsErasedIsNotThereToRevoke() {
    annWritesToBob(1);
    as(
        TestServices.ADMIN,
        () ->
            stub.deleteMsgPhysicalBySeq(
                DeleteMsgPhysicalBySeqReq.newBuilder().setConversationID(pair).addSeqs(1).build()));
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> revoke(ann, pair, 1));
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> revoke(TestServices.ADMIN, pair, 1));
  }

  @Test
  void inAGroupARoleTakesBackWhatIsBelowIt() throws Exception {
    String admin = run + "admin";
    String other = run + "other";
    String gone = run + "gone";
    String groupID =
        group(Map.of(ann, OWNER, admin, ADMIN, other, ADMIN, bob, MEMBER, eve, MEMBER));
    String chat = "sg_" + groupID;
    long ofOwner = writeToGroup(groupID, ann);
    long ofAdmin = writeToGroup(groupID, admin);
    long ofBob = writeToGroup(groupID, bob);
    long ofEve = writeToGroup(groupID, eve);
    long ofGone = writeToGroup(groupID, gone);
    assertRefused(ErrorCode.NO_PERMISSION, () -> revoke(bob, chat, ofEve));
    assertRefused(ErrorCode.NO_PERMISSION, () -> revoke(bob, chat, ofAdmin));
    assertRefused(ErrorCode.NO_PERMISSION, () -> revoke(admin, chat, ofOwner));
    assertRefused(ErrorCode.NO_PERMISSION, () -> revoke(other, chat, ofAdmin));
    assertRefused(ErrorCode.NO_PERMISSION, () -> revoke(gone, chat, ofGone));
    assertThat(sent(REVOKED)).isEmpty();

    revoke(bob, chat, ofBob);
    revoke(admin, chat, ofEve);
    revoke(admin, chat, ofGone);
    revoke(ann, chat, ofAdmin);
    assertThat(roles(chat)).containsExactly(0, OWNER, MEMBER, ADMIN, ADMIN);
    assertThat(sent(REVOKED, 4))
        .allSatisfy(told -> {
          assertThat(told.getGroupID()).isEqualTo(groupID);
          assertThat(told.getSessionType()).isEqualTo(3);
        });
  }

  @Test
  void aFormerMemberHasNoSayAnyMore() {
    String groupID = group(Map.of(ann, OWNER, bob, MEMBER));
    long ofBob = writeToGroup(groupID, bob);
    peers.leave(groupID, bob);
    assertRefused(ErrorCode.NO_PERMISSION, () -> revoke(bob, "sg_" + groupID, ofBob));
  }

  @Test
  void aQuoteShowsThatItsMessageWasRevoked() throws Exception {
    annWritesToBob(1);
    long quote =
        store(
            pair,
            from(ann)
                .setRecvID(bob)
                .setContentType(114)
                .setContent(
                    ByteString.copyFromUtf8(
                        """
                        {"text":"see","quoteMessage":{"seq":1,"contentType":101,"sendID":"x",\
                        "content":"{\\"content\\":\\"m1\\"}","textElem":{"content":"m1"}}}\
                        """))
                .build());
    assertThat(read(bob, pair, quote, quote).getFirst().getContent().toStringUtf8()).contains("m1");
    revoke(ann, pair, 1);
    String shown = read(bob, pair, quote, quote).getFirst().getContent().toStringUtf8();
    assertThat(shown).doesNotContain("m1");
    var quoted = new ObjectMapper().readTree(shown).path("quoteMessage");
    assertThat(quoted.path("contentType").asInt()).isEqualTo(REVOKED);
    assertThat(quoted.path("sendID").asText()).isEqualTo("x");
    assertThat(quoted.path("content").asText()).contains("revokerID");
  }

  @Test
  void aMessageIsRevokedBeforeItIsStored() {
    haveChat(ann, bob, pair, 1);
    haveChat(bob, ann, pair, 1);
    MsgData message = number(pair, from(ann).setRecvID(bob).setContent(text("m")).build());
    cache.put(pair, List.of(message)).toCompletableFuture().join();
    show(pair, 1);
    revoke(ann, pair, 1);
    assertThat(read(bob, pair, 1, 1).getFirst().getContentType()).isEqualTo(REVOKED);
    store.insert(Map.of(pair, List.of(message)));
    assertThat(read(bob, pair, 1, 1).getFirst().getContentType()).isEqualTo(REVOKED);
  }

  private List<Integer> roles(String chat) {
    return read(ann, chat, 1, 10).stream()
        .map(message ->
            message.getContentType() == REVOKED ? detail(message).path("revokerRole").asInt() : 0)
        .toList();
  }

  private RevokeMsgReq request(String userID, long seq) {
    return RevokeMsgReq.newBuilder().setUserID(userID).setConversationID(pair).setSeq(seq).build();
  }

  private static void revoke(String userID, String conversationID, long seq) {
    as(
        userID,
        () ->
            stub.revokeMsg(
                RevokeMsgReq.newBuilder()
                    .setUserID(userID)
                    .setConversationID(conversationID)
                    .setSeq(seq)
                    .build()));
  }
}
