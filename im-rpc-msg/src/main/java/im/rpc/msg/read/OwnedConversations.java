package im.rpc.msg.read;

import im.common.cache.CacheInvalidation;
import im.common.cache.CacheInvalidation.Topic;
import im.common.cache.LocalCache;
import im.common.context.RequestContext;
import im.common.message.ConversationIDs;
import im.common.redis.RedisKeys;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.conversation.Conversation;
import im.proto.conversation.GetConversationIDsReq;
import im.proto.conversation.GetConversationsReq;
import im.proto.conversation.GetPinnedConversationIDsReq;
import im.proto.conversation.conversationGrpc;
import im.proto.conversation.conversationGrpc.conversationBlockingStub;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The conversations that a user takes part in, as the conversation service knows them.
public final class OwnedConversations {
  private static final int MAX_ENTRIES = 50_000;

  private final conversationBlockingStub conversations;
  private final LocalCache<Set<String>> ids;

  /// Asks the conversation service; the lists of ids are kept until it publishes a change.
  public OwnedConversations(RpcClients rpc, CacheInvalidation invalidation, MeterRegistry meters) {
    conversations = rpc.stub(ServiceName.CONVERSATION, conversationGrpc::newBlockingStub);
    ids =
        new LocalCache<>(
            "msg_conversation_ids", MAX_ENTRIES, invalidation, Topic.CONVERSATION, meters);
  }

  /// Ids of all chats of `userID`.
  public Set<String> chats(String userID) {
    return ids.get(
        RedisKeys.conversationIDs(userID),
        _ ->
            RequestContext.callAsAdmin(() ->
                Set.copyOf(
                    conversations
                        .getConversationIDs(
                            GetConversationIDsReq.newBuilder().setUserID(userID).build())
                        .getConversationIDsList())));
  }

  /// Ids of all chats of `userID`, of the notification conversations that go with them, and of his
  /// own.
  public Set<String> chatsAndNotifications(String userID) {
    Set<String> all = new LinkedHashSet<>();
    for (String id : chats(userID)) {
      all.add(id);
      all.add(ConversationIDs.notificationOf(id));
    }
    all.add(ConversationIDs.self(userID));
    return all;
  }

  /// True when `userID` takes part in `conversationID`, be it a chat or a notification
  /// conversation.
  public boolean owns(String userID, String conversationID) {
    return !among(userID, List.of(conversationID)).isEmpty();
  }

  /// Those of `conversationIDs` that `userID` takes part in, be they chats or notification
  /// conversations.
  public Set<String> among(String userID, Collection<String> conversationIDs) {
    Set<String> asked = new LinkedHashSet<>(conversationIDs);
    Set<String> found = intersection(userID, asked);
    if (found.size() < asked.size()) {
      // A conversation may be so new that word of it is still under way: look again before
      // refusing.
      ids.invalidate(RedisKeys.conversationIDs(userID));
      found = intersection(userID, asked);
    }
    return found;
  }

  private Set<String> intersection(String userID, Set<String> asked) {
    if (asked.isEmpty()) {
      return asked;
    }
    Set<String> all = chatsAndNotifications(userID);
    Set<String> found = new LinkedHashSet<>(asked);
    found.retainAll(all);
    return found;
  }

  /// The rows of those of `conversationIDs` that `userID` has, by id.
  public Map<String, Conversation> rows(String userID, Collection<String> conversationIDs) {
    Map<String, Conversation> rows = new HashMap<>();
    if (conversationIDs.isEmpty()) {
      return rows;
    }
    RequestContext.callAsAdmin(() ->
            conversations.getConversations(
                GetConversationsReq.newBuilder()
                    .setOwnerUserID(userID)
                    .addAllConversationIDs(new HashSet<>(conversationIDs))
                    .build()))
        .getConversationsList()
        .forEach(row -> rows.put(row.getConversationID(), row));
    return rows;
  }

  /// Ids of the pinned chats of `userID`.
  public List<String> pinned(String userID) {
    return RequestContext.callAsAdmin(() ->
        conversations
            .getPinnedConversationIDs(
                GetPinnedConversationIDsReq.newBuilder().setUserID(userID).build())
            .getConversationIDsList());
  }
}
