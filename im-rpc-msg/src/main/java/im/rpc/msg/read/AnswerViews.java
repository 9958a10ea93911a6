package im.rpc.msg.read;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.history.MessageRef;
import im.common.message.ConversationIDs;
import im.proto.sdkws.MsgData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Messages for one answer, no more than its receiver can take; what does not fit is left out.
///
/// The official clients survive that: in chats they ask for the numbers that they lack whenever
/// they show them, while a call that fails they repeat for ever, and of a frame of more than 1 MiB
/// the Go client loses its connection. Notifications they do not ask for again, so these have room
/// of their own, for some thousand.
final class AnswerViews {
  /// Most messages that one call may ask for; clients ask for about a hundred.
  static final int MAX_ASKED = 10_000;

  /// Bytes of chat messages in an answer over a connection of a client, and in any other.
  private static final int CONNECTION_BYTES = 1_000_000;

  private static final int CALL_BYTES = 4_000_000;

  /// Bytes of notifications in an answer; they pack well.
  private static final int NOTIFICATION_BYTES = 3_000_000;

  /// What is read at once, before it is known how large the messages are, and at most.
  static final int FIRST_READ = 100;

  private static final int MOST_READ = 1_000;

  private final MessageViews views;

  AnswerViews(MessageViews views) {
    this.views = views;
  }

  /// Refuses a call that asks for more than can be answered.
  ///
  /// @throws im.common.error.ImException 1001
  static void requireBearable(long messages) {
    if (messages > MAX_ASKED) {
      throw ErrorCode.ARGS.because(
          "messages: " + messages + " asked for (expected: at most " + MAX_ASKED + " a call)");
    }
  }

  /// The first of `wanted`, in their order and as `userID` sees them, that fit into an answer:
  /// chats and notifications each for themselves, of each at least one.
  Map<MessageRef, MsgData> read(String userID, List<MessageRef> wanted) {
    Map<MessageRef, MsgData> taken = new HashMap<>();
    Room chats = Room.ofChats();
    Room notifications = new Room(NOTIFICATION_BYTES);
    int next = 0;
    int size = FIRST_READ;
    while (next < wanted.size()) {
      List<MessageRef> some = new ArrayList<>(size);
      for (; next < wanted.size() && some.size() < size; next++) {
        MessageRef ref = wanted.get(next);
        if (!(isNotification(ref) ? notifications : chats).isFull) {
          some.add(ref);
        }
      }
      views(userID, some)
          .forEach((ref, message) -> {
            if ((isNotification(ref) ? notifications : chats).takes(message)) {
              taken.put(ref, message);
            }
          });
      size = Math.min(chats.fitting(), notifications.fitting());
    }
    return taken;
  }

  private Map<MessageRef, MsgData> views(String userID, List<MessageRef> refs) {
    Map<String, List<Long>> seqs = new HashMap<>();
    for (MessageRef ref : refs) {
      seqs.computeIfAbsent(ref.conversationID(), _ -> new ArrayList<>()).add(ref.seq());
    }
    Map<MessageRef, MsgData> found = new HashMap<>();
    views
        .of(userID, seqs)
        .forEach((id, messages) -> {
          List<Long> numbers = seqs.getOrDefault(id, List.of());
          for (int i = 0; i < numbers.size(); i++) {
            found.put(new MessageRef(id, numbers.get(i)), messages.get(i));
          }
        });
    Map<MessageRef, MsgData> inOrder = new LinkedHashMap<>();
    for (MessageRef ref : refs) {
      MsgData message = found.get(ref);
      if (message != null) {
        inOrder.put(ref, message);
      }
    }
    return inOrder;
  }

  private static boolean isNotification(MessageRef ref) {
    return ConversationIDs.isNotification(ref.conversationID());
  }

  /// Room for messages; once one did not fit, none does.
  static final class Room {
    private final int bytes;
    private int used;
    private int count;
    private boolean isFull;

    private Room(int bytes) {
      this.bytes = bytes;
    }

    /// As much as the caller of the running request takes.
    static Room ofChats() {
      boolean isConnection = !RequestContext.current().connID().isEmpty();
      return new Room(isConnection ? CONNECTION_BYTES : CALL_BYTES);
    }

    boolean takes(MsgData message) {
      int size = message.getSerializedSize();
      isFull |= count > 0 && used + size > bytes;
      if (!isFull) {
        used += size;
        count++;
      }
      return !isFull;
    }

    /// How many more may fit, of the size that the others have.
    private int fitting() {
      int mean = count == 0 ? 0 : used / count;
      return mean == 0 ? MOST_READ : Math.clamp((bytes - used) / mean, FIRST_READ, MOST_READ);
    }
  }
}
