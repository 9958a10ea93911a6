package im.rpc.friend.store;

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
