package im.rpc.msg.read;

import im.common.message.ConversationIDs;
import im.common.message.MessageStatus;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// Messages by number (`reference/pipeline-storage.md` 5.2). A user sees nothing of conversations
/// he does not take part in, and of the others only his window. Each call costs a fixed number of
/// round trips, whatever the number of conversations.
public final class MessagePuller {
  /// Most messages of one conversation in an answer.
  private static final int MAX_MESSAGES = 1_000;

  /// How far back from the newest a last message is looked for, a step a round.
  private static final int[] LAST_MESSAGE_STEPS = {1, 20, 100, 500, 500, 500, 500};

  private final Windows windows;
  private final MessageViews views;

  /// Reads within `windows` through `views`.
  public MessagePuller(Windows windows, MessageViews views) {
    this.windows = windows;
    this.views = views;
  }

  /// Ranges of numbers; of a range with more than its `num` messages, the newest. Conversations
  /// with nothing to show are absent.
  public PullMessageBySeqsResp pull(PullMessageBySeqsReq request) {
    String userID = request.getUserID();
    Map<String, Window> seen =
        windows.of(
            userID, request.getSeqRangesList().stream().map(SeqRange::getConversationID).toList());
    Map<String, SeqRange> ranges = new LinkedHashMap<>();
    Map<String, List<Long>> wanted = new HashMap<>();
    for (SeqRange range : request.getSeqRangesList()) {
      Window window = seen.get(range.getConversationID());
      List<Long> seqs = window == null ? List.of() : seqs(range, window);
      if (!seqs.isEmpty()) {
        ranges.put(range.getConversationID(), range);
        wanted.put(range.getConversationID(), seqs);
      }
    }
    Map<String, List<MsgData>> found = views.of(userID, wanted);
    PullMessageBySeqsResp.Builder response = PullMessageBySeqsResp.newBuilder();
    ranges.forEach((id, range) -> {
      Window window = seen.getOrDefault(id, Window.NOTHING);
      boolean isEnd =
          request.getOrder() == PullOrder.PullOrderAsc
              ? window.max() <= range.getEnd()
              : range.getBegin() <= window.min();
      PullMsgs messages =
          PullMsgs.newBuilder()
              .addAllMsgs(found.getOrDefault(id, List.of()))
              .setIsEnd(isEnd)
              .build();
      if (ConversationIDs.isNotification(id)) {
        response.putNotificationMsgs(id, messages);
      } else {
        response.putMsgs(id, messages);
      }
    });
    return response.build();
  }

  /// Numbers one by one. A conversation the user takes part in is always in the answer.
  public GetSeqMessageResp bySeqs(GetSeqMessageReq request) {
    String userID = request.getUserID();
    Map<String, Window> seen =
        windows.of(
            userID,
            request.getConversationsList().stream()
                .map(ConversationSeqs::getConversationID)
                .toList());
    Map<String, PullMsgs.Builder> answers = new LinkedHashMap<>();
    Map<String, List<Long>> wanted = new HashMap<>();
    for (ConversationSeqs asked : request.getConversationsList()) {
      Window window = seen.get(asked.getConversationID());
      if (window != null) {
        answers.put(asked.getConversationID(), ends(request.getOrder(), asked, window));
        wanted.put(
            asked.getConversationID(),
            asked.getSeqsList().stream().filter(window::contains).limit(MAX_MESSAGES).toList());
      }
    }
    Map<String, List<MsgData>> found = views.of(userID, wanted);
    GetSeqMessageResp.Builder response = GetSeqMessageResp.newBuilder();
    answers.forEach((id, answer) -> {
      PullMsgs messages = answer.addAllMsgs(found.getOrDefault(id, List.of())).build();
      if (ConversationIDs.isNotification(id)) {
        response.putNotificationMsgs(id, messages);
      } else {
        response.putMsgs(id, messages);
      }
    });
    return response.build();
  }

  /// The newest message of each conversation that the user can still read; absent where there is
  /// none among the newest two thousand.
  public GetLastMessageResp last(GetLastMessageReq request) {
    Map<String, Window> left =
        new HashMap<>(windows.of(request.getUserID(), request.getConversationIDsList()));
    GetLastMessageResp.Builder response = GetLastMessageResp.newBuilder();
    for (int step : LAST_MESSAGE_STEPS) {
      left.values().removeIf(window -> window.max() < Math.max(1, window.min()));
      if (left.isEmpty()) {
        break;
      }
      Map<String, List<Long>> wanted = new HashMap<>();
      left.forEach((id, window) ->
          wanted.put(
              id,
              seqs(Math.max(Math.max(1, window.min()), window.max() - step + 1), window.max())));
      views
          .of(request.getUserID(), wanted)
          .forEach((id, messages) -> {
            for (MsgData message : messages.reversed()) {
              if (message.getStatus() < MessageStatus.DELETED) {
                response.putMsgs(id, message);
                left.remove(id);
                return;
              }
            }
            left.computeIfPresent(id, (_, window) -> new Window(window.min(), window.max() - step));
          });
    }
    return response.build();
  }

  /// The message under one number of each conversation, as nobody in particular sees it; absent
  /// where there is none.
  public Map<String, MsgData> at(Map<String, Long> seqs) {
    Map<String, List<Long>> wanted = new HashMap<>();
    seqs.forEach((id, seq) -> wanted.put(id, List.of(seq)));
    Map<String, MsgData> messages = new HashMap<>();
    views
        .of("", wanted)
        .forEach((id, found) -> {
          if (found.getFirst().getStatus() < MessageStatus.DELETED) {
            messages.put(id, found.getFirst());
          }
        });
    return messages;
  }

  /// Clients ask for their first messages from 0 on and expect a placeholder there, in chats.
  private static List<Long> seqs(SeqRange range, Window window) {
    boolean notification = ConversationIDs.isNotification(range.getConversationID());
    Window asked = window.clamp(range.getBegin(), range.getEnd());
    if (asked.isEmpty()) {
      return List.of();
    }
    long most = notification ? MAX_MESSAGES : Math.min(Math.max(range.getNum(), 0), MAX_MESSAGES);
    long first = Math.max(asked.min(), notification ? 1 : 0);
    return seqs(Math.max(first, asked.max() - most + 1), asked.max());
  }

  private static PullMsgs.Builder ends(PullOrder order, ConversationSeqs asked, Window window) {
    PullMsgs.Builder answer = PullMsgs.newBuilder();
    boolean descending = order == PullOrder.PullOrderDesc;
    for (long seq : asked.getSeqsList()) {
      if (descending && seq < window.min()) {
        answer.setIsEnd(true).setEndSeq(window.min());
      } else if (!descending && seq > window.max()) {
        answer.setIsEnd(true).setEndSeq(window.max());
      }
    }
    return answer;
  }

  private static List<Long> seqs(long begin, long end) {
    return LongStream.rangeClosed(begin, end).boxed().toList();
  }
}
