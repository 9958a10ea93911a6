package im.rpc.msg.change;

import com.google.common.collect.Lists;
import java.util.Collection;
import java.util.List;

/// Message numbers as notifications take them: a client may name so many in one call that rpc-msg
/// would not accept them in one message.
public final class SeqParts {
  /// A number and its comma take up to 20 bytes: so many fit into a message.
  private static final int MAX_NAMED = 5_000;

  private SeqParts() {}

  /// `seqs` in their order, in one part or more; nothing is one empty part.
  public static List<List<Long>> of(Collection<Long> seqs) {
    return seqs.isEmpty() ? List.of(List.of()) : Lists.partition(List.copyOf(seqs), MAX_NAMED);
  }
}
