package im.rpc.msg.change;

import im.common.error.ErrorCode;
import im.common.history.MessageHistory;
import im.common.history.MessageScan;
import im.common.sequence.ConversationSequences;
import im.proto.msg.DeleteMsgPhysicalBySeqReq;
import im.proto.msg.DeleteMsgPhysicalReq;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Erases messages for everybody, silently, as operators do it.
public final class Erasure {
  private final ConversationSequences conversations;
  private final MessageHistory history;
  private final MessageScan scan;
  private final Clock clock;

  /// Erases in `history` what `scan` finds; the time is that of `clock`.
  public Erasure(
      ConversationSequences conversations, MessageHistory history, MessageScan scan, Clock clock) {
    this.conversations = conversations;
    this.history = history;
    this.scan = scan;
    this.clock = clock;
  }

  /// Erases the messages under the numbers asked for.
  public void eraseBySeq(DeleteMsgPhysicalBySeqReq request) {
    String conversationID = request.getConversationID();
    history.erase(conversationID, given(conversationID, request.getSeqsList()));
  }

  /// Erases, in the named conversations, everything sent more than `timestamp` seconds ago. What is
  /// erased when the call ends early stays erased; calling again goes on.
  public void eraseOld(DeleteMsgPhysicalReq request) {
    if (request.getTimestamp() < 0) {
      throw ErrorCode.ARGS.because("timestamp: " + request.getTimestamp() + " (expected: >= 0)");
    }
    long age = Math.min(request.getTimestamp(), Duration.ofMillis(clock.millis()).toSeconds());
    long before = clock.millis() - Duration.ofSeconds(age).toMillis();
    List<String> ids = request.getConversationIDsList().stream().distinct().toList();
    Map<String, Long> newest = conversations.maxSeqs(ids);
    for (String id : ids) {
      scan.sentBefore(id, 1, newest.getOrDefault(id, 0L), before, seqs -> history.erase(id, seqs));
    }
  }

  /// Those of `seqs` that were ever given; others would make documents out of nothing.
  List<Long> given(String conversationID, Collection<Long> seqs) {
    long max = conversations.maxSeqs(List.of(conversationID)).getOrDefault(conversationID, 0L);
    return seqs.stream().filter(seq -> seq > 0 && seq <= max).distinct().toList();
  }
}
