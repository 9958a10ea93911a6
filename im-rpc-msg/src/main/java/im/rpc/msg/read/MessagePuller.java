package im.rpc.msg.read;

import com.google.common.collect.Lists;
import im.common.history.MessageRef;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.LongStream;

/// Messages by number (`reference/pipeline-storage.md` 5.2). A user sees nothing of conversations
/// he does not take part in, and of the others only his window. A call asks for at most 10,000
/// messages (1001), and its answer holds what its receiver can take: [AnswerViews].
public final class MessagePuller {
  /// Most messages of one conversation in an answer.
  private static final int MAX_MESSAGES = 1_000;

  /// How far back from the newest a last message is looked for, a step a round.
  private static final int[] LAST_MESSAGE_STEPS = {1, 20, 100, 500, 500, 500, 500};

  private final Windows windows;
  private final MessageViews views;
  private final AnswerViews answers;

  /// Reads within `windows` through `views`.
  public MessagePuller(Windows windows, MessageViews views) {
    this.windows = windows;
    this.views = views;
    answers = new AnswerViews(views);
  }

  /// Ranges of numbers; of a range with more than its `num` messages, the newest, and of one of
  /// notifications all. Conversations with nothing to show are absent. Where something was left
  /// out, chats have the newest, and notifications what comes first in the order asked for, with
  /// isEnd false.
  public PullMessageBySeqsResp pull(PullMessageBySeqsReq request) {
    String userID = request.getUserID();
    boolean descending = request.getOrder() != PullOrder.PullOrderAsc;
    Map<String, Part> parts = parts(request, descending);
    Map<MessageRef, MsgData> found = answers.read(userID, inOrder(parts, descending));
    PullMessageBySeqsResp.Builder response = PullMessageBySeqsResp.newBuilder();
    parts.forEach((id, part) -> {
      List<MsgData> messages = found(id, part.seqs(), found);
      boolean isCut = messages.size() < part.count();
      boolean isEnd =
          descending
              ? part.range().getBegin() <= part.window().min() && !isCut
              : part.window().max() <= part.range().getEnd() && !(isCut && part.isNotification());
      PullMsgs answer = PullMsgs.newBuilder().addAllMsgs(messages).setIsEnd(isEnd).build();
      if (part.isNotification()) {
        response.putNotificationMsgs(id, answer);
      } else {
        response.putMsgs(id, answer);
      }
    });
    return response.build();
  }

  /// A range as far as it is answered.
  ///
  /// @param seqs the numbers to be read, ascending
  /// @param count how many there would be
  private record Part(SeqRange range, Window window, List<Long> seqs, long count) {
    boolean isNotification() {
      return ConversationIDs.isNotification(range.getConversationID());
    }
  }

  private Map<String, Part> parts(PullMessageBySeqsReq request, boolean descending) {
    Map<String, Window> seen =
        windows.of(
            request.getUserID(),
            request.getSeqRangesList().stream().map(SeqRange::getConversationID).toList());
    Map<String, Part> parts = new LinkedHashMap<>();
    long chats = 0;
    long notifications = 0;
    Map<String, SeqRange> ranges = new LinkedHashMap<>();
    request.getSeqRangesList().forEach(range -> ranges.put(range.getConversationID(), range));
    for (SeqRange range : ranges.values()) {
      Window window = seen.getOrDefault(range.getConversationID(), Window.NOTHING);
      Window asked = window.clamp(range.getBegin(), range.getEnd());
      if (asked.isEmpty()) {
        continue;
      }
      Part part;
      if (ConversationIDs.isNotification(range.getConversationID())) {
        part =
            notifications(range, window, asked, AnswerViews.MAX_ASKED - notifications, descending);
        notifications += part.seqs().size();
      } else {
        part = chat(range, window, asked);
        chats += part.seqs().size();
        AnswerViews.requireBearable(chats);
      }
      if (part.count() > 0) {
        parts.put(range.getConversationID(), part);
      }
    }
    return parts;
  }

  /// Clients ask for their first messages from 0 on and expect a placeholder there.
  private static Part chat(SeqRange range, Window window, Window asked) {
    long most = Math.clamp(range.getNum(), 0, MAX_MESSAGES);
    long first = Math.max(asked.min(), 0);
    List<Long> seqs = seqs(Math.max(first, asked.max() - most + 1), asked.max());
    return new Part(range, window, seqs, seqs.size());
  }

  private static Part notifications(
      SeqRange range, Window window, Window asked, long most, boolean descending) {
    long first = Math.max(asked.min(), 1);
    long count = Math.max(0, asked.max() - first + 1);
    List<Long> seqs =
        descending
            ? seqs(Math.max(first, asked.max() - most + 1), asked.max())
            : seqs(first, Math.min(asked.max(), first + most - 1));
    return new Part(range, window, seqs, count);
  }

  /// What matters most first: the newest of each chat, so that none goes without.
  private static List<MessageRef> inOrder(Map<String, Part> parts, boolean descending) {
    List<MessageRef> newest = new ArrayList<>();
    List<MessageRef> others = new ArrayList<>();
    parts.forEach((id, part) -> {
      List<MessageRef> refs = MessageRef.all(id, part.seqs());
      if (part.isNotification()) {
        others.addAll(descending ? refs.reversed() : refs);
      } else if (!refs.isEmpty()) {
        newest.add(refs.getLast());
        others.addAll(refs.reversed().subList(1, refs.size()));
      }
    });
    newest.addAll(others);
    return newest;
  }

