package im.rpc.friend;

import com.google.protobuf.Message;
import im.common.context.RequestContext;
import im.common.message.ContentType;
import im.common.notification.Notification;
import im.proto.sdkws.BlackAddedTips;
import im.proto.sdkws.BlackDeletedTips;
import im.proto.sdkws.FriendApplicationApprovedTips;
import im.proto.sdkws.FriendApplicationRejectedTips;
import im.proto.sdkws.FriendApplicationTips;
import im.proto.sdkws.FriendDeletedTips;
import im.proto.sdkws.FriendInfoChangedTips;
import im.proto.sdkws.FriendRequest;
import im.proto.sdkws.FriendsInfoUpdateTips;
import im.proto.sdkws.FromToUserID;
import im.proto.sdkws.UserInfoUpdatedTips;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/// What clients are told of friends and black lists (`reference/business-rules.md` 6.5). Tips carry
/// no versions: clients sync when they hear of a change.
final class FriendNotices {
  private final Consumer<Notification> sender;

  /// Hands each notification to `sender`, which must not fail because of the delivery.
  FriendNotices(Consumer<Notification> sender) {
    this.sender = sender;
  }

  void applied(FriendRequest application) {
    String from = application.getFromUserID();
    String to = application.getToUserID();
    send(
        ContentType.FRIEND_APPLICATION,
        from,
        to,
        FriendApplicationTips.newBuilder()
            .setFromToUserID(pair(from, to))
            .setRequest(application)
            .build());
  }

  void agreed(FriendRequest application, String message) {
    String from = application.getFromUserID();
    String to = application.getToUserID();
    send(
        ContentType.FRIEND_APPLICATION_APPROVED,
        to,
        from,
        FriendApplicationApprovedTips.newBuilder()
            .setFromToUserID(pair(from, to))
            .setHandleMsg(message)
            .setRequest(application)
            .build());
  }

  /// An import looks like an agreement to an application that nobody made.
  void imported(String ownerUserID, String friendUserID) {
    send(
        ContentType.FRIEND_APPLICATION_APPROVED,
        friendUserID,
        ownerUserID,
        FriendApplicationApprovedTips.newBuilder()
            .setFromToUserID(pair(ownerUserID, friendUserID))
            .build());
  }

  void refused(FriendRequest application, String message) {
    String from = application.getFromUserID();
    String to = application.getToUserID();
    send(
        ContentType.FRIEND_APPLICATION_REJECTED,
        to,
        from,
        FriendApplicationRejectedTips.newBuilder()
            .setFromToUserID(pair(from, to))
            .setHandleMsg(message)
            .setRequest(application)
            .build());
  }

  void deleted(String ownerUserID, String friendUserID) {
    send(
        ContentType.FRIEND_DELETED,
        ownerUserID,
        friendUserID,
        FriendDeletedTips.newBuilder().setFromToUserID(pair(ownerUserID, friendUserID)).build());
  }

  void remarkSet(String ownerUserID, String friendUserID) {
    send(
        ContentType.FRIEND_REMARK_SET,
        ownerUserID,
        friendUserID,
        FriendInfoChangedTips.newBuilder()
            .setFromToUserID(pair(ownerUserID, friendUserID))
            .build());
  }

  void updated(String ownerUserID, List<String> friendUserIDs) {
    send(
        ContentType.FRIENDS_INFO_UPDATE,
        ownerUserID,
        ownerUserID,
        FriendsInfoUpdateTips.newBuilder()
            .setFromToUserID(FromToUserID.newBuilder().setToUserID(ownerUserID))
            .addAllFriendIDs(friendUserIDs)
            .build());
  }

  void blocked(String ownerUserID, String userID) {
    send(
        ContentType.BLACK_ADDED,
        ownerUserID,
        userID,
        BlackAddedTips.newBuilder().setFromToUserID(pair(ownerUserID, userID)).build());
  }

  void unblocked(String ownerUserID, String userID) {
    send(
        ContentType.BLACK_DELETED,
        ownerUserID,
        userID,
        BlackDeletedTips.newBuilder().setFromToUserID(pair(ownerUserID, userID)).build());
  }

  /// Tells those who list `userID` that his profile changed; the sender is who changed it.
  void profileChanged(String userID, Collection<String> ownerUserIDs) {
    String caller = RequestContext.current().opUserID();
    String changedBy = caller.isEmpty() ? userID : caller;
    UserInfoUpdatedTips tips = UserInfoUpdatedTips.newBuilder().setUserID(userID).build();
    for (String owner : ownerUserIDs) {
      send(ContentType.FRIEND_INFO_UPDATED, changedBy, owner, tips);
    }
  }

  private void send(int contentType, String sendID, String recvID, Message tips) {
    sender.accept(Notification.of(contentType, sendID, recvID, tips).build());
  }

  private static FromToUserID pair(String fromUserID, String toUserID) {
    return FromToUserID.newBuilder().setFromUserID(fromUserID).setToUserID(toUserID).build();
  }
}
