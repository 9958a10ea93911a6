package im.rpc.msg.change;

import im.common.message.SessionType;
import im.proto.conversation.Conversation;

/// Who else is in a conversation, as a notification names him.
final class Receivers {
  private Receivers() {}

  /// The other user, or the group.
  static String of(Conversation conversation) {
    return isGroup(conversation) ? conversation.getGroupID() : conversation.getUserID();
  }

  /// The session in which both hear of it: those of a notification account share that of its pair.
  static int sessionType(Conversation conversation) {
    return isGroup(conversation) ? SessionType.GROUP : SessionType.SINGLE;
  }

  static boolean isGroup(Conversation conversation) {
    return conversation.getConversationType() == SessionType.GROUP;
  }
}