  private static List<MsgData> found(
      String conversationID, List<Long> seqs, Map<MessageRef, MsgData> found) {
    List<MsgData> messages = new ArrayList<>(seqs.size());
    for (long seq : seqs) {
      MsgData message = found.get(new MessageRef(conversationID, seq));
      if (message != null) {
        messages.add(message);
      }
    }
    return messages;
  }

  /// Numbers one by one. A conversation the user takes part in is always in the answer. Where
  /// something was left out, there are those that come first in the order asked for.
  public GetSeqMessageResp bySeqs(GetSeqMessageReq request) {
    String userID = request.getUserID();
    Map<String, Window> seen =
        windows.of(
            userID,
            request.getConversationsList().stream()
                .map(ConversationSeqs::getConversationID)
                .toList());
    boolean descending = request.getOrder() == PullOrder.PullOrderDesc;
    Map<String, PullMsgs.Builder> parts = new LinkedHashMap<>();
    Map<String, List<Long>> wanted = new HashMap<>();
    List<MessageRef> refs = new ArrayList<>();
    Map<String, ConversationSeqs> conversations = new LinkedHashMap<>();
    request
        .getConversationsList()
        .forEach(asked -> conversations.put(asked.getConversationID(), asked));
    for (ConversationSeqs asked : conversations.values()) {
      String id = asked.getConversationID();
      Window window = seen.get(id);
      if (window != null) {
        List<Long> seqs =
            asked.getSeqsList().stream().filter(window::contains).limit(MAX_MESSAGES).toList();
        parts.put(id, ends(request.getOrder(), asked, window));
        wanted.put(id, seqs);
        List<Long> ascending = List.copyOf(new TreeSet<>(seqs));
        refs.addAll(MessageRef.all(id, descending ? ascending.reversed() : ascending));
        AnswerViews.requireBearable(refs.size());
      }
    }
    Map<MessageRef, MsgData> found = answers.read(userID, refs);
    GetSeqMessageResp.Builder response = GetSeqMessageResp.newBuilder();
    parts.forEach((id, part) -> {
      PullMsgs messages =
          part.addAllMsgs(found(id, wanted.getOrDefault(id, List.of()), found)).build();
      if (ConversationIDs.isNotification(id)) {
        response.putNotificationMsgs(id, messages);
      } else {
        response.putMsgs(id, messages);
      }
    });
    return response.build();
  }

  /// The newest message of each conversation that the user can still read; absent where there is
  /// none among the newest two thousand, and where it does not fit.
  public GetLastMessageResp last(GetLastMessageReq request) {
    Map<String, Window> left =
        new HashMap<>(windows.of(request.getUserID(), request.getConversationIDsList()));
    GetLastMessageResp.Builder response = GetLastMessageResp.newBuilder();
    AnswerViews.Room room = AnswerViews.Room.ofChats();
    for (int step : LAST_MESSAGE_STEPS) {
      left.values().removeIf(window -> window.max() < Math.max(1, window.min()));
      int atOnce = Math.max(1, AnswerViews.FIRST_READ / step);
      for (List<String> some : Lists.partition(List.copyOf(left.keySet()), atOnce)) {
        for (var newest : newest(request.getUserID(), some, step, left).entrySet()) {
          if (!room.takes(newest.getValue())) {
            return response.build();
          }
          response.putMsgs(newest.getKey(), newest.getValue());
        }
      }
    }
    return response.build();
  }

  /// The newest message that can be read among the next `step` of each of `conversationIDs`; `left`
  /// is what is to be looked at afterwards.
  private Map<String, MsgData> newest(
      String userID, List<String> conversationIDs, int step, Map<String, Window> left) {
    Map<String, List<Long>> wanted = new HashMap<>();
    for (String id : conversationIDs) {
      Window window = left.getOrDefault(id, Window.NOTHING);
      long first = Math.max(Math.max(1, window.min()), window.max() - step + 1);
      wanted.put(id, seqs(first, window.max()));
    }
    Map<String, MsgData> newest = new HashMap<>();
    views
        .of(userID, wanted)
        .forEach((id, messages) -> {
          for (MsgData message : messages.reversed()) {
            if (message.getStatus() < MessageStatus.DELETED) {
              newest.put(id, message);
              left.remove(id);
              return;
            }
          }
          left.computeIfPresent(id, (_, window) -> new Window(window.min(), window.max() - step));
        });
    return newest;
  }

  /// The message under one number of each conversation, as nobody in particular sees it; absent
  /// where there is none, and where it does not fit.
  public Map<String, MsgData> at(Map<String, Long> seqs) {
    List<MessageRef> refs = new ArrayList<>(seqs.size());
    seqs.forEach((id, seq) -> refs.add(new MessageRef(id, seq)));
    Map<String, MsgData> messages = new HashMap<>();
    answers
        .read("", refs)
        .forEach((ref, message) -> {
          if (message.getStatus() < MessageStatus.DELETED) {
            messages.put(ref.conversationID(), message);
          }
        });
    return messages;
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
