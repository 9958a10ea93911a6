package im.common.history;

import static im.common.history.SentMessages.message;
import static org.assertj.core.api.Assertions.assertThat;

import im.common.mongo.Indexes;
import im.common.sequence.UserSequences;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({RedisExtension.class, MongoExtension.class})
class MessageRetentionTest {
  private static final String CONVERSATION = "si_a_b";

  private final long limit = System.currentTimeMillis() + 60_000;
  private MessageCache cache;
  private MessageHistory history;
  private MessageRetention retention;

  @BeforeEach
  void start() {
    RedisExtension.redis().sync().flushall();
    MongoExtension.rows("msg")
        .forEach(row ->
            MongoExtension.mongo()
                .collection("msg")
                .deleteOne(new Document("_id", row.get("_id"))));
    Indexes.ensure(MongoExtension.mongo(), "msg", "seq", "seq_user");
    cache = new MessageCache(RedisExtension.redis());
    history = new MessageHistory(cache, new MessageStore(MongoExtension.mongo()));
    retention =
        new MessageRetention(
            RedisExtension.redis(),
            MongoExtension.mongo(),
            new UserSequences(RedisExtension.redis(), MongoExtension.mongo()));
  }

  @Test
  void aMessageThatComesWhileItsDocumentIsRemovedStays() {
    history.insert(Map.of(CONVERSATION, List.of(message(1, limit - 1))));
    List<Document> old = retention.find(MessageRetention.FIRST, limit, 10);
    assertThat(old).hasSize(1);

    history.insert(Map.of(CONVERSATION, List.of(message(2, limit + 1))));
    retention.remove(old, limit);
    assertThat(history.find(CONVERSATION, List.of(1L, 2L))).containsOnlyKeys(1L, 2L);
  }

  @Test
  void whatIsOnItsWayToARemovedDocumentIsNotForgotten() {
    history.insert(Map.of(CONVERSATION, List.of(message(1, limit - 1))));
    cache.put(CONVERSATION, List.of(message(1, limit - 1))).toCompletableFuture().join();
    List<Document> old = retention.find(MessageRetention.FIRST, limit, 10);

    cache.put(CONVERSATION, List.of(message(2, limit + 1))).toCompletableFuture().join();
    history.erase(CONVERSATION, List.of(3L));
    retention.remove(old, limit);
    assertThat(history.find(CONVERSATION, List.of(1L, 2L))).containsOnlyKeys(2L);
    history.insert(Map.of(CONVERSATION, List.of(message(3, limit + 1))));
    assertThat(history.find(CONVERSATION, List.of(3L))).isEmpty();
  }
}
