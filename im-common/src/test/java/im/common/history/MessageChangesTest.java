package im.common.history;

import static im.common.history.SentMessages.message;
import static org.assertj.core.api.Assertions.assertThat;

import im.common.history.StoredMessage.Revoke;
import im.common.mongo.Indexes;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.Until;
import im.proto.sdkws.MsgData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What was done to a message stays done, whatever the pipeline and other readers do meanwhile. The
/// two histories stand for two processes.
@ExtendWith({RedisExtension.class, MongoExtension.class})
class MessageChangesTest {
  private static final String CONVERSATION = "si_a_b";
  private static final Revoke REVOKE = new Revoke(100, "a", "Ann", 5_000);
  private static final MessageRef REF = new MessageRef(CONVERSATION, 7);

  private MessageStore store;
  private MessageCache cache;
  private MessageHistory reader;
  private MessageHistory writer;

  @BeforeEach
  void start() {
    RedisExtension.redis().sync().flushall();
    MongoExtension.mongo().collection("msg").drop();
    Indexes.ensure(MongoExtension.mongo(), "msg");
    store = new MessageStore(MongoExtension.mongo());
    cache = new MessageCache(RedisExtension.redis());
    reader = new MessageHistory(cache, store);
    writer =
        new MessageHistory(
            new MessageCache(RedisExtension.redis()), new MessageStore(MongoExtension.mongo()));
  }

  @Test
  void aReaderFillsWhatNobodyChanged() {
    store.insert(messages());
    lateFill(() -> {});
    assertThat(cache.find(List.of(REF)).current()).containsKey(REF);
  }

  @Test
  void aRevocationIsNotUndoneByAReaderWhoLookedBefore() {
    store.insert(messages());
    lateFill(() -> writer.revoke(CONVERSATION, 7, REVOKE));
    assertThat(read().revoke()).isEqualTo(REVOKE);
    assertThat(read().revoke()).isEqualTo(REVOKE);
  }

  @Test
  void aDeletionIsNotUndoneByAReaderWhoLookedBefore() {
    store.insert(messages());
    lateFill(() -> writer.deleteFor("b", CONVERSATION, List.of(7L)));
    assertThat(read().deletedFor()).containsExactly("b");
    RedisExtension.redis().sync().flushall();
    lateFill(() -> writer.erase(CONVERSATION, List.of(7L)));
    assertThat(reader.find(CONVERSATION, List.of(7L))).isEmpty();
  }

  @Test
  void aRevocationIsNotUndoneByAMessageThatComesAgainAfterRedisForgot() {
    store.insert(messages());
    writer.revoke(CONVERSATION, 7, REVOKE);
    RedisExtension.redis().sync().flushall();
    // What comes again is looked for first: it is known, and cached as it is now.
    assertThat(writer.find(CONVERSATION, List.of(7L))).containsOnlyKeys(7L);
    assertThat(read().revoke()).isEqualTo(REVOKE);
  }

  @Test
  void anErasedMessageIsNotSeenWhileItReachesTheStoreLate() {
    writer.erase(CONVERSATION, List.of(7L));
    store.insert(messages()); // What the pipeline does just before it erases it again.
    assertThat(reader.find(CONVERSATION, List.of(7L))).isEmpty();
    lateFill(() -> {});
    assertThat(reader.find(CONVERSATION, List.of(7L))).isEmpty();
    assertThat(cache.find(List.of(REF)).current()).isEmpty();
  }

  @Test
  void anErasureThatFailedHidesTheMessageUntilItsLockEnds() {
    store.insert(messages());
    cache.erasing(List.of(REF));
    assertThat(reader.find(CONVERSATION, List.of(7L))).isEmpty();
    var redis = RedisExtension.redis().sync();
    long now = Long.parseLong(redis.time().getFirst());
    redis.hset("MSG_CACHE:" + CONVERSATION + ":7", "lockUntil", Long.toString(now - 1));
    assertThat(reader.find(CONVERSATION, List.of(7L))).containsOnlyKeys(7L);
  }

