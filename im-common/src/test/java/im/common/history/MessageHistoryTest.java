package im.common.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import im.common.mongo.Indexes;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.OfflinePushInfo;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({RedisExtension.class, MongoExtension.class})
class MessageHistoryTest {
  private static final String CONVERSATION = "si_a_b";

  private MessageStore store;
  private MessageCache cache;
  private MessageHistory history;

  @BeforeEach
  void start() {
    RedisExtension.redis().sync().flushall();
    MongoExtension.mongo().collection("msg").drop();
    Indexes.ensure(MongoExtension.mongo(), "msg");
    store = new MessageStore(MongoExtension.mongo());
    cache = new MessageCache(RedisExtension.redis());
    history = new MessageHistory(cache, store);
  }

  @Test
  void aStoredMessageIsTheOneThatWasSent() {
    store.insert(Map.of(CONVERSATION, List.of(message(1), message(100), message(101))));
    assertThat(history.find(CONVERSATION, List.of(1L, 2L, 100L, 101L, 999L)))
        .containsOnlyKeys(1L, 100L, 101L)
        .containsEntry(100L, StoredMessage.of(message(100)));
  }

  @Test
  void theLayoutIsAHundredSlotsADocument() {
    store.insert(Map.of(CONVERSATION, List.of(message(100), message(101))));
    List<Document> rows = MongoExtension.rows("msg");
    assertThat(rows)
        .extracting(row -> row.getString("doc_id"))
        .containsExactlyInAnyOrder("si_a_b:0", "si_a_b:1");
    Document first =
        rows.stream()
            .filter(row -> row.getString("doc_id").endsWith(":0"))
            .findFirst()
            .orElseThrow();
    List<Document> slots = first.getList("msgs", Document.class);
    assertThat(slots).hasSize(100);
    assertThat(slots.get(99).get("msg", Document.class))
        .containsEntry("send_id", "a")
        .containsEntry("seq", 100L)
        .containsEntry("status", 2)
        .containsEntry("content", "{\"content\":\"100\"}")
        .containsEntry("at_user_id_list", null);
    assertThat(slots.get(0)).containsEntry("msg", null).containsEntry("del_list", List.of());
  }

  @Test
  void aDocumentSaysWhenItWasMade() {
    Date before = new Date(System.currentTimeMillis() - 1_000);
    store.insert(
        Map.of(
            CONVERSATION,
            LongStream.rangeClosed(1, 2_000).mapToObj(MessageHistoryTest::message).toList()));
    assertThat(MongoExtension.rows("msg"))
        .hasSize(20)
        .allSatisfy(row ->
            assertThat(row.getObjectId("_id").getDate())
                .isBetween(before, new Date(System.currentTimeMillis())));
  }

  @Test
  void writingAgainKeepsWhatWasDoneToTheMessage() {
    store.markRead(CONVERSATION, List.of(7L));
    store.insert(Map.of(CONVERSATION, List.of(message(7))));
    store.insert(Map.of(CONVERSATION, List.of(message(7))));
    assertThat(history.find(CONVERSATION, List.of(7L)))
        .containsEntry(7L, new StoredMessage(message(7), null, List.of(), true));
  }

  @Test
  void recentMessagesComeFromTheCacheUntilItForgets() {
    cache.put(CONVERSATION, List.of(message(3))).toCompletableFuture().join();
    assertThat(history.find(CONVERSATION, List.of(3L)))
        .containsEntry(3L, StoredMessage.of(message(3)));
    RedisExtension.redis().sync().flushall();
    assertThat(history.find(CONVERSATION, List.of(3L))).isEmpty();
  }

  @Test
  void markingAsReadShowsInBothPlaces() {
    MsgData sent = message(5);
    cache.put(CONVERSATION, List.of(sent)).toCompletableFuture().join();
    store.insert(Map.of(CONVERSATION, List.of(sent)));
    history.markRead(CONVERSATION, "b", List.of(5L, 6L));
    StoredMessage read = new StoredMessage(sent, null, List.of(), true);
    assertThat(history.find(CONVERSATION, List.of(5L))).containsEntry(5L, read);
    MessageRef ref = new MessageRef(CONVERSATION, 5);
    assertThat(store.find(List.of(ref))).containsEntry(ref, read);
  }

  @Test
  void nobodyReadsHisOwnMessages() {
    store.insert(Map.of(CONVERSATION, List.of(message(5))));
    history.markRead(CONVERSATION, "a", List.of(5L));
    assertThat(history.find(CONVERSATION, List.of(5L)))
        .containsEntry(5L, StoredMessage.of(message(5)));
  }

  @Test
  void theNewestMessagesAreKnownByTheirKeys() {
    store.insert(
        Map.of(
            CONVERSATION,
            LongStream.rangeClosed(1, 150).mapToObj(MessageHistoryTest::message).toList()));
    assertThat(history.keys(CONVERSATION, 51, 150)).hasSize(100);
  }

  private static MsgData message(long seq) {
    return MsgData.newBuilder()
        .setSendID("a")
        .setRecvID("b")
        .setClientMsgID("c" + seq)
        .setServerMsgID("s" + seq)
        .setSessionType(1)
        .setContentType(101)
        .setContent(ByteString.copyFromUtf8("{\"content\":\"" + seq + "\"}"))
        .setSeq(seq)
        .setSendTime(1_700_000_000_000L + seq)
        .setStatus(2)
        .putOptions("unreadCount", false)
        .setOfflinePushInfo(OfflinePushInfo.newBuilder().setTitle("t").setIOSBadgeCount(true))
        .build();
  }
}
