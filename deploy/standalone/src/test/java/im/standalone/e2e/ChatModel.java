package im.standalone.e2e;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// What a conversation has to look like to each who is in it, after what they did to it one after
/// the other (`reference/pipeline-storage.md` 5 and 6, `reference/right-answers.md`). Whoever acts
/// is told the error code he has to get; where it is not 0, nothing has changed.
final class ChatModel {
  static final int DONE = 0;
  static final int ARGS = 1001;
  static final int NO_PERMISSION = 1002;
  static final int NOT_FOUND = 1004;
  static final int REVOKED_BEFORE = 1404;

  /// Who may do what; in a chat of two both are members.
  enum Role {
    MEMBER,
    ADMIN,
    OWNER
  }

  /// A text, and what became of it.
  private static final class Said {
    private final String sender;
    private final String text;
    private final Set<String> deletedFor = new HashSet<>();
    private @Nullable String revoker;
    private boolean erased;
    private boolean read;

    Said(String sender, String text) {
      this.sender = sender;
      this.text = text;
    }
  }

  private final String conversationID;
  private final boolean group;
  private final Map<String, Role> roles;
  private final long base;
  private final List<Said> said = new ArrayList<>();
  private final Map<String, Long> mins = new HashMap<>();
  private final Map<String, Long> reads = new HashMap<>();

  /// A conversation whose first `base` numbers are notices, which everybody sees and nobody
  /// touches.
  ChatModel(String conversationID, boolean group, Map<String, Role> roles, long base) {
    this.conversationID = conversationID;
    this.group = group;
    this.roles = Map.copyOf(roles);
    this.base = base;
  }

  String conversationID() {
    return conversationID;
  }

  boolean isGroup() {
    return group;
  }

  /// Everybody in it, in a fixed order.
  List<String> users() {
    return roles.keySet().stream().sorted().toList();
  }

  /// The first number that is a text.
  long first() {
    return base + 1;
  }

  /// The newest number.
  long newest() {
    return base + said.size();
  }

  /// What the user has read.
  long read(String userID) {
    return reads.getOrDefault(userID, 0L);
  }

  /// A new text; its sender has read what came before.
  void send(String userID, String text) {
    said.add(new Said(userID, text));
    reads.put(userID, newest());
  }

  /// The texts a user has sent so far.
  List<String> textsOf(String userID) {
    return said.stream().filter(each -> each.sender.equals(userID)).map(each -> each.text).toList();
  }

  int revoke(String userID, long seq) {
    if (seq < min(userID) || seq > newest() || at(seq).erased) {
      return NOT_FOUND;
    }
    Said message = at(seq);
    if (message.revoker != null) {
      return REVOKED_BEFORE;
    }
    if (group ? !mayRemove(userID, message) : !message.sender.equals(userID)) {
      return NO_PERMISSION;
    }
    message.revoker = userID;
    return DONE;
  }

  int delete(String userID, Collection<Long> seqs, boolean forAll) {
    List<Said> named = seqs.stream().map(this::at).filter(each -> !each.erased).toList();
    if (!forAll) {
      named.forEach(each -> each.deletedFor.add(userID));
      return DONE;
    }
    if (group && !named.stream().allMatch(each -> mayRemove(userID, each))) {
      return NO_PERMISSION;
    }
    named.forEach(each -> each.erased = true);
    return DONE;
  }

  int clear(String userID, boolean forAll) {
    if (forAll && !mayClearForAll(userID)) {
      return NO_PERMISSION;
    }
    (forAll ? users() : List.of(userID)).forEach(each -> mins.put(each, newest() + 1));
    raise(userID, newest());
    return DONE;
  }

  /// True when the user may clear it for everybody.
  boolean mayClearForAll(String userID) {
    return !group || roles.get(userID) == Role.OWNER;
  }

  int setPosition(String userID, long seq) {
    if (seq > newest()) {
      return ARGS;
    }
    raise(userID, seq);
    return DONE;
  }

  int markMessages(String userID, List<Long> seqs) {
    if (seqs.stream().anyMatch(seq -> seq > newest())) {
      return ARGS;
    }
    seqs.forEach(seq -> flag(userID, seq));
    raise(userID, seqs.getLast());
    return DONE;
  }

  int markConversation(String userID, long hasReadSeq, Collection<Long> seqs) {
    if (hasReadSeq > newest()) {
      return ARGS;
    }
    Set<Long> flagged = new TreeSet<>(seqs);
    LongStream.rangeClosed(read(userID) + 1, hasReadSeq).forEach(flagged::add);
    flagged.forEach(seq -> flag(userID, seq));
    raise(userID, hasReadSeq);
    return DONE;
  }

  /// What the user sees under each number, oldest first, in the words of [SeenMessage].
  SortedMap<Long, String> seenBy(String userID) {
    SortedMap<Long, String> seen = new TreeMap<>();
    for (long seq = Math.max(1, min(userID)); seq <= newest(); seq++) {
      seen.put(seq, seq <= base ? SeenMessage.notice(seq) : line(userID, seq));
    }
    return seen;
  }

  /// The number of the newest message the user can read.
  Optional<Long> last(String userID) {
    for (long seq = newest(); seq >= Math.max(1, min(userID)); seq--) {
      if (seq <= base || (!at(seq).erased && !at(seq).deletedFor.contains(userID))) {
        return Optional.of(seq);
      }
    }
    return Optional.empty();
  }

  /// The texts that have to be in the store, as clientMsgIDs.
  List<String> stored() {
    return said.stream()
        .filter(each -> !each.erased)
        .map(each -> ChatUser.clientMsgID(each.sender, each.text))
        .toList();
  }

  private String line(String userID, long seq) {
    Said message = at(seq);
    if (message.erased) {
      return SeenMessage.placeholder(seq);
    }
    boolean deleted = message.deletedFor.contains(userID);
    if (message.revoker != null) {
      return SeenMessage.revoked(seq, message.sender, message.revoker, deleted, message.read);
    }
    return deleted
        ? SeenMessage.deleted(seq, message.sender, message.read)
        : SeenMessage.text(seq, message.sender, message.text, message.read);
  }

  private boolean mayRemove(String userID, Said message) {
    Role role = roles.get(userID);
    return message.sender.equals(userID)
        || role == Role.OWNER
        || (role == Role.ADMIN && roles.get(message.sender) == Role.MEMBER);
  }

  private void flag(String userID, long seq) {
    if (!group && seq >= first() && !at(seq).sender.equals(userID)) {
      at(seq).read = true;
    }
  }

  private void raise(String userID, long seq) {
    reads.merge(userID, seq, Math::max);
  }

  private long min(String userID) {
    return mins.getOrDefault(userID, 0L);
  }

  private Said at(long seq) {
    return said.get(Math.toIntExact(seq - first()));
  }
}
