package im.msgtransfer.sequencing;

import com.google.common.collect.Lists;
import im.common.context.Together;
import im.common.error.ErrorTable;
import im.common.error.ImException;
import im.common.history.MessageCache;
import im.common.history.MessageHistory;
import im.common.history.StoredMessage;
import im.common.message.ContentType;
import im.common.message.ConversationIDs;
import im.common.metrics.MetricName;
import im.common.queue.BatchHandler;
import im.common.queue.PoisonRecordException;
import im.common.queue.QueueRecord;
import im.common.queue.RepeatedBatches;
import im.common.sequence.Allocation;
import im.common.sequence.ConversationSequences;
import im.common.sequence.UserSequences;
import im.common.sequence.UserSequences.Position;
import im.proto.sdkws.MsgData;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Handles everything that is waiting in a partition of `toRedis`: conversations side by side, each
/// with one script call for its numbers, one pipelined write to the cache, and then its records for
/// the next stages. It returns, and the offset moves, only when all of that is durable.
public final class SequencingStage implements BatchHandler {
  private static final Logger log = LoggerFactory.getLogger(SequencingStage.class);
  private static final long FIRST_SEQ = 1;

  private final ConversationSequences conversations;
  private final UserSequences users;
  private final MessageCache cache;
  private final MessageHistory history;
  private final ConversationBirth birth;
  private final TransferOutput output;
  private final Counter cached;
  private final Counter failed;
  private final Counter seenAgain;
  private final Counter chatsRefused;

  /// Conversations that went through: they shall not be pushed again with those that did not, since
  /// who gets a message without a number twice cannot tell.
  private final RepeatedBatches<Set<String>> transferred = new RepeatedBatches<>();

  /// All stores and the two following topics.
  public SequencingStage(
      ConversationSequences conversations,
      UserSequences users,
      MessageCache cache,
      MessageHistory history,
      ConversationBirth birth,
      TransferOutput output,
      MeterRegistry meters) {
    this.conversations = conversations;
    this.users = users;
    this.cache = cache;
    this.history = history;
    this.birth = birth;
    this.output = output;
    cached = meters.counter(MetricName.REDIS_INSERT_SUCCESS);
    failed = meters.counter(MetricName.REDIS_INSERT_FAILED);
    seenAgain = meters.counter("msg.seen.again");
    chatsRefused = meters.counter("msg.chats.refused");
  }

  @Override
  public void handle(int partition, List<QueueRecord> batch) throws PoisonRecordException {
    Map<String, List<Accepted>> sorted = Sorter.sort(batch);
    Set<String> done = transferred.of(partition, batch, ConcurrentHashMap::newKeySet);
    sorted.keySet().removeAll(done);
    List<Runnable> transfers = new ArrayList<>(sorted.size());
    sorted.forEach((conversationID, messages) ->
        transfers.add(() ->
            messages
                .getFirst()
                .context()
                .run(() -> {
                  transfer(conversationID, messages);
                  done.add(conversationID);
                })));
    try {
      Together.run(transfers.size(), transfers);
    } catch (RuntimeException e) {
      failed.increment();
      throw e;
    }
    transferred.forget(partition);
  }

  private void transfer(String conversationID, List<Accepted> messages) {
    // Keeps a record for Mongo at a document's size whatever has piled up.
    Lists.partition(messages, MessageHistory.MESSAGES_PER_DOCUMENT)
        .forEach(chunk -> transferChunk(conversationID, chunk));
  }

  private void transferChunk(String conversationID, List<Accepted> messages) {
    List<Accepted> wanting = messages.stream().filter(Accepted::stored).toList();
    if (wanting.isEmpty()) {
      output.publish(conversationID, messages.stream().map(SequencingStage::unnumbered).toList());
      return;
    }
    Allocation allocation =
        conversations.allocate(conversationID, wanting.stream().map(Accepted::key).toList());
    Settled settled = settle(conversationID, number(messages, allocation));
    List<Numbered> numbered = settled.numbered();
    List<Numbered> stored = numbered.stream().filter(Numbered::stored).toList();
    cache.put(conversationID, settled.unknown()).toCompletableFuture().join();
    cached.increment();
    if (!ConversationIDs.isNotification(conversationID)) {
      giveChat(conversationID, allocation, stored);
    }
    show(conversationID, stored);
    output.publish(conversationID, numbered);
  }

  /// Makes the chat for a first message, and for who deleted it; for everybody when Redis lost who
  /// that was. A chat that is refused holds nobody up: it would be refused again.
  private void giveChat(String conversationID, Allocation allocation, List<Numbered> stored) {
    try {
      if (allocation.isForgotten()) {
        birth.ensureForgotten(conversationID, stored.getFirst().message());
      } else {
        giveChatFor(conversationID, allocation, stored);
      }
    } catch (RuntimeException e) {
      ImException error = ErrorTable.of(e);
      if (error.mayPass()) {
        throw e;
      }
      chatsRefused.increment();
      log.error("the chat of {} is not made: {}", conversationID, error.getMessage());
    }
  }