  @Test
  void aReadMarkIsNotUndoneByAReaderWhoLookedBefore() {
    store.insert(messages());
    lateFill(() -> writer.markRead(CONVERSATION, "b", List.of(7L)));
    assertThat(read().isRead()).isTrue();
  }

  @Test
  void aReadMarkIsSeenWhateverBecomesOfTheOneWhoMade() {
    put();
    store.insert(messages());
    String token = cache.reading(List.of(REF));
    store.markRead(CONVERSATION, List.of(7L));
    // He does not come back to say so.
    assertThat(read().isRead()).isTrue();

    cache.read(List.of(REF), token);
    assertThat(cache.find(List.of(REF)).current().getOrDefault(REF, StoredMessage.EMPTY).isRead())
        .isTrue();
  }

  @Test
  void aReadMarkDoesNotBringBackWhatIsRevokedMeanwhile() {
    put();
    store.insert(messages());
    String token = cache.reading(List.of(REF));
    store.markRead(CONVERSATION, List.of(7L));
    writer.revoke(CONVERSATION, 7, REVOKE);
    cache.read(List.of(REF), token);
    assertThat(read()).isEqualTo(new StoredMessage(message(7), REVOKE, List.of(), true));
  }

  @Test
  void aReadMessageStaysCached() {
    put();
    store.insert(messages());
    writer.markRead(CONVERSATION, "b", List.of(7L));
    assertThat(cache.find(List.of(REF)).current().getOrDefault(REF, StoredMessage.EMPTY).isRead())
        .isTrue();
  }

  @Test
  void readMessagesThatWereNotCachedStaySo() throws Exception {
    store.insert(messages());
    writer.markRead(CONVERSATION, "b", List.of(7L));
    assertThat(RedisExtension.redis().sync().dbsize()).isZero();
    assertThat(read().isRead()).isTrue();
    // Whoever read does not wait for the cache.
    Until.holds(
        "it is cached",
        () -> cache.find(List.of(REF)).current().getOrDefault(REF, StoredMessage.EMPTY).isRead());
  }

  @Test
  void aReadMarkDoesNotBringBackWhatWasRevoked() {
    put();
    store.insert(messages());
    writer.revoke(CONVERSATION, 7, REVOKE);
    writer.markRead(CONVERSATION, "b", List.of(7L));
    assertThat(read()).isEqualTo(new StoredMessage(message(7), REVOKE, List.of(), true));
  }

  @Test
  void aMessageThatComesAgainStaysRevoked() {
    put();
    store.insert(messages());
    writer.revoke(CONVERSATION, 7, REVOKE);
    put();
    assertThat(read().revoke()).isEqualTo(REVOKE);
    put();
    store.insert(messages());
    assertThat(read().revoke()).isEqualTo(REVOKE);
  }

  @Test
  void aMessageIsRevokedWhileItIsOnItsWayToTheStore() throws Exception {
    put();
    writer.revoke(CONVERSATION, 7, REVOKE);
    StoredMessage revoked = new StoredMessage(message(7), REVOKE, List.of(), false);
    assertThat(read()).isEqualTo(revoked);
    store.insert(messages());
    assertThat(read()).isEqualTo(revoked);
    Until.holds(
        "the reader fills in what it read",
        () -> revoked.equals(cache.find(List.of(REF)).current().get(REF)));
  }

  @Test
  void aMessageThatWasChangedBeforeItIsCachedIsShownChanged() {
    writer.deleteFor("b", CONVERSATION, List.of(7L));
    put();
    assertThat(read()).isEqualTo(new StoredMessage(message(7), null, List.of("b"), false));
  }

  @Test
  void anErasedMessageNeverComesBack() {
    put();
    writer.erase(CONVERSATION, List.of(7L));
    assertThat(reader.find(CONVERSATION, List.of(7L))).isEmpty();
    put();
    writer.insert(Map.of(CONVERSATION, List.of(message(7), message(8))));
    assertThat(reader.find(CONVERSATION, List.of(7L, 8L))).containsOnlyKeys(8L);
    RedisExtension.redis().sync().flushall();
    assertThat(reader.find(CONVERSATION, List.of(7L, 8L))).containsOnlyKeys(8L);
  }

