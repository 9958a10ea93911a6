package im.push.receivers;

import im.common.error.ErrorCode;
import im.common.message.MessageOptions;
import im.common.message.SessionType;
import im.common.notification.NotificationKind;
import im.proto.sdkws.MsgData;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Decides who is to see a message (`reference/business-rules.md` 2.6).
public final class Receivers {
  private final GroupMembers members;

  /// Reads group members from `members`.
  public Receivers(GroupMembers members) {
    this.members = members;
  }

  /// The user ids that `message` goes to, each once; empty for a group that is gone. Messages to
  /// one group share one list as long as its members do not change.
  ///
  /// @throws im.common.error.ImException 1001 when the message names no receiver; the group
  ///   service's error when the members cannot be read
  public List<String> of(MsgData message) {
    return isGroup(message) ? ofGroup(message) : ofPair(message);
  }

  /// True when the receivers are the members of a group.
  public static boolean isGroup(MsgData message) {
    return message.getSessionType() == SessionType.GROUP;
  }

  /// The sender comes first: his other devices should know what he wrote before an answer arrives.
  private static List<String> ofPair(MsgData message) {
    String receiver = message.getRecvID();
    String sender = message.getSendID();
    if (receiver.isEmpty()) {
      throw ErrorCode.ARGS.because("recvID: empty (expected: the receiver of a chat message)");
    }
    if (!sender.isEmpty() && NotificationKind.isForSenderOnly(message.getContentType())) {
      return List.of(sender);
    }
    boolean toSender =
        !sender.isEmpty()
            && !sender.equals(receiver)
            && MessageOptions.isOn(message, MessageOptions.SENDER_SYNC);
    return toSender ? List.of(sender, receiver) : List.of(receiver);
  }

  private List<String> ofGroup(MsgData message) {
    if (message.getGroupID().isEmpty()) {
      throw ErrorCode.ARGS.because("groupID: empty (expected: the group of a group message)");
    }
    List<String> present = members.of(message.getGroupID());
    List<String> moving = MovingMembers.of(message);
    if (moving.isEmpty()) {
      return present;
    }
    List<String> all = new ArrayList<>(present);
    Set<String> known = Set.copyOf(present);
    moving.stream().distinct().filter(userID -> !known.contains(userID)).forEach(all::add);
    return List.copyOf(all);
  }
}
