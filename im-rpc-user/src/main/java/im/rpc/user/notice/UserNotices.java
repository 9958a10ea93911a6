package im.rpc.user.notice;

import com.google.protobuf.Message;
import im.common.context.RequestContext;
import im.common.message.ContentType;
import im.common.notification.Notification;
import im.proto.sdkws.UserCommandAddTips;
import im.proto.sdkws.UserCommandDeleteTips;
import im.proto.sdkws.UserCommandUpdateTips;
import im.proto.sdkws.UserInfoUpdatedTips;
import java.util.function.Consumer;

/// Tells users that something of theirs changed. Returns at once; delivery is the sink's matter.
public final class UserNotices {
  private final Consumer<Notification> sink;

  /// `sink` delivers, without blocking and without failing.
  public UserNotices(Consumer<Notification> sink) {
    this.sink = sink;
  }

  /// Tells `userID`'s devices, and those of whoever changed it, that the profile changed (1303).
  public void profileChanged(String userID) {
    String caller = RequestContext.current().opUserID();
    tell(
        ContentType.USER_INFO_UPDATED,
        caller.isEmpty() ? userID : caller,
        userID,
        UserInfoUpdatedTips.newBuilder().setUserID(userID).build());
  }

  /// Tells `userID`'s devices that a command was added (1305).
  public void commandAdded(String userID) {
    tell(
        ContentType.USER_COMMAND_ADDED,
        userID,
        userID,
        UserCommandAddTips.newBuilder().setFromUserID(userID).setToUserID(userID).build());
  }

  /// Tells `userID`'s devices that a command was changed (1307).
  public void commandUpdated(String userID) {
    tell(
        ContentType.USER_COMMAND_UPDATED,
        userID,
        userID,
        UserCommandUpdateTips.newBuilder().setFromUserID(userID).setToUserID(userID).build());
  }

  /// Tells `userID`'s devices that a command was deleted (1306).
  public void commandDeleted(String userID) {
    tell(
        ContentType.USER_COMMAND_DELETED,
        userID,
        userID,
        UserCommandDeleteTips.newBuilder().setFromUserID(userID).setToUserID(userID).build());
  }

  private void tell(int contentType, String sendID, String recvID, Message tips) {
    sink.accept(Notification.of(contentType, sendID, recvID, tips).build());
  }
}