  @Test
  void anErasedSlotHoldsNothingButItsEmptyMessage() {
    store.insert(messages());
    writer.erase(CONVERSATION, List.of(7L));
    Document document = MongoExtension.rows("msg").getFirst();
    assertThat(document.getList("msgs", Document.class).get(6))
        .isEqualTo(new Document("msg", null));
  }

  @Test
  void nobodyFillsInWhileAChangeIsBeingMade() {
    put();
    store.insert(messages());
    cache.changing(List.of(REF));
    assertThat(cache.reserve(List.of(REF))).isEmpty();
    store.revoke(CONVERSATION, 7, REVOKE);
    // The process that made the change dies here: nobody says that it is made.
    assertThat(read().revoke()).isEqualTo(REVOKE);
  }

  @Test
  void aMessageIsRevokedOnce() {
    store.insert(messages());
    assertThat(writer.revoke(CONVERSATION, 7, REVOKE)).isTrue();
    assertThat(writer.revoke(CONVERSATION, 7, new Revoke(0, "x", "", 6))).isFalse();
    assertThat(read().revoke()).isEqualTo(REVOKE);
  }

  @Test
  void aMessageThatIsCachedWhileAReaderFindsNothingIsThere() {
    lateFill(this::put);
    assertThat(read()).isEqualTo(StoredMessage.of(message(7)));
  }

  @Test
  void deletingTwiceForTheSameUserIsDeletingOnce() {
    store.insert(messages());
    writer.deleteFor("b", CONVERSATION, List.of(7L, 7L, 101L));
    writer.deleteFor("b", CONVERSATION, List.of(7L));
    writer.deleteFor("a", CONVERSATION, List.of(7L));
    assertThat(read().deletedFor()).containsExactly("b", "a");
  }

  @Test
  void aListThatAnotherWriterLeftEmptyTakesUsers() {
    List<Document> slots = new ArrayList<>(MessageDocuments.emptySlots());
    slots.set(
        6,
        new Document("msg", MessageDocuments.of(message(7)))
            .append("revoke", null)
            .append("del_list", null));
    MongoExtension.mongo()
        .collection("msg")
        .insertOne(new Document("doc_id", CONVERSATION + ":0").append("msgs", slots));
    writer.deleteFor("b", CONVERSATION, List.of(7L, 8L));
    assertThat(read().deletedFor()).containsExactly("b");
  }

  @Test
  void aForeignTombstoneInTheCacheIsNotBelieved() {
    RedisExtension.redis()
        .sync()
        .hset("MSG_CACHE:" + CONVERSATION + ":7", "value", "{\"Msg\":null,\"Revoke\":null}");
    store.insert(messages());
    assertThat(read()).isEqualTo(StoredMessage.of(message(7)));
  }

  @Test
  void manyConversationsAreReadAtOnce() {
    store.insert(Map.of("si_a_b", List.of(message(1)), "sg_g", List.of(message(1), message(150))));
    MessageRef here = new MessageRef("si_a_b", 1);
    MessageRef there = new MessageRef("sg_g", 150);
    assertThat(reader.find(Arrays.asList(here, there, new MessageRef("sg_g", 2))))
        .containsOnlyKeys(here, there);
    assertThat(reader.find(List.of(here, there))).containsOnlyKeys(here, there);
  }

  /// Reads the store, lets `meanwhile` happen, and then fills the cache with what was read.
  private void lateFill(Runnable meanwhile) {
    Map<MessageRef, String> tickets = cache.reserve(List.of(REF));
    assertThat(tickets).containsKey(REF);
    Map<MessageRef, StoredMessage> read = store.find(List.of(REF));
    meanwhile.run();
    cache.fill(read, tickets).toCompletableFuture().join();
  }

  private StoredMessage read() {
    return reader.find(CONVERSATION, List.of(7L)).getOrDefault(7L, StoredMessage.EMPTY);
  }

  private void put() {
    cache.put(CONVERSATION, List.of(message(7))).toCompletableFuture().join();
  }

  private static Map<String, List<MsgData>> messages() {
    return Map.of(CONVERSATION, List.of(message(7)));
  }
}
