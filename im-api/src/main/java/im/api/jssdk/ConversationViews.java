package im.api.jssdk;

import im.proto.conversation.Conversation;
import im.proto.conversation.GetConversationIDsReq;
import im.proto.conversation.GetConversationsReq;
import im.proto.conversation.GetPinnedConversationIDsReq;
import im.proto.conversation.conversationGrpc.conversationBlockingStub;
import im.proto.jssdk.ConversationMsg;
import im.proto.msg.ActiveConversation;
import im.proto.msg.GetActiveConversationReq;
import im.proto.msg.GetHasReadSeqsReq;
import im.proto.msg.GetMaxSeqsReq;
import im.proto.msg.msgGrpc.msgBlockingStub;
import im.proto.sdkws.MsgData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A user's conversations with their last message and whom they are with.
public final class ConversationViews {
  private static final View NOTHING = new View(0, List.of(), true);

  private final conversationBlockingStub conversations;
  private final msgBlockingStub messages;
  private final LastMessages lastMessages;
  private final Counterparts counterparts;

  /// Composes from the services behind the stubs.
  public ConversationViews(
      conversationBlockingStub conversations,
      msgBlockingStub messages,
      LastMessages lastMessages,
      Counterparts counterparts) {
    this.conversations = conversations;
    this.messages = messages;
    this.lastMessages = lastMessages;
    this.counterparts = counterparts;
  }

  /// A list of conversations.
  ///
  /// @param unreadCount messages not read yet, over all conversations found
  /// @param elements conversations that have a message
  /// @param nothingFound whether there is no conversation at all, with or without a message
  record View(long unreadCount, List<ConversationMsg> elements, boolean nothingFound) {}

  /// Those of `conversationIDs` that the user has.
  View named(String userID, List<String> conversationIDs) {
    Map<String, Conversation> found = find(userID, conversationIDs);
    if (found.isEmpty()) {
      return NOTHING;
    }
    Map<String, Long> maxSeqs =
        messages
            .getMaxSeqs(GetMaxSeqsReq.newBuilder().addAllConversationIDs(found.keySet()).build())
            .getMaxSeqsMap();
    List<String> ids = conversationIDs.stream().distinct().filter(found::containsKey).toList();
    Map<String, Long> readSeqs = readSeqs(userID, ids);
    return new View(
        unread(maxSeqs, readSeqs), elements(userID, ids, found, maxSeqs, readSeqs), false);
  }

  /// The `count` conversations that come first: pinned ones, then by the time of the last message.
  View active(String userID, int count) {
    List<String> all =
        conversations
            .getConversationIDs(GetConversationIDsReq.newBuilder().setUserID(userID).build())
            .getConversationIDsList();
    if (all.isEmpty()) {
      return NOTHING;
    }
    List<ActiveConversation> active =
        messages
            .getActiveConversation(
                GetActiveConversationReq.newBuilder().addAllConversationIDs(all).build())
            .getConversationsList();
    if (active.isEmpty()) {
      return NOTHING;
    }
    Map<String, Long> maxSeqs = new HashMap<>();
    active.forEach(a -> maxSeqs.put(a.getConversationID(), a.getMaxSeq()));
    Map<String, Long> readSeqs = readSeqs(userID, List.copyOf(maxSeqs.keySet()));
    List<String> first = first(userID, active, count);
    return new View(
        unread(maxSeqs, readSeqs),
        elements(userID, first, find(userID, first), maxSeqs, readSeqs),
        false);
  }

  private List<String> first(String userID, List<ActiveConversation> active, int count) {
    Set<String> pinned =
        new HashSet<>(
            conversations
                .getPinnedConversationIDs(
                    GetPinnedConversationIDsReq.newBuilder().setUserID(userID).build())
                .getConversationIDsList());
    return active.stream()
        .sorted(
            Comparator.comparing((ActiveConversation a) -> !pinned.contains(a.getConversationID()))
                .thenComparing(
                    Comparator.comparingLong(ActiveConversation::getLastTime).reversed()))
        .map(ActiveConversation::getConversationID)
        .limit(count)
        .toList();
  }

  private Map<String, Conversation> find(String userID, List<String> conversationIDs) {
    if (conversationIDs.isEmpty()) {
      return Map.of();
    }
    Map<String, Conversation> found = new HashMap<>();
    conversations
        .getConversations(
            GetConversationsReq.newBuilder()
                .setOwnerUserID(userID)
                .addAllConversationIDs(conversationIDs)
                .build())
        .getConversationsList()
        .forEach(c -> found.put(c.getConversationID(), c));
    return found;
  }

  private Map<String, Long> readSeqs(String userID, List<String> conversationIDs) {
    return messages
        .getHasReadSeqs(
            GetHasReadSeqsReq.newBuilder()
                .setUserID(userID)
                .addAllConversationIDs(conversationIDs)
                .build())
        .getMaxSeqsMap();
  }

  private static long unread(Map<String, Long> maxSeqs, Map<String, Long> readSeqs) {
    return maxSeqs.entrySet().stream()
        .mapToLong(e -> Math.max(0, e.getValue() - readSeqs.getOrDefault(e.getKey(), 0L)))
        .sum();
  }

  private List<ConversationMsg> elements(
      String userID,
      List<String> conversationIDs,
      Map<String, Conversation> found,
      Map<String, Long> maxSeqs,
      Map<String, Long> readSeqs) {
    Map<String, MsgData> last = lastMessages.of(userID, conversationIDs, maxSeqs);
    List<ConversationMsg.Builder> elements = new ArrayList<>();
    for (String id : conversationIDs) {
      Conversation conversation = found.get(id);
      MsgData message = last.get(id);
      if (conversation != null && message != null) {
        elements.add(
            ConversationMsg.newBuilder()
                .setConversation(conversation)
                .setLastMsg(message)
                .setMaxSeq(maxSeqs.getOrDefault(id, 0L))
                .setReadSeq(readSeqs.getOrDefault(id, 0L)));
      }
    }
    counterparts.fill(userID, elements);
    return elements.stream().map(ConversationMsg.Builder::build).toList();
  }
}
