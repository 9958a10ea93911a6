package im.bench.load;

import im.common.message.ConversationIDs;
import im.common.message.SessionType;
import im.proto.sdkws.MsgData;
import java.util.List;

/// A chat of the run, with everybody who takes part in it.
///
/// @param conversationID the server's name of it
/// @param isGroup whether it is the group
/// @param groupID the group's id; empty for a pair
/// @param participants sender and receiver of a pair, or all members
public record Conversation(
    String conversationID, boolean isGroup, String groupID, List<Participant> participants) {

  /// The chat of two participants.
  static Conversation pair(Participant sender, Participant receiver) {
    return new Conversation(
        ConversationIDs.single(sender.userID(), receiver.userID()),
        false,
        "",
        List.of(sender, receiver));
  }

  /// The chat of a group.
  static Conversation group(String groupID, List<Participant> members) {
    return new Conversation(ConversationIDs.group(groupID), true, groupID, List.copyOf(members));
  }

  /// `message` with its address.
  MsgData.Builder address(MsgData.Builder message) {
    return isGroup
        ? message.setGroupID(groupID).setSessionType(SessionType.GROUP)
        : message.setRecvID(participants.get(1).userID()).setSessionType(SessionType.SINGLE);
  }

  /// How many are to receive a message: everybody but its sender.
  public int receivers() {
    return participants.size() - 1;
  }
}
