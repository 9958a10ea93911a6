package im.rpc.msg.read;

import im.common.sequence.ConversationSequences;
import im.common.sequence.ConversationSequences.Last;
import im.common.sequence.UserSequences;
import im.proto.msg.ActiveConversation;
import im.proto.msg.GetActiveConversationReq;
import im.proto.msg.GetActiveConversationResp;
import im.proto.msg.GetConversationsHasReadAndMaxSeqReq;
import im.proto.msg.GetConversationsHasReadAndMaxSeqResp;
import im.proto.msg.Seqs;
import im.proto.sdkws.GetMaxSeqResp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The newest numbers of conversations and what users have read of them.
public final class SequenceQueries {
  private static final Last NONE = new Last(0, 0);

  private final OwnedConversations owned;
  private final ConversationSequences conversations;
  private final UserSequences users;

  /// Each query costs a fixed number of round trips, whatever the number of conversations.
  public SequenceQueries(
      OwnedConversations owned, ConversationSequences conversations, UserSequences users) {
    this.owned = owned;
    this.conversations = conversations;
    this.users = users;
  }

  /// The newest number in everything `userID` can sync; conversations without messages are absent.
  public GetMaxSeqResp newest(String userID) {
    GetMaxSeqResp.Builder response = GetMaxSeqResp.newBuilder();
    conversations
        .maxSeqs(owned.chatsAndNotifications(userID))
        .forEach((id, seq) -> {
          if (seq > 0) {
            response.putMaxSeqs(id, seq);
          }
        });
    return response.build();
  }

  /// The newest number of each of `conversationIDs`, 0 included.
  public Map<String, Long> maxSeqs(Collection<String> conversationIDs) {
    return conversations.maxSeqs(conversationIDs);
  }

  /// What `userID` has read of each of `conversationIDs`.
  public Map<String, Long> readSeqs(String userID, Collection<String> conversationIDs) {
    return users.readSeqs(userID, conversationIDs);
  }

  /// Newest and read number of the asked conversations, or of all of the user's. Those he has
  /// nothing to do with answer like unknown ones.
  public GetConversationsHasReadAndMaxSeqResp readAndNewest(
      GetConversationsHasReadAndMaxSeqReq request) {
    String userID = request.getUserID();
    boolean all = request.getConversationIDsCount() == 0;
    Collection<String> asked = all ? owned.chats(userID) : request.getConversationIDsList();
    Collection<String> ids = all ? asked : owned.among(userID, asked);
    Map<String, Last> newest = conversations.newest(ids);
    Map<String, Long> read = users.readSeqs(userID, ids);
    Map<String, Long> limits = users.limits(userID, ids);
    GetConversationsHasReadAndMaxSeqResp.Builder response =
        GetConversationsHasReadAndMaxSeqResp.newBuilder();
    for (String id : asked) {
      Last last = newest.getOrDefault(id, NONE);
      response.putSeqs(
          id,
          Seqs.newBuilder()
              .setMaxSeq(limits.getOrDefault(id, last.seq()))
              .setHasReadSeq(read.getOrDefault(id, 0L))
              .setMaxSeqTime(last.timeMs())
              .build());
    }
    if (request.getReturnPinned()) {
      response.addAllPinnedConversationIDs(owned.pinned(userID));
    }
    return response.build();
  }

  /// Those of the asked conversations that have messages, latest first when a limit is given.
  public GetActiveConversationResp active(GetActiveConversationReq request) {
    List<ActiveConversation> active = new ArrayList<>();
    conversations
        .newest(request.getConversationIDsList())
        .forEach((id, last) -> {
          if (last.seq() > 0) {
            active.add(
                ActiveConversation.newBuilder()
                    .setConversationID(id)
                    .setLastTime(last.timeMs())
                    .setMaxSeq(last.seq())
                    .build());
          }
        });
    if (request.getLimit() > 0) {
      active.sort(Comparator.comparingLong(ActiveConversation::getLastTime).reversed());
    }
    return GetActiveConversationResp.newBuilder()
        .addAllConversations(
            request.getLimit() > 0
                ? active.subList(0, (int) Math.min(request.getLimit(), active.size()))
                : active)
        .build();
  }
}
