package im.rpc.msg.read;

import im.common.message.ConversationIDs;
import im.common.message.MessageStatus;
import im.common.sequence.ConversationSequences;
import im.proto.msg.ConversationSeqs;
import im.proto.msg.GetLastMessageReq;
import im.proto.msg.GetLastMessageResp;
import im.proto.msg.GetSeqMessageReq;
import im.proto.msg.GetSeqMessageResp;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.PullMessageBySeqsReq;
import im.proto.sdkws.PullMessageBySeqsResp;
import im.proto.sdkws.PullMsgs;
import im.proto.sdkws.PullOrder;
import im.proto.sdkws.SeqRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Messages by number (`reference/pipeline-storage.md` 5.2). A user sees nothing of conversations
/// he does not take part in, and of the others only his window.
public final class MessagePuller {
  /// Most messages of one conversation in an answer.
  private static final int MAX_MESSAGES = 1_000;

  private static final int LAST_MESSAGE_STEP = 20;

  private final OwnedConversations owned;
  private final Windows windows;
  private final ConversationSequences conversations;
  private final MessageViews views;

  /// Reads within `windows` through `views`.
  public MessagePuller(
      OwnedConversations owned,
      Windows windows,
      ConversationSequences conversations,
      MessageViews views) {
    this.owned = owned;
    this.windows = windows;
    this.conversations = conversations;
    this.views = views;
  }

  /// Ranges of numbers; of a range with more than its `num` messages, the newest. Conversations
  /// with nothing to show are absent.
  public PullMessageBySeqsResp pull(PullMessageBySeqsReq request) {
    PullMessageBySeqsResp.Builder response = PullMessageBySeqsResp.newBuilder();
    for (SeqRange range : request.getSeqRangesList()) {
      @Nullable PullMsgs messages = range(request, range);
      if (messages == null) {
        continue;
      }
      if (ConversationIDs.isNotification(range.getConversationID())) {
        response.putNotificationMsgs(range.getConversationID(), messages);
      } else {
        response.putMsgs(range.getConversationID(), messages);
      }
    }
    return response.build();
  }

  /// Numbers one by one. A conversation the user takes part in is always in the answer.
  public GetSeqMessageResp bySeqs(GetSeqMessageReq request) {
    GetSeqMessageResp.Builder response = GetSeqMessageResp.newBuilder();
    for (ConversationSeqs wanted : request.getConversationsList()) {
      String conversationID = wanted.getConversationID();
      @Nullable Window window = windows.of(request.getUserID(), conversationID);
      if (window == null) {
        continue;
      }
      PullMsgs messages = bySeqs(request, wanted, window);
      if (ConversationIDs.isNotification(conversationID)) {
        response.putNotificationMsgs(conversationID, messages);
      } else {
        response.putMsgs(conversationID, messages);
      }
    }
    return response.build();
  }

  /// The newest message of each conversation that the user can still read; absent where there is
  /// none.
  public GetLastMessageResp last(GetLastMessageReq request) {
    GetLastMessageResp.Builder response = GetLastMessageResp.newBuilder();
    for (String conversationID : Set.copyOf(request.getConversationIDsList())) {
      if (owned.owns(request.getUserID(), conversationID)) {
        last(request.getUserID(), conversationID)
            .ifPresent(message -> response.putMsgs(conversationID, message));
      }
    }
    return response.build();
  }

  /// The message under one number of each conversation, as nobody in particular sees it; absent
  /// where there is none.
  public Map<String, MsgData> at(Map<String, Long> seqs) {
    Map<String, MsgData> messages = new HashMap<>();
    seqs.forEach((conversationID, seq) -> {
      MsgData message = views.of("", conversationID, List.of(seq)).getFirst();
      if (message.getStatus() < MessageStatus.DELETED) {
        messages.put(conversationID, message);
      }
    });
    return messages;
  }

  private Optional<MsgData> last(String userID, String conversationID) {
    long end = conversations.maxSeqs(List.of(conversationID)).getOrDefault(conversationID, 0L);
    while (end > 0) {
      long begin = Math.max(1, end - LAST_MESSAGE_STEP + 1);
      List<MsgData> page = views.of(userID, conversationID, seqs(begin, end));
      for (MsgData message : page.reversed()) {
        if (message.getStatus() < MessageStatus.DELETED) {
          return Optional.of(message);
        }
      }
      end = begin - 1;
    }
    return Optional.empty();
  }

  private @Nullable PullMsgs range(PullMessageBySeqsReq request, SeqRange range) {
    String conversationID = range.getConversationID();
    @Nullable Window window = windows.of(request.getUserID(), conversationID);
    if (window == null) {
      return null;
    }
    Window asked = window.clamp(range.getBegin(), range.getEnd());
    if (asked.isEmpty()) {
      return null;
    }
    long most =
        ConversationIDs.isNotification(conversationID)
            ? MAX_MESSAGES
            : Math.min(Math.max(range.getNum(), 0), MAX_MESSAGES);
    long begin = Math.max(Math.max(asked.min(), 1), asked.max() - most + 1);
    List<MsgData> messages =
        views.of(request.getUserID(), conversationID, seqs(begin, asked.max()));
    if (messages.isEmpty()) {
      return null;
    }
    boolean isEnd =
        request.getOrder() == PullOrder.PullOrderAsc
            ? window.max() <= range.getEnd()
            : range.getBegin() <= window.min();
    return PullMsgs.newBuilder().addAllMsgs(messages).setIsEnd(isEnd).build();
  }

  private PullMsgs bySeqs(GetSeqMessageReq request, ConversationSeqs wanted, Window window) {
    PullMsgs.Builder messages = PullMsgs.newBuilder();
    boolean descending = request.getOrder() == PullOrder.PullOrderDesc;
    for (long seq : wanted.getSeqsList()) {
      if (descending && seq < window.min()) {
        messages.setIsEnd(true).setEndSeq(window.min());
      } else if (!descending && seq > window.max()) {
        messages.setIsEnd(true).setEndSeq(window.max());
      }
    }
    List<Long> visible =
        wanted.getSeqsList().stream().filter(window::contains).limit(MAX_MESSAGES).toList();
    return messages
        .addAllMsgs(views.of(request.getUserID(), wanted.getConversationID(), visible))
        .build();
  }

  private static List<Long> seqs(long begin, long end) {
    return LongStream.rangeClosed(begin, end).boxed().toList();
  }
}
