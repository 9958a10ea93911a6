package im.common.sync;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// What follows from who is a member, such as version logs and the limits of a chat, while others
/// change who is.
///
/// Two who let the same user in and out change his row in one order, and may write what follows
/// from it in the other. Whoever has written therefore looks at the rows again and writes what they
/// say, until they say what he wrote: the last to write is the last to look.
public final class Membership {
  private Membership() {}

  /// Writes what follows from being a member.
  @FunctionalInterface
  public interface Consequence {
    /// Writes it for `userIDs`, who are members or, when `in` is false, are not.
    void write(boolean in, List<String> userIDs);
  }

  /// Called after the consequence was written for `userIDs`, who were members (`in`) or were not.
  /// Writes it again for those for whom `members`, which gives the members among the users it is
  /// asked about, at least one, says the opposite by now.
  public static void settle(
      Collection<String> userIDs,
      boolean in,
      Function<List<String>, Set<String>> members,
      Consequence consequence) {
    boolean written = in;
    List<String> wrong = unlike(written, List.copyOf(userIDs), members);
    while (!wrong.isEmpty()) {
      written = !written;
      consequence.write(written, wrong);
      wrong = unlike(written, wrong, members);
    }
  }

  private static List<String> unlike(
      boolean in, List<String> userIDs, Function<List<String>, Set<String>> members) {
    if (userIDs.isEmpty()) {
      return List.of();
    }
    Set<String> now = members.apply(userIDs);
    return userIDs.stream().filter(userID -> now.contains(userID) != in).toList();
  }
}
