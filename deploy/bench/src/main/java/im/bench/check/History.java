package im.bench.check;

import im.bench.client.ChatConnection;
import im.bench.client.ConnectionLostException;
import im.bench.client.HistoryReader;
import im.bench.load.Conversation;
import im.bench.load.Lane;
import im.bench.load.MessageId;
import im.bench.load.Participant;
import im.common.message.MessageStatus;
import im.proto.sdkws.MsgData;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pulls whole conversations the way a client does that has been away: newest seqs (1001), then
/// ranges of seqs (1002).
public final class History {
  private static final Logger log = LoggerFactory.getLogger(History.class);
  private static final int PAGE = 100;
  private static final int DELETED = MessageStatus.DELETED;

  private final String run;
  private final Duration patience;

  /// Storing may lag behind the acknowledgement; `patience` is how long it may take to catch up.
  public History(String run, Duration patience) {
    this.run = run;
    this.patience = patience;
  }

  /// The history of every conversation of `lanes`, by conversation id.
  public Map<String, Stored> read(List<Lane> lanes) throws InterruptedException {
    Set<Conversation> conversations =
        lanes.stream().map(Lane::conversation).collect(Collectors.toSet());
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      boolean isLast = System.nanoTime() >= deadline;
      try {
        Map<String, Stored> stored = pull(conversations);
        if (isLast || !lacks(lanes, stored)) {
          return stored;
        }
      } catch (ConnectionLostException e) {
        if (isLast) {
          throw e;
        }
        log.info("history not readable yet: {}", e.getMessage());
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }

  private boolean lacks(List<Lane> lanes, Map<String, Stored> stored) {
    return lanes.stream()
        .anyMatch(lane -> {
          Stored mine = stored.getOrDefault(lane.conversation().conversationID(), Stored.nothing());
          return lane.acked().stream().anyMatch(n -> mine.count(lane.id(n)) == 0);
        });
  }

  private Map<String, Stored> pull(Set<Conversation> conversations) {
    Map<String, Stored> stored = new HashMap<>();
    for (Conversation conversation : conversations) {
      // The last participant is a pure receiver in a pair, so this is also what the peer can read.
      Participant reader = conversation.participants().getLast();
      stored.put(conversation.conversationID(), pull(conversation.conversationID(), reader));
    }
    return stored;
  }

  private Stored pull(String conversationID, Participant reader) {
    ChatConnection connection = reader.connection();
    if (connection == null) {
      throw new ConnectionLostException(
          reader.userID() + " cannot read the history: not connected");
    }
    HistoryReader history = new HistoryReader(connection);
    long newest = history.newestSeq(conversationID);
    Map<String, Integer> counts = new HashMap<>();
    long messages = 0;
    for (long begin = 1; begin <= newest; begin += PAGE) {
      for (MsgData message :
          history.page(conversationID, begin, Math.min(newest, begin + PAGE - 1))) {
        if (message.getStatus() == DELETED || message.getClientMsgID().isEmpty()) {
          continue;
        }
        messages++;
        if (MessageId.parse(run, message.getClientMsgID()) != null) {
          counts.merge(message.getClientMsgID(), 1, Integer::sum);
        }
      }
    }
    return new Stored(counts, messages, newest - messages);
  }
}
