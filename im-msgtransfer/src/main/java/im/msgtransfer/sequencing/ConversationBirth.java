package im.msgtransfer.sequencing;

import com.google.common.collect.Lists;
import im.common.context.RequestContext;
import im.common.message.ConversationIDs;
import im.common.message.SessionType;
import im.common.notification.Outbox;
import im.common.sequence.ConversationSequences;
import im.common.sequence.DeletedConversations;
import im.common.sequence.UserSequences.Bounds;
import im.common.sync.Membership;
import im.msgtransfer.peer.GroupMembers;
import im.proto.conversation.CreateGroupChatConversationsReq;
import im.proto.conversation.CreateSingleChatConversationsReq;
import im.proto.conversation.SetConversationMaxSeqReq;
import im.proto.conversation.conversationGrpc.conversationBlockingStub;
import im.proto.sdkws.MsgData;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.bson.Document;

/// Makes the conversation rows of everybody concerned when a chat gets its first message
/// (`reference/pipeline-storage.md` 3.5). Making them again changes nothing.
public final class ConversationBirth {
  private static final String FORGOTTEN = "forgotten";
  private static final int MEMBERS_PER_CALL = 1000;

  private final conversationBlockingStub conversations;
  private final GroupMembers members;
  private final DeletedConversations deleted;
  private final ConversationSequences sequences;
  private final Outbox outbox;

  /// Asks the conversation service, `members` who is in a group, and `sequences` for the newest
  /// message that was shown.
  public ConversationBirth(
      conversationBlockingStub conversations,
      GroupMembers members,
      DeletedConversations deleted,
      ConversationSequences sequences,
      Outbox outbox) {
    this.conversations = conversations;
    this.members = members;
    this.deleted = deleted;
    this.sequences = sequences;
    this.outbox = outbox;
  }

  /// How chats of groups are made that a process left.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(FORGOTTEN, this::resume);
  }

  /// Makes sure that the participants have the conversation of `first`, its first message.
  void ensure(String conversationID, MsgData first) {
    RequestContext.runAsAdmin(() -> create(conversationID, first));
  }

  /// Makes sure that those who deleted the conversation have it again with `message`. Who left the
  /// group meanwhile gets nothing.
  void ensureAgain(String conversationID, MsgData message) {
    Map<String, String> owners = deleted.owners(conversationID);
    RequestContext.runAsAdmin(() -> {
      if (message.getSessionType() != SessionType.GROUP) {
        createSingle(conversationID, message);
      } else if (!owners.isEmpty()) {
        String groupID = message.getGroupID();
        createGroup(
            groupID,
            members.among(groupID, owners.keySet()),
            some -> Set.copyOf(members.among(groupID, some)));
      }
    });
    deleted.forget(conversationID, owners);
  }

  /// Makes sure that all participants have a conversation again of which Redis lost who deleted it.
  /// For a group this goes on beside the caller: all of its members are looked at.
  void ensureForgotten(String conversationID, MsgData message) {
    if (message.getSessionType() == SessionType.GROUP) {
      outbox.hand(FORGOTTEN, new Document("group", message.getGroupID()));
    } else {
      ensure(conversationID, message);
    }
  }

  private boolean resume(Document facts) {
    RequestContext.runAsAdmin(() -> createGroup(facts.getString("group")));
    return true;
  }

  private void create(String conversationID, MsgData first) {
    if (first.getSessionType() != SessionType.GROUP) {
      createSingle(conversationID, first);
      return;
    }
    createGroup(first.getGroupID());
  }

  private void createGroup(String groupID) {
    createGroup(groupID, members.all(groupID), _ -> Set.copyOf(members.all(groupID)));
  }

  private void createSingle(String conversationID, MsgData message) {
    conversations.createSingleChatConversations(
        CreateSingleChatConversationsReq.newBuilder()
            .setSendID(message.getSendID())
            .setRecvID(message.getRecvID())
            .setConversationID(conversationID)
            .setConversationType(message.getSessionType())
            .build());
  }

  /// Whoever leaves meanwhile is shut out again: his limit was lifted with those of the others.
  private void createGroup(
      String groupID, List<String> userIDs, Function<List<String>, Set<String>> membersAmong) {
    open(groupID, userIDs);
    Membership.settle(
        userIDs,
        true,
        membersAmong,
        (in, some) -> {
          if (in) {
            open(groupID, some);
          } else {
            limit(ConversationIDs.group(groupID), some);
          }
        });
  }

  private void open(String groupID, List<String> userIDs) {
    for (List<String> some : Lists.partition(userIDs, MEMBERS_PER_CALL)) {
      conversations.createGroupChatConversations(
          CreateGroupChatConversationsReq.newBuilder()
              .setGroupID(groupID)
              .addAllUserIDs(some)
              .build());
    }
  }

  private void limit(String conversationID, List<String> userIDs) {
    long newest = sequences.maxSeqs(List.of(conversationID)).getOrDefault(conversationID, 0L);
    for (List<String> some : Lists.partition(userIDs, MEMBERS_PER_CALL)) {
      var _ =
          conversations.setConversationMaxSeq(
              SetConversationMaxSeqReq.newBuilder()
                  .setConversationID(conversationID)
                  .addAllOwnerUserID(some)
                  .setMaxSeq(Bounds.endAfter(newest))
                  .build());
    }
  }
}
