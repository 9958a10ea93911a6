package im.rpc.msg.send;

import static im.common.message.MessageOptions.OFFLINE_PUSH;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.message.AppManagerLevel;
import im.common.message.ContentType;
import im.common.message.ConversationIDs;
import im.common.message.MessageOptions;
import im.common.message.ReceiveOption;
import im.proto.sdkws.MsgData;
import im.rpc.msg.facts.ChatFacts;

/// Who may write to whom (`reference/pipeline-storage.md` 1.3, single and notification).
final class SingleChatRules {
  private final ChatFacts facts;
  private final Access access;
  private final boolean friendsOnly;

  SingleChatRules(ChatFacts facts, Access access, boolean friendsOnly) {
    this.facts = facts;
    this.access = access;
    this.friendsOnly = friendsOnly;
  }

  /// `message` as it may be sent.
  ///
  /// @throws im.common.error.ImException 1302 blocked, 1303 not a friend, 1002 a notice of the
  ///   server, 1001 not wanted, 1004 unknown
  MsgData check(MsgData message) {
    String sender = message.getSendID();
    String receiver = message.getRecvID();
    if (access.isAdminID(sender)) {
      return message;
    }
    // Only the server itself sends notification types without being checked like anybody else.
    if (ContentType.isNotification(message.getContentType()) && access.isAdmin()) {
      return message;
    }
    boolean isOfficial = isOfficial(sender);
    if (!isOfficial && facts.hasBlocked(receiver, sender)) {
      throw ErrorCode.BLOCKED_BY_PEER.bare();
    }
    if (!isOfficial && friendsOnly && !facts.hasFriend(receiver, sender)) {
      throw ErrorCode.NOT_PEERS_FRIEND.bare();
    }
    OwnNotices.refuseToOthers(message.getContentType(), access);
    return isOfficial || MessageOptions.isNotification(message)
        ? message
        : applyReceiveOptions(message);
  }

  /// `message`, an official account's notice to one user: it reaches him whatever he has set, so
  /// whoever sends it has to be one, on whatever way it comes (`reference/README.md`, faults, 2).
  ///
  /// @throws im.common.error.ImException 1001 no receiver, 1002 not an official account, 1004
  ///   unknown
  MsgData checkOfficial(MsgData message) {
    if (message.getRecvID().isEmpty()) {
      throw ErrorCode.ARGS.because("recvID: empty (expected: a user)");
    }
    if (!access.isAdmin() && !isOfficial(message.getSendID())) {
      throw ErrorCode.NO_PERMISSION.because(
          "sendID: " + message.getSendID() + " (expected: an official account)");
    }
    return message;
  }

  private boolean isOfficial(String userID) {
    return facts.user(userID).getAppMangerLevel() >= AppManagerLevel.ADMIN;
  }

  private MsgData applyReceiveOptions(MsgData message) {
    switch (facts.user(message.getRecvID()).getGlobalRecvMsgOpt()) {
      case ReceiveOption.REFUSE -> throw refused();
      case ReceiveOption.SILENT -> {
        return withoutOfflinePush(message);
      }
      default -> {}
    }
    String conversationID = ConversationIDs.chat(message);
    return switch (facts.receiveOption(message.getRecvID(), conversationID)) {
      case ReceiveOption.REFUSE -> {
        if (message.getContentType() != ContentType.HAS_READ_RECEIPT) {
          throw refused();
        }
        yield message;
      }
      case ReceiveOption.SILENT -> withoutOfflinePush(message);
      default -> message;
    };
  }

  private static RuntimeException refused() {
    return ErrorCode.ARGS.because("message is not sent: the receiver does not take messages");
  }

  private static MsgData withoutOfflinePush(MsgData message) {
    return message.toBuilder().putOptions(OFFLINE_PUSH, false).build();
  }
}
