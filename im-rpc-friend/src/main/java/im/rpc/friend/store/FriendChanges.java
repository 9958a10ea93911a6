package im.rpc.friend.store;

import im.common.sync.IncrementalSync;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// New values of what an owner notes of a friend; null leaves a value as it is.
public record FriendChanges(
    @Nullable Boolean isPinned, @Nullable String remark, @Nullable String ex) {
  /// Only another remark.
  public static FriendChanges remark(String remark) {
    return new FriendChanges(null, remark, null);
  }

  /// Whether nothing is to change.
  public boolean isEmpty() {
    return isPinned == null && remark == null && ex == null;
  }

  /// The part of this that is done to any of `friends`: another change may have been made to some
  /// of it since.
  public FriendChanges inPlace(List<Friend> friends) {
    return new FriendChanges(
        friends.stream().anyMatch(each -> Objects.equals(isPinned, each.isPinned()))
            ? isPinned
            : null,
        friends.stream().anyMatch(each -> Objects.equals(remark, each.remark())) ? remark : null,
        friends.stream().anyMatch(each -> Objects.equals(ex, each.ex())) ? ex : null);
  }

  /// The ids of what has changed for the owner's clients: the friends, and the order of the list.
  List<String> changedElements(List<String> friendUserIDs) {
    List<String> changed = new ArrayList<>();
    if (isPinned != null) {
      changed.add(IncrementalSync.ORDER);
    }
    changed.addAll(friendUserIDs);
    return changed;
  }

  /// The changes as they are written down in the outbox.
  public Document toFacts() {
    return toSet();
  }

  /// The changes that [#toFacts()] wrote down.
  public static FriendChanges ofFacts(Document facts) {
    return new FriendChanges(
        facts.getBoolean("is_pinned"), facts.getString("remark"), facts.getString("ex"));
  }

  Document toSet() {
    Document set = new Document();
    if (isPinned != null) {
      set.append("is_pinned", isPinned);
    }
    if (remark != null) {
      set.append("remark", remark);
    }
    if (ex != null) {
      set.append("ex", ex);
    }
    return set;
  }
}
