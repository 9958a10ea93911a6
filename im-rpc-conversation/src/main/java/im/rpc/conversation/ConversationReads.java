package im.rpc.conversation;

import im.common.error.ErrorCode;
import im.common.message.ConversationIDs;
import im.common.paging.Page;
import im.common.paging.Paged;
import im.common.sync.IdHash;
import im.common.sync.IncrementalSync;
import im.common.sync.IncrementalSync.Known;
import im.common.sync.VersionHeader;
import im.common.sync.VersionLog;
import im.proto.conversation.Conversation;
import im.proto.conversation.GetFullOwnerConversationIDsReq;
import im.proto.conversation.GetFullOwnerConversationIDsResp;
import im.proto.conversation.GetIncrementalConversationReq;
import im.proto.conversation.GetIncrementalConversationResp;
import im.proto.conversation.GetOwnerConversationReq;
import im.proto.conversation.GetOwnerConversationResp;
import im.rpc.conversation.store.ConversationCaches;
import im.rpc.conversation.store.ConversationStore;
import im.rpc.conversation.store.StoredConversation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Everything that is read from conversations, and their sync (`reference/business-rules.md` 8.2,
/// 3).
final class ConversationReads {
  private static final int MAX_SELF_DESTRUCTING = 10_000;

  private final ConversationStore store;
  private final ConversationCaches caches;
  private final VersionLog versions;

  ConversationReads(ConversationStore store, ConversationCaches caches, VersionLog versions) {
    this.store = store;
    this.caches = caches;
    this.versions = versions;
  }

  /// One conversation; 1004 when the owner does not have it.
  Conversation one(String ownerUserID, String conversationID) {
    return caches
        .find(ownerUserID, conversationID)
        .map(StoredConversation::value)
        .orElseThrow(() ->
            ErrorCode.RECORD_NOT_FOUND.because(
                "conversationID: %s (expected: a conversation of %s)"
                    .formatted(conversationID, ownerUserID)));
  }

  /// Several are one query of the store: as many commands in Redis would cost more than they save.
  List<Conversation> some(String ownerUserID, Collection<String> conversationIDs) {
    Set<String> ids = new HashSet<>(conversationIDs);
    return ids.size() == 1
        ? values(caches.find(ownerUserID, ids.iterator().next()).stream().toList())
        : values(store.find(ownerUserID, ids));
  }

  List<Conversation> all(String ownerUserID) {
    return values(store.all(ownerUserID));
  }

  List<Conversation> byIDs(Collection<String> conversationIDs) {
    return values(store.findByIDs(conversationIDs));
  }

  List<Conversation> selfDestructing() {
    return values(store.selfDestructing(MAX_SELF_DESTRUCTING));
  }

  /// A page of the owner's conversations. Without a page, or past the end, only the total.
  GetOwnerConversationResp page(GetOwnerConversationReq request) {
    Paged<StoredConversation> found =
        store.page(requireUser(request.getUserID()), Page.of(request.getPagination()));
    return GetOwnerConversationResp.newBuilder()
        .setTotal(found.total())
        .addAllConversations(values(found.shown()))
        .build();
  }

  List<String> ids(String userID) {
    return caches.ids(requireUser(userID));
  }

  List<String> pinnedIDs(String userID) {
    return caches.pinnedIDs(requireUser(userID));
  }

  List<String> silentIDs(String userID) {
    return caches.silentIDs(requireUser(userID));
  }

  List<String> ownersNotNotified(String groupID) {
    return store.ownersNotNotified(ConversationIDs.group(groupID));
  }

  List<String> ownersNotReceiving(String conversationID) {
    return caches.ownersNotReceiving(conversationID);
  }

  /// Those of `userIDs` who may be woken for a message of the conversation, in their order.
  List<String> offlinePushUserIDs(String conversationID, List<String> userIDs) {
    if (conversationID.isEmpty()) {
      throw ErrorCode.ARGS.because("conversationID: empty (expected: an id)");
    }
    Set<String> undisturbed = new HashSet<>(caches.ownersNotReceiving(conversationID));
    return userIDs.stream().filter(userID -> !undisturbed.contains(userID)).toList();
  }

  /// The hash by which old clients compare conversation lists: the first 32 bits of the MD5 of the
  /// sorted ids, joined by semicolons (`reference/pipeline-storage.md` 10).
  long legacyIDsHash(String ownerUserID) {
    return legacyHash(caches.ids(ownerUserID));
  }

  static long legacyHash(List<String> conversationIDs) {
    String joined = String.join(";", conversationIDs.stream().sorted().toList());
    try {
      byte[] md5 = MessageDigest.getInstance("MD5").digest(joined.getBytes(StandardCharsets.UTF_8));
      return (md5[0] & 0xffL) << 24
          | (md5[1] & 0xffL) << 16
          | (md5[2] & 0xffL) << 8
          | md5[3] & 0xffL;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has MD5", e);
    }
  }

  /// All ids with the version they belong to; no ids when the client's hash says that it has them.
  GetFullOwnerConversationIDsResp fullIDs(GetFullOwnerConversationIDsReq request) {
    String owner = requireUser(request.getUserID());
    // The head is read first: a change in between then shows as one more change, never as none.
    VersionHeader head = versions.header(owner);
    List<String> ids = store.ids(owner);
    boolean equal = IdHash.of(ids) == request.getIdHash();
    return GetFullOwnerConversationIDsResp.newBuilder()
        .setVersion(head.version())
        .setVersionID(head.versionID())
        .setEqual(equal)
        .addAllConversationIDs(equal ? List.of() : ids)
        .build();
  }

  /// What changed since the client's version. Conversations that are gone again are left out.
  GetIncrementalConversationResp changes(GetIncrementalConversationReq request) {
    String owner = request.getUserID();
    IncrementalSync.Answer answer =
        IncrementalSync.answer(
            versions, owner, new Known(request.getVersionID(), request.getVersion()));
    Map<String, Conversation> changed = new HashMap<>();
    if (!answer.inserted().isEmpty() || !answer.updated().isEmpty()) {
      Set<String> ids = new HashSet<>(answer.inserted());
      ids.addAll(answer.updated());
      values(store.find(owner, ids)).forEach(c -> changed.put(c.getConversationID(), c));
    }
    return GetIncrementalConversationResp.newBuilder()
        .setVersion(answer.head().version())
        .setVersionID(answer.head().versionID())
        .setFull(answer.full())
        .addAllDelete(answer.deleted())
        .addAllInsert(IncrementalSync.existing(answer.inserted(), changed))
        .addAllUpdate(IncrementalSync.existing(answer.updated(), changed))
        .build();
  }

  /// An app admin may ask for anybody, but has to say for whom.
  private static String requireUser(String userID) {
    if (userID.isEmpty()) {
      throw ErrorCode.ARGS.because("userID: empty (expected: an id)");
    }
    return userID;
  }

  private static List<Conversation> values(List<StoredConversation> rows) {
    return rows.stream().map(StoredConversation::value).toList();
  }
}
