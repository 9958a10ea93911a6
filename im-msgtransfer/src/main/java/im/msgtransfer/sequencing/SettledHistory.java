package im.msgtransfer.sequencing;

import im.common.config.KafkaConfig;
import im.common.history.MessageHistory;
import im.common.queue.MessageQueue;
import im.common.sequence.ConversationSequences.Stored;
import im.common.sequence.ConversationSequences.StoredMessages;
import java.time.Duration;
import java.util.List;

/// The store as it is when everything that was numbered has arrived in it. Without the wait a
/// message that is between the two stages when Redis forgets would get a second number if it came
/// again.
public final class SettledHistory implements StoredMessages {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final MessageHistory history;
  private final MessageQueue queue;
  private final KafkaConfig kafka;
  private final Object waiting = new Object();
  private long settledAt = Long.MIN_VALUE;

  /// Reads `history` after the persisting stage on `queue` has caught up.
  public SettledHistory(MessageHistory history, MessageQueue queue, KafkaConfig kafka) {
    this.history = history;
    this.queue = queue;
    this.kafka = kafka;
  }

  @Override
  public List<Stored> between(String conversationID, long from, long to) {
    settle(System.nanoTime());
    return history.keys(conversationID, from, to);
  }

  /// Those who come while somebody waits share the next wait: Redis forgets all conversations at
  /// once.
  private void settle(long asked) {
    synchronized (waiting) {
      if (settledAt != Long.MIN_VALUE && settledAt - asked >= 0) {
        return;
      }
      long began = System.nanoTime();
      queue.awaitConsumed(kafka.toMongoTopic(), kafka.toMongoGroupID(), LIMIT);
      settledAt = began;
    }
  }
}
