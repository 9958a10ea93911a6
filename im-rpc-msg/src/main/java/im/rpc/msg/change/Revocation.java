package im.rpc.msg.change;

import im.common.access.Access;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.history.MessageHistory;
import im.common.history.StoredMessage;
import im.common.history.StoredMessage.Revoke;
import im.common.message.ContentType;
import im.common.message.SessionType;
import im.common.notification.Facts;
import im.common.notification.Notification;
import im.common.notification.Notifier;
import im.common.notification.Outbox;
import im.proto.msg.RevokeMsgReq;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.RevokeMsgTips;
import im.proto.sdkws.UserInfo;
import im.rpc.msg.facts.ChatFacts;
import im.rpc.msg.read.Window;
import im.rpc.msg.read.Windows;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;

/// Takes messages back (`reference/pipeline-storage.md` 6.1): its sender may, in a group also the
/// owner, and an admin where the sender is neither owner nor admin; an app admin everywhere.
public final class Revocation {
  private static final String REVOKED = "revoked";
  private static final int APP_ADMIN = 0;

  private final ChatFacts facts;
  private final Access access;
  private final Windows windows;
  private final MessageHistory history;
  private final Notifier notifier;
  private final Outbox outbox;
  private final Clock clock;

  /// Marks in `history`, tells through `notifier`.
  public Revocation(
      ChatFacts facts,
      Access access,
      Windows windows,
      MessageHistory history,
      Notifier notifier,
      Outbox outbox,
      Clock clock) {
    this.facts = facts;
    this.access = access;
    this.windows = windows;
    this.history = history;
    this.notifier = notifier;
    this.outbox = outbox;
    this.clock = clock;
  }

  /// Takes one message back; whoever has it is told.
  ///
  /// @throws im.common.error.ImException 1004 no such message or erased, 1404 revoked before, 1002
  ///   not his to take back
  public void revoke(RevokeMsgReq request) {
    String userID = request.getUserID();
    String conversationID = request.getConversationID();
    UserInfo revoker = facts.user(userID);
    MsgData message = message(request);
    int role = access.isAdmin() ? APP_ADMIN : requireRole(revoker, message);
    long now = clock.millis();
    Revoke revoke = new Revoke(role, userID, revoker.getNickname(), now);
    RevokeMsgTips tips =
        RevokeMsgTips.newBuilder()
            .setRevokerUserID(RequestContext.current().opUserID())
            .setClientMsgID(message.getClientMsgID())
            .setRevokeTime(now)
            .setSesstionType(message.getSessionType())
            .setSeq(request.getSeq())
            .setConversationID(conversationID)
            .setIsAdminRevoke(access.isAdmin())
            .build();
    List<String> receivers = receivers(userID, message);
    outbox.keep(
        REVOKED,
        new Document("user", userID)
            .append("tips", Facts.message(tips))
            .append("receivers", receivers),
        () -> {
          if (!history.revoke(conversationID, request.getSeq(), revoke)) {
            throw revokedBefore(request.getSeq());
          }
          tell(userID, receivers, tips);
        });
  }

  /// How revocations are finished that a process left half done.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(REVOKED, this::resume);
  }

  private boolean resume(Document facts) {
    String userID = facts.getString("user");
    RevokeMsgTips tips = Facts.message(facts, "tips", RevokeMsgTips.parser());
    StoredMessage slot =
        history
            .find(tips.getConversationID(), List.of(tips.getSeq()))
            .getOrDefault(tips.getSeq(), StoredMessage.EMPTY);
    Revoke revoke = slot.revoke();
    boolean made =
        revoke != null && revoke.userID().equals(userID) && revoke.timeMs() == tips.getRevokeTime();
    if (made) {
      tell(userID, Facts.ids(facts, "receivers"), tips);
    }
    return made;
  }

  private MsgData message(RevokeMsgReq request) {
    String conversationID = request.getConversationID();
    long seq = request.getSeq();
    StoredMessage slot =
        history.find(conversationID, List.of(seq)).getOrDefault(seq, StoredMessage.EMPTY);
    if (!access.isAdmin()) {
      requireReadable(request, slot);
    }
    MsgData message = slot.message();
    if (message == null) {
      throw ErrorCode.RECORD_NOT_FOUND.because(
          "seq: " + seq + " (expected: a message of " + conversationID + ")");
    }
    if (slot.revoke() != null || message.getContentType() == ContentType.MESSAGE_REVOKED) {
      throw revokedBefore(seq);
    }
    return message;
  }

  /// Refuses what the user does not see, before anything is said about it. A notification account
  /// has no conversation of its own with those it writes to, only its messages.
  private void requireReadable(RevokeMsgReq request, StoredMessage slot) {
    Window window = windows.of(request.getUserID(), request.getConversationID());
    if (window == null) {
      MsgData message = slot.message();
      boolean ofAccount =
          message != null
              && message.getSessionType() == SessionType.NOTIFICATION
              && message.getSendID().equals(request.getUserID());
      if (!ofAccount) {
        throw refused(request.getUserID(), "somebody in " + request.getConversationID());
      }
    } else if (!window.contains(request.getSeq())) {
      throw ErrorCode.RECORD_NOT_FOUND.because(
          "seq: %d (expected: %d to %d)".formatted(request.getSeq(), window.min(), window.max()));
    }
  }

  /// The role that is kept with the revocation: in a group the one there, else that of the account.
  private int requireRole(UserInfo revoker, MsgData message) {
    String userID = revoker.getUserID();
    boolean isOwn = message.getSendID().equals(userID);
    if (message.getSessionType() != SessionType.GROUP) {
      if (!isOwn) {
        throw refused(userID, message.getSendID());
      }
      return revoker.getAppMangerLevel();
    }
    GroupMemberFullInfo member =
        facts
            .findMember(message.getGroupID(), userID)
            .orElseThrow(() -> refused(userID, "a member of " + message.getGroupID()));
    if (!isOwn && !GroupRights.mayRemove(facts, member, message)) {
      throw refused(userID, "the sender, or a higher role than his");
    }
    return member.getRoleLevel();
  }

  /// In a chat of two the other side is told, and the sender when it was neither of them.
  private static List<String> receivers(String userID, MsgData message) {
    if (message.getSessionType() == SessionType.GROUP) {
      return List.of(message.getGroupID());
    }
    Set<String> receivers = new LinkedHashSet<>(List.of(message.getRecvID()));
    if (!message.getSendID().equals(userID)) {
      receivers.add(message.getSendID());
    }
    return List.copyOf(receivers);
  }

  private void tell(String userID, List<String> receivers, RevokeMsgTips tips) {
    // Both kinds of chats of a pair share one notification conversation; only the account's own
    // messages travel in the session of type 4.
    int sessionType =
        tips.getSesstionType() == SessionType.GROUP ? SessionType.GROUP : SessionType.SINGLE;
    for (String receiver : receivers) {
      notifier.send(
          Notification.of(ContentType.MESSAGE_REVOKED, userID, receiver, tips)
              .sessionType(sessionType)
              .build());
    }
  }

  private static ImException revokedBefore(long seq) {
    return ErrorCode.MSG_ALREADY_REVOKE.because(
        "seq: " + seq + " (expected: a message that is not revoked)");
  }

  private static ImException refused(String userID, String expected) {
    return ErrorCode.NO_PERMISSION.because("userID: " + userID + " (expected: " + expected + ")");
  }
}