  /// What comes again and was shown before has its chat, or its owner deleted that since.
  private void giveChatFor(String conversationID, Allocation allocation, List<Numbered> stored) {
    List<MsgData> unseen =
        stored.stream()
            .map(Numbered::message)
            .filter(message -> message.getSeq() > allocation.shown())
            .toList();
    if (unseen.stream().anyMatch(message -> message.getSeq() == FIRST_SEQ)) {
      birth.ensure(conversationID, unseen.getFirst());
    } else if (allocation.isDeletedBySome()) {
      unseen.stream()
          .filter(SequencingStage::bringsBack)
          .findFirst()
          .ifPresent(message -> birth.ensureAgain(conversationID, message));
    }
  }

  /// @param numbered all messages; what comes again as it was first: nobody can change what others
  ///   have read
  /// @param unknown those that are neither cached nor stored yet
  private record Settled(List<Numbered> numbered, List<MsgData> unknown) {}

  private Settled settle(String conversationID, List<Numbered> numbered) {
    List<Long> repeated =
        numbered.stream()
            .filter(each -> each.stored() && each.again())
            .map(each -> each.message().getSeq())
            .toList();
    Map<Long, StoredMessage> known =
        repeated.isEmpty() ? Map.of() : history.find(conversationID, repeated);
    Map<Long, MsgData> first = new HashMap<>();
    known.forEach((seq, slot) -> {
      if (slot.message() != null) {
        first.put(seq, slot.message());
      }
    });
    List<Numbered> settled = new ArrayList<>(numbered.size());
    List<MsgData> unknown = new ArrayList<>(numbered.size());
    for (Numbered each : numbered) {
      if (!each.stored()) {
        settled.add(each);
        continue;
      }
      long seq = each.message().getSeq();
      MsgData before = first.putIfAbsent(seq, each.message());
      if (before == null && !known.containsKey(seq)) {
        unknown.add(each.message());
      }
      settled.add(before == null ? each : each.as(before));
    }
    return new Settled(settled, unknown);
  }

  private List<Numbered> number(List<Accepted> messages, Allocation allocation) {
    List<Numbered> numbered = new ArrayList<>(messages.size());
    Set<Long> taken = new HashSet<>();
    int next = 0;
    for (Accepted each : messages) {
      if (!each.stored()) {
        numbered.add(unnumbered(each));
        continue;
      }
      long seq = allocation.seqs()[next++];
      boolean again = seq <= allocation.before() || !taken.add(seq);
      if (again) {
        seenAgain.increment();
      }
      numbered.add(
          new Numbered(
              each.queueKey(),
              each.message().toBuilder().setSeq(seq).build(),
              again,
              each.context()));
    }
    return numbered;
  }

  /// False for the notice of a changed setting: it may come after a deletion that followed the
  /// change, and nobody said anything.
  private static boolean bringsBack(MsgData message) {
    return message.getContentType() != ContentType.CONVERSATION_PRIVATE_CHAT;
  }

  /// Only now readers are told: what is not in the cache yet would be taken for deleted.
  private void show(String conversationID, List<Numbered> stored) {
    List<CompletableFuture<?>> calls = new ArrayList<>();
    long last = stored.stream().mapToLong(each -> each.message().getSeq()).max().orElseThrow();
    calls.add(conversations.show(conversationID, last).toCompletableFuture());
    if (!ConversationIDs.isNotification(conversationID)) {
      calls.addAll(raiseSenders(conversationID, stored));
    }
    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
  }

  /// What comes again has an old number, which may be below what its sender has read since.
  private List<CompletableFuture<?>> raiseSenders(String conversationID, List<Numbered> stored) {
    Map<String, Long> newest = new HashMap<>();
    Map<String, Long> repeated = new HashMap<>();
    for (Numbered each : stored) {
      MsgData message = each.message();
      (each.again() ? repeated : newest).merge(message.getSendID(), message.getSeq(), Math::max);
    }
    List<CompletableFuture<?>> calls = new ArrayList<>(newest.size() + repeated.size());
    newest.forEach((userID, seq) ->
        calls.add(
            users.raiseRead(new Position(userID, conversationID), seq).toCompletableFuture()));
    repeated.forEach((userID, seq) ->
        calls.add(
            users
                .raiseReadIfThere(new Position(userID, conversationID), seq)
                .toCompletableFuture()));
    return calls;
  }

  private static Numbered unnumbered(Accepted each) {
    return new Numbered(
        each.queueKey(), each.message().toBuilder().clearSeq().build(), false, each.context());
  }
}
