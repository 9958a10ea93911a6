package im.common.history;

import java.util.Collection;
import java.util.List;

/// The place of a message: its conversation and its number there.
public record MessageRef(String conversationID, long seq) {
  /// The places of several messages of one conversation, in the order of `seqs`.
  public static List<MessageRef> all(String conversationID, Collection<Long> seqs) {
    return seqs.stream().map(seq -> new MessageRef(conversationID, seq)).toList();
  }
}
