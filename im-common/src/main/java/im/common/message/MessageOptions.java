package im.common.message;

import im.proto.sdkws.MsgDataOrBuilder;

/// Switches of a message (`reference/pipeline-storage.md` 1.4). A switch that is absent is on.
public final class MessageOptions {
  public static final String HISTORY = "history";
  public static final String PERSISTENT = "persistent";
  public static final String OFFLINE_PUSH = "offlinePush";
  public static final String UNREAD_COUNT = "unreadCount";
  public static final String CONVERSATION_UPDATE = "conversationUpdate";
  public static final String SENDER_SYNC = "senderSync";
  public static final String NOT_PRIVATE = "notPrivate";
  public static final String SENDER_CONVERSATION_UPDATE = "senderConversationUpdate";
  public static final String REACTION_FROM_CACHE = "reactionFromCache";
  public static final String IS_NOT_NOTIFICATION = "isNotNotification";
  public static final String IS_SEND_MSG = "isSendMsg";

  private MessageOptions() {}

  /// True unless the message switches `option` off.
  public static boolean isOn(MsgDataOrBuilder message, String option) {
    return message.getOptionsOrDefault(option, true);
  }

  /// True when the message belongs to the notification conversation of its session.
  public static boolean isNotification(MsgDataOrBuilder message) {
    return !isOn(message, IS_NOT_NOTIFICATION);
  }
}
