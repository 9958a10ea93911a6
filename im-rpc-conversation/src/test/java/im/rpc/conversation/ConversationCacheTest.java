package im.rpc.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.error.ErrorCode;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.TestServices;
import im.proto.conversation.Conversation;
import im.proto.conversation.GetConversationIDsReq;
import im.proto.conversation.GetConversationsReq;
import im.proto.conversation.SetConversationMaxSeqReq;
import im.proto.conversation.SetConversationMinSeqReq;
import im.proto.conversation.SetConversationReq;
import im.proto.conversation.UpdateConversationReq;
import im.proto.conversation.UpdateConversationsByUserReq;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.micrometer.core.instrument.Counter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// Conversations in Redis: as services of the reference write and read them, dropped by every
/// change.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ConversationCacheTest extends ConversationTestBed {
  private final RedisClusterCommands<String, String> redis = RedisExtension.redis().sync();

  @Test
  void valuesAreWrittenAsTheReferenceWritesThem() {
    talk(ann, bob);
    seen();
    assertThat(value("CONVERSATION:" + ann + ":" + pair))
        .isEqualTo(
            ("{\"OwnerUserID\":\"%s\",\"ConversationID\":\"%s\",\"ConversationType\":1,"
                    + "\"UserID\":\"%s\",\"GroupID\":\"\",\"RecvMsgOpt\":0,\"IsPinned\":false,"
                    + "\"IsPrivateChat\":false,\"BurnDuration\":0,\"GroupAtType\":0,"
                    + "\"AttachedInfo\":\"\",\"Ex\":\"\",\"MaxSeq\":0,\"MinSeq\":0,"
                    + "\"CreateTime\":\"2026-11-24T05:00:00Z\",\"IsMsgDestruct\":false,"
                    + "\"MsgDestructTime\":0,"
                    + "\"LatestMsgDestructTime\":\"0001-01-01T00:00:00Z\"}")
                .formatted(ann, pair, bob));
    assertThat(value("CONVERSATION_IDS:" + ann)).isEqualTo("[\"" + pair + "\"]");
    assertThat(value("PINNED_CONVERSATION_IDS:" + ann)).isEqualTo("[]");
    assertThat(value("NOT_NOTIFY_CONVERSATION_IDS:" + ann)).isEqualTo("[]");
    assertThat(redis.ttl("CONVERSATION:" + ann + ":" + pair)).isBetween(2800L, 3600L);
  }

  @Test
  void whatAServiceOfTheReferenceWroteIsAnswered() {
    redis.hset(
        "CONVERSATION:" + ann + ":" + pair,
        "value",
        ("{\"OwnerUserID\":\"%s\",\"ConversationID\":\"%s\",\"ConversationType\":3,"
                + "\"UserID\":\"u\",\"GroupID\":\"g\",\"RecvMsgOpt\":2,\"IsPinned\":true,"
                + "\"IsPrivateChat\":true,\"BurnDuration\":30,\"GroupAtType\":1,"
                + "\"AttachedInfo\":\"a\",\"Ex\":\"e \\u003c\",\"MaxSeq\":9007199254740993,"
                + "\"MinSeq\":7,\"CreateTime\":\"2026-11-24T13:00:00.5+08:00\","
                + "\"IsMsgDestruct\":true,\"MsgDestructTime\":86400,"
                + "\"LatestMsgDestructTime\":\"2026-11-24T05:00:00.001Z\"}")
            .formatted(ann, pair));
    redis.hset("CONVERSATION_IDS:" + ann, "value", "[\"x\",\"y\"]");
    redis.hset("PINNED_CONVERSATION_IDS:" + ann, "value", "[\"x\"]");
    redis.hset("NOT_NOTIFY_CONVERSATION_IDS:" + ann, "value", "null");
    assertThat(one(ann, pair))
        .isEqualTo(
            Conversation.newBuilder()
                .setOwnerUserID(ann)
                .setConversationID(pair)
                .setConversationType(3)
                .setUserID("u")
                .setGroupID("g")
                .setRecvMsgOpt(2)
                .setIsPinned(true)
                .setIsPrivateChat(true)
                .setBurnDuration(30)
                .setGroupAtType(1)
                .setAttachedInfo("a")
                .setEx("e <")
                .setMaxSeq(9007199254740993L)
                .setMinSeq(7)
                .setIsMsgDestruct(true)
                .setMsgDestructTime(86400)
                .setLatestMsgDestructTime(clock.millis() + 1)
                .build());
    assertThat(some(pair)).hasSize(1);
    assertThat(ids()).containsExactly("x", "y");
    assertThat(pinned(ann)).containsExactly("x");
    assertThat(silent(ann)).isEmpty();
  }

  @Test
  void aConversationIsFoundBeforeTheCacheHasHeardOfIt() {
    talk(ann, bob);
    RedisExtension.redis().sync().hset("CONVERSATION:" + ann + ":" + pair, "value", "");
    assertThat(one(ann, pair).getUserID()).isEqualTo(bob);
  }

  @Test
  void everyChangeIsReadAtOnce() {
    Map<String, Runnable> changes = new LinkedHashMap<>();
    changes.put("create", () -> talk(ann, bob));
    changes.put("pin", () -> set(ann, c -> c.setIsPinned(flag(true))));
    changes.put("silence", () -> set(ann, c -> c.setRecvMsgOpt(number(2))));
    changes.put("private", () -> set(ann, c -> c.setIsPrivateChat(flag(true))));
    changes.put(
        "max seq",
        () ->
            internally(() ->
                stub.setConversationMaxSeq(
                    SetConversationMaxSeqReq.newBuilder()
                        .setConversationID(pair)
                        .addOwnerUserID(ann)
                        .setMaxSeq(5)
                        .build())));
    changes.put(
        "min seq",
        () ->
            internally(() ->
                stub.setConversationMinSeq(
                    SetConversationMinSeqReq.newBuilder()
                        .setConversationID(pair)
                        .addOwnerUserID(ann)
                        .setMinSeq(3)
                        .build())));
    changes.put(
        "without a word",
        () ->
            as(
                ann,
                () ->
                    stub.updateConversation(
                        UpdateConversationReq.newBuilder()
                            .setConversationID(pair)
                            .addUserIDs(ann)
                            .setEx(text("1"))
                            .build())));
    changes.put(
        "by the peer",
        () ->
            as(
                TestServices.ADMIN,
                () ->
                    stub.updateConversationsByUser(
                        UpdateConversationsByUserReq.newBuilder()
                            .setUserID(bob)
                            .setEx(text("2"))
                            .build())));
    changes.put(
        "overwrite",
        () ->
            as(
                ann,
                () ->
                    stub.setConversation(
                        SetConversationReq.newBuilder()
                            .setConversation(fresh(ann, pair).setUserID(bob))
                            .build())));
    changes.put("delete", () -> delete(ann, c -> c.addConversationIDs(pair)));
    changes.put("create by setting", () -> set(ann, c -> c.setIsPinned(flag(true))));
    String before = seen();
    for (Map.Entry<String, Runnable> change : changes.entrySet()) {
      assertThat(seen()).as("twice before: %s", change.getKey()).isEqualTo(before);
      change.getValue().run();
      String after = seen();
      assertThat(after).as(change.getKey()).isNotEqualTo(before);
      redis.flushall();
      assertThat(seen()).as("from the store: %s", change.getKey()).isEqualTo(after);
      before = after;
    }
  }

  @Test
  void theRepetitionOfACreationDropsWhatTheFirstCouldNot() {
    assertThat(ids()).isEmpty();
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> one(ann, pair));
    // As a process leaves it that dies after the rows.
    MongoExtension.mongo()
        .collection("conversation")
        .insertOne(
            new Document("owner_user_id", ann)
                .append("conversation_id", pair)
                .append("conversation_type", 1)
                .append("user_id", bob));
    assertThat(ids()).isEmpty();
    talk(ann, bob);
    assertThat(ids()).containsExactly(pair);
    assertThat(one(ann, pair).getUserID()).isEqualTo(bob);
  }

  // Last: for some seconds after it Redis is passed over.
  @Test
  @Order(Integer.MAX_VALUE)
  void withoutRedisTheStoreIsAsked() {
    talk(ann, bob);
    String before = seen();
    double awayBefore = away();
    redis.dispatch(
        CommandType.CLIENT,
        new StatusOutput<>(StringCodec.UTF8),
        new CommandArgs<>(StringCodec.UTF8).add("PAUSE").add(1500).add("ALL"));
    assertThat(seen()).isEqualTo(before);
    assertThat(away()).as("reads that passed Redis over").isGreaterThan(awayBefore);
  }

  private static double away() {
    Counter away = services.meters().find("im.cache.shared").tag("result", "away").counter();
    return away == null ? 0 : away.count();
  }

  /// All that is cached of the conversation at Ann's, as it is answered.
  private String seen() {
    return "%s %s %s %s".formatted(ids(), pinned(ann), silent(ann), some(pair));
  }

  private List<String> ids() {
    return as(
            TestServices.ADMIN,
            () ->
                stub.getConversationIDs(GetConversationIDsReq.newBuilder().setUserID(ann).build()))
        .getConversationIDsList();
  }

  private List<Conversation> some(String id) {
    return as(
            ann,
            () ->
                stub.getConversations(
                    GetConversationsReq.newBuilder()
                        .setOwnerUserID(ann)
                        .addConversationIDs(id)
                        .build()))
        .getConversationsList();
  }

  private String value(String key) {
    return redis.hget(key, "value");
  }
}
