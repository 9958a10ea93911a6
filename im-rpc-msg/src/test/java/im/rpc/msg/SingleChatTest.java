package im.rpc.msg;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.cache.CacheInvalidation;
import im.common.cache.CacheInvalidation.Topic;
import im.common.config.ConfigLoader;
import im.common.error.ErrorCode;
import im.common.error.ErrorTable;
import im.common.testing.RedisExtension;
import im.common.testing.Until;
import im.proto.conversation.Conversation;
import im.proto.msg.SendMsgReq;
import im.proto.sdkws.MsgData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Who may write to whom, and how it reaches him (`reference/pipeline-storage.md` 1.3).
class SingleChatTest extends MsgTestBed {
  private static final int REFUSE = 1;
  private static final int SILENT = 2;

  @Test
  void whoIsBlockedDoesNotGetThrough() throws Exception {
    peers.blacks.add(bob + " " + ann);
    assertRefused(ErrorCode.BLOCKED_BY_PEER, () -> send(text(ann, bob)));
    assertThat(sent(101)).isEmpty();
    // What looks like a notification of the server is a message like any other.
    for (int kind : new int[] {1000, 1201, 2102, 5000}) {
      SendMsgReq.Builder disguised = text(ann, bob).toBuilder();
      disguised.getMsgDataBuilder().setContentType(kind);
      assertRefused(ErrorCode.BLOCKED_BY_PEER, () -> send(disguised.build()));
      assertThat(sent(kind)).isEmpty();
    }
    // Who blocks may write himself.
    send(text(bob, ann));
    sent(101, 1);

    peers.blacks.clear();
    tell(Topic.FRIEND, "BLACK_IDS:" + bob);
    Until.holds("ann gets through", () -> isTaken(text(ann, bob)));
  }

  @Test
  void strangersWriteToEachOther() {
    send(text(ann, bob));
    assertThat(sent(101)).hasSize(1);
  }

  @Test
  void whoTakesNothingInAChatGetsNothingButReceipts() {
    receives(bob, ann, REFUSE);
    assertRefused(ErrorCode.ARGS, () -> send(text(ann, bob)));
    assertThat(sent(101)).isEmpty();
    send(text(ann, bob).toBuilder().setMsgData(receipt(ann, bob)).build());
    assertThat(sent(2200)).hasSize(1);
    // What others write to him is not concerned.
    send(text(eve, bob));
    assertThat(sent(101)).hasSize(1);
  }

  @Test
  void whoIsNotToBeDisturbedInAChatIsNotPushedOffline() {
    receives(bob, ann, SILENT);
    send(text(ann, bob));
    send(text(eve, bob));
    assertThat(sent(101))
        .extracting(message -> message.getOptionsOrDefault("offlinePush", true))
        .containsExactly(false, true);
  }

  @Test
  void theGlobalOptionHoldsFromTheNextMessageOn() throws Exception {
    send(text(ann, bob));
    assertThat(sent(101)).hasSize(1);
    sets(bob, REFUSE);
    Until.holds("bob takes nothing", () -> !isTaken(text(ann, bob)));
    assertRefused(ErrorCode.ARGS, () -> send(text(eve, bob)));

    sets(bob, SILENT);
    Until.holds("bob takes messages", () -> isTaken(text(ann, bob)));
    assertThat(sent(101).getLast().getOptionsMap()).containsEntry("offlinePush", false);
    // It goes before what he set in the chat.
    receives(bob, eve, REFUSE);
    send(text(eve, bob));
    assertThat(sent(101).getLast().getOptionsMap()).containsEntry("offlinePush", false);

    sets(bob, 0);
    Until.holds(
        "bob is pushed offline",
        () -> {
          send(text(ann, bob));
          return sent(101).getLast().getOptionsOrDefault("offlinePush", true);
        });
  }

  @Test
  void toNobodyOneDoesNotWrite() {
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> send(text(ann, "nobody" + run)));
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> send(text("nobody" + run, bob)));
  }

  private void receives(String owner, String other, int option) {
    String id = "si_" + (other.compareTo(owner) < 0 ? other + "_" + owner : owner + "_" + other);
    peers.have(
        Conversation.newBuilder()
            .setOwnerUserID(owner)
            .setUserID(other)
            .setConversationID(id)
            .setConversationType(1)
            .setRecvMsgOpt(option)
            .build());
  }

  private static void sets(String userID, int option) {
    peers.receiveOptions.put(userID, option);
    tell(Topic.USER, "USER_INFO:" + userID);
  }

  /// What the service does that owns the thing under `key`, after it has changed.
  private static void tell(Topic topic, String key) {
    new CacheInvalidation(RedisExtension.redis(), ConfigLoader.defaults(Map.of()).localCache())
        .publish(topic, List.of(key));
  }

  private static SendMsgReq text(String from, String to) {
    return SendMsgReq.newBuilder()
        .setMsgData(from(from).setRecvID(to).setContent(text("hi")))
        .build();
  }

  private static MsgData.Builder receipt(String from, String to) {
    return from(from).setRecvID(to).setContentType(2200).setContent(text("read"));
  }

  private static void send(SendMsgReq request) {
    var _ = as(request.getMsgData().getSendID(), () -> stub.sendMsg(request));
  }

  private static boolean isTaken(SendMsgReq request) {
    try {
      send(request);
      return true;
    } catch (RuntimeException e) {
      assertThat(ErrorTable.of(e).code())
          .isIn(ErrorCode.ARGS.code(), ErrorCode.BLOCKED_BY_PEER.code());
      return false;
    }
  }
}
