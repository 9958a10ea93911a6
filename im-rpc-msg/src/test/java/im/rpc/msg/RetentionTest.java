package im.rpc.msg;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.error.ErrorCode;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.TestServices;
import im.proto.conversation.Conversation;
import im.proto.msg.ClearMsgReq;
import im.proto.msg.DestructMsgsReq;
import im.proto.msg.GetLastMessageSeqByTimeReq;
import im.proto.sdkws.MsgData;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionTest extends MsgTestBed {
  @BeforeEach
  void onlyThisTest() {
    MongoExtension.mongo().collection("msg").deleteMany(new Document());
  }

  @Test
  void aDocumentGoesWhenAllInItIsOld() {
    annWritesToBob(250);
    long limit = clock.millis() + 1;
    clock.advance(Duration.ofDays(1));
    store(pair, from(ann).setRecvID(bob).setContent(text("young")).build());
    madeAt(limit - 10);
    assertThat(destruct(limit, 50)).isEqualTo(2);
    assertThat(destruct(limit, 50)).isZero();
    assertThat(documents()).containsExactly(pair + ":2");
    List<Long> left = read(bob, pair, 1, 1_000).stream().map(MsgData::getSeq).toList();
    assertThat(left).first().isEqualTo(201L);
    assertThat(read(bob, pair, 201, 201)).extracting(MsgData::getStatus).containsExactly(2);
  }

  @Test
  void aDocumentThatWasMadeAfterwardsStaysWhateverItsMessagesSay() {
    annWritesToBob(1);
    assertThat(destruct(clock.millis() + 1, 50)).isZero();
  }

  @Test
  void aCallGoesOnWhereTheOneBeforeEnded() {
    annWritesToBob(401);
    long limit = clock.millis() + 1;
    clock.advance(Duration.ofDays(1));
    madeAt(limit - 10);
    // The oldest is still in use: it is passed once, not looked at by every call.
    store(pair, from(ann).setRecvID(bob).setContent(text("young")).build());
    assertThat(destruct(limit, 2)).isEqualTo(2);
    assertThat(RedisExtension.redis().sync().get("IM:RETENTION:" + limit))
        .matches(id -> ObjectId.isValid(id));
    assertThat(destruct(limit, 2)).isEqualTo(2);
    assertThat(destruct(limit, 2)).isZero();
    assertThat(documents()).containsExactly(pair + ":4");
  }

  @Test
  void whatIsRemovedIsNotReadFromTheCache() {
    annWritesToBob(1);
    long limit = clock.millis() + 1;
    clock.advance(Duration.ofDays(1));
    madeAt(limit - 10);
    assertThat(read(bob, pair, 1, 1)).hasSize(1);
    assertThat(destruct(limit, 50)).isOne();
    assertThat(read(bob, pair, 1, 1)).isEmpty();
    assertThat(RedisExtension.redis().sync().keys("MSG_CACHE:" + pair + ":*")).isEmpty();
  }

  @Test
  void onlyAnAdminRemovesAndNothingOfTheFuture() {
    assertRefused(ErrorCode.NO_PERMISSION, () -> as(ann, () -> stub.destructMsgs(request(1, 1))));
    assertRefused(ErrorCode.ARGS, () -> destruct(System.currentTimeMillis() + 3_600_000, 50));
    assertRefused(ErrorCode.ARGS, () -> destruct(1, 0));
  }

  @Test
  void theLastNumberUntilATime() {
    annWritesToBob(250);
    long middle = read(bob, pair, 120, 120).getFirst().getSendTime();
    assertThat(lastUntil(middle)).isEqualTo(120);
    assertThat(lastUntil(middle - 1)).isEqualTo(119);
    assertThat(lastUntil(clock.millis() + 1_000)).isEqualTo(250);
    assertThat(lastUntil(1)).isZero();
    history.erase(pair, List.of(120L));
    assertThat(lastUntil(middle)).isEqualTo(119);
  }

  @Test
  void messagesHideThemselvesWhenTheirTimeHasCome() {
    annWritesToBob(2);
    clock.advance(Duration.ofMinutes(10));
    store(pair, from(ann).setRecvID(bob).setContent(text("young")).build());
    Conversation row =
        peers.row(bob, pair).toBuilder().setIsMsgDestruct(true).setMsgDestructTime(300).build();
    peers.have(row);
    Conversation untouched = peers.row(ann, pair).toBuilder().setMsgDestructTime(300).build();
    assertRefused(ErrorCode.NO_PERMISSION, () -> as(ann, () -> stub.clearMsg(clear(row))));
    as(TestServices.ADMIN, () -> stub.clearMsg(clear(row, untouched)));
    assertThat(seqs(bob, pair)).containsExactly(3L);
    assertThat(seqs(ann, pair)).containsExactly(1L, 2L, 3L);
    assertThat(peers.row(bob, pair).getLatestMsgDestructTime()).isEqualTo(clock.millis());
    assertThat(peers.row(bob, pair).getMinSeq()).isEqualTo(3);
  }

  @Test
  void aTimeThatNobodyLivesToSeeHidesNothing() {
    annWritesToBob(1);
    Conversation never =
        peers.row(bob, pair).toBuilder()
            .setIsMsgDestruct(true)
            .setMsgDestructTime(Long.MAX_VALUE)
            .build();
    peers.have(never);
    Conversation due = never.toBuilder().setOwnerUserID(ann).setMsgDestructTime(300).build();
    peers.have(due);
    clock.advance(Duration.ofMinutes(10));
    as(TestServices.ADMIN, () -> stub.clearMsg(clear(never, due)));
    assertThat(seqs(bob, pair)).containsExactly(1L);
    assertThat(seqs(ann, pair)).isEmpty();
  }

  /// Gives all documents ids as of `timeMs`, in their order.
  private static void madeAt(long timeMs) {
    List<Document> all = MongoExtension.rows("msg");
    all.sort(java.util.Comparator.comparing(row -> row.getString("doc_id")));
    var collection = MongoExtension.mongo().collection("msg");
    collection.deleteMany(new Document());
    int count = 0;
    for (Document row : all) {
      row.put("_id", new ObjectId(Date.from(Instant.ofEpochMilli(timeMs - 1_000)), count++));
      collection.insertOne(row);
    }
  }

  private static List<String> documents() {
    return MongoExtension.rows("msg").stream().map(row -> row.getString("doc_id")).toList();
  }

  private static ClearMsgReq clear(Conversation... rows) {
    return ClearMsgReq.newBuilder().addAllConversations(List.of(rows)).build();
  }

  private static DestructMsgsReq request(long timestamp, int limit) {
    return DestructMsgsReq.newBuilder().setTimestamp(timestamp).setLimit(limit).build();
  }

  private static int destruct(long timestamp, int limit) {
    return as(TestServices.ADMIN, () -> stub.destructMsgs(request(timestamp, limit))).getCount();
  }

  private long lastUntil(long time) {
    return internally(() ->
            stub.getLastMessageSeqByTime(
                GetLastMessageSeqByTimeReq.newBuilder()
                    .setConversationID(pair)
                    .setTime(time)
                    .build()))
        .getSeq();
  }
}
