package im.rpc.msg;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.history.StoredMessage.Revoke;
import im.common.notification.Facts;
import im.common.sequence.UserSequences.Position;
import im.common.testing.LeftBehind;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.proto.sdkws.DeleteMsgsTips;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.RevokeMsgTips;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/// What a process did to messages and did not tell any more is told by the next one, what it began
/// is made whole, and what it did not begin is left.
class RecoveryTest extends MsgTestBed {
  private static final int REVOKED = 2101;
  private static final int DELETED = 2102;
  private static final int CLEARED = 1703;

  private final List<Runnable> left = new ArrayList<>();

  @Test
  void aRevocation() throws Exception {
    annWritesToBob(2);
    assertThat(history.revoke(pair, 1, new Revoke(0, ann, "Ann", 77))).isTrue();
    leave("revoked", revoked(1, 77));
    leave("revoked", revoked(2, 77));
    restart();

    MsgData told = sent(REVOKED, 1).getFirst();
    assertThat(told.getRecvID()).isEqualTo(bob);
    assertThat(detail(told).path("seq").asLong()).isEqualTo(1);
    assertThat(read(bob, pair, 2, 2).getFirst().getContentType()).isEqualTo(101);
  }

  @Test
  void aRevocationOfSomebodyElseIsHisToTell() throws Exception {
    annWritesToBob(1);
    assertThat(history.revoke(pair, 1, new Revoke(0, ann, "Ann", 78))).isTrue();
    leave("revoked", revoked(1, 77));
    restart();

    assertThat(sent(REVOKED)).isEmpty();
  }

  @Test
  void anErasureThatWasBegunIsMadeWhole() throws Exception {
    annWritesToBob(3);
    history.erase(pair, List.of(1L));
    leave("erased", deleted(1L, 2L).append("receiver", bob).append("session", 1));
    leave("erased", deleted(3L).append("receiver", bob).append("session", 1));
    restart();

    assertThat(sent(DELETED, 1)).extracting(MsgData::getRecvID).containsExactly(bob);
    assertThat(read(bob, pair, 1, 3)).extracting(MsgData::getStatus).containsExactly(4, 4, 2);
  }

  @Test
  void aDeletionForOneself() throws Exception {
    annWritesToBob(3);
    history.deleteFor(ann, pair, List.of(1L));
    leave("deleted", deleted(1L, 2L));
    leave("deleted", deleted(3L));
    restart();

    assertThat(sent(DELETED, 1)).extracting(MsgData::getRecvID).containsExactly(ann);
    assertThat(read(ann, pair, 1, 3)).extracting(MsgData::getStatus).containsExactly(4, 4, 2);
    assertThat(read(bob, pair, 1, 3)).extracting(MsgData::getStatus).containsOnly(2);
  }

  @Test
  void aClearingForAllThatWasBegunIsMadeWhole() throws Exception {
    annWritesToBob(2);
    String groupID = group(Map.of(ann, OWNER, bob, MEMBER));
    String chat = "sg_" + groupID;
    writeToGroup(groupID, bob);
    users.raiseConversationMins(Map.of(pair, 3L));
    leave("cleared", cleared(true, row(pair, 2, bob, 1), row(chat, 1, groupID, 3)));
    restart();

    assertThat(seqs(bob, chat)).isEmpty();
    assertThat(sent(CLEARED, 2))
        .extracting(told -> told.getSessionType() == 3 ? told.getGroupID() : told.getRecvID())
        .containsExactlyInAnyOrder(bob, groupID);
  }

  @Test
  void aClearingForOneselfGoesNoFurtherBackThanALaterOne() throws Exception {
    annWritesToBob(4);
    users.raiseMin(List.of(ann), pair, 4);
    leave("cleared", cleared(false, row(pair, 2, bob, 1)).append("self", true));
    restart();

    assertThat(sent(CLEARED, 1)).extracting(MsgData::getRecvID).containsExactly(ann);
    assertThat(seqs(ann, pair)).containsExactly(4L);
    assertThat(peers.row(ann, pair).getMinSeq()).isEqualTo(4);
    assertThat(seqs(bob, pair)).hasSize(4);
  }

  @Test
  void aClearingForOneselfLowersNoPositionThatRedisForgot() throws Exception {
    annWritesToBob(4);
    users.persistRead(Map.of(new Position(ann, pair), 4L));
    RedisExtension.redis().sync().del("SEQ_USER_READ:" + pair + ":" + ann);
    users.raiseMin(List.of(ann), pair, 3);
    leave("cleared", cleared(false, row(pair, 2, bob, 1)));
    restart();

    assertThat(seqsOf(ann, pair).getHasReadSeq()).isEqualTo(4);
  }

  @Test
  void aClearingThatWasNotBegunPromisesNothing() throws Exception {
    annWritesToBob(2);
    leave("cleared", cleared(false, row(pair, 2, bob, 1)).append("self", true));
    restart();

    assertThat(seqs(ann, pair)).hasSize(2);
    assertThat(sent(CLEARED)).isEmpty();
  }

  /// What the process that ends with the next restart leaves.
  private void leave(String kind, Document facts) {
    left.add(() -> LeftBehind.entry(MongoExtension.mongo(), "msg", kind, facts, ann));
  }

  private void restart() throws Exception {
    stop();
    left.forEach(Runnable::run);
    start();
    LeftBehind.isFinished(MongoExtension.mongo(), "msg");
  }

  private Document revoked(long seq, long time) {
    RevokeMsgTips tips =
        RevokeMsgTips.newBuilder()
            .setRevokerUserID(ann)
            .setConversationID(pair)
            .setSeq(seq)
            .setSesstionType(1)
            .setRevokeTime(time)
            .build();
    return new Document("user", ann)
        .append("tips", Facts.message(tips))
        .append("receivers", List.of(bob));
  }

  private Document deleted(Long... seqs) {
    DeleteMsgsTips tips =
        DeleteMsgsTips.newBuilder()
            .setUserID(ann)
            .setConversationID(pair)
            .addAllSeqs(List.of(seqs))
            .build();
    return new Document("tips", Facts.message(tips)).append("seqs", List.of(seqs));
  }

  private Document cleared(boolean all, Document... rows) {
    return new Document("user", ann)
        .append("all", all)
        .append("self", false)
        .append("cleared", List.of(rows));
  }

  private static Document row(String id, long seq, String receiver, int session) {
    return new Document("id", id)
        .append("seq", seq)
        .append("receiver", receiver)
        .append("session", session);
  }
}
