package im.common.config;

import im.common.message.ContentType;
import java.util.Map;
import java.util.Optional;

/// `notification.yml`: how each kind of system notification is sent, by its key in the file.
public record NotificationConfig(@OtherKeys Map<String, NotificationEntry> entries) {

  /// Key of the entry that rules each content type (`reference/config-keys.tsv`).
  private static final Map<Integer, String> KEYS =
      Map.ofEntries(
          Map.entry(ContentType.FRIEND_APPLICATION_APPROVED, "friendApplicationApproved"),
          Map.entry(ContentType.FRIEND_APPLICATION_REJECTED, "friendApplicationRejected"),
          Map.entry(ContentType.FRIEND_APPLICATION, "friendApplicationAdded"),
          Map.entry(ContentType.FRIEND_ADDED, "friendAdded"),
          Map.entry(ContentType.FRIEND_DELETED, "friendDeleted"),
          Map.entry(ContentType.FRIEND_REMARK_SET, "friendRemarkSet"),
          Map.entry(ContentType.BLACK_ADDED, "blackAdded"),
          Map.entry(ContentType.BLACK_DELETED, "blackDeleted"),
          Map.entry(ContentType.FRIEND_INFO_UPDATED, "friendInfoUpdated"),
          Map.entry(ContentType.FRIENDS_INFO_UPDATE, "friendInfoUpdated"),
          Map.entry(ContentType.CONVERSATION_CHANGED, "conversationChanged"),
          Map.entry(ContentType.USER_INFO_UPDATED, "userInfoUpdated"),
          Map.entry(ContentType.USER_STATUS_CHANGED, "userStatusChanged"),
          Map.entry(ContentType.GROUP_CREATED, "groupCreated"),
          Map.entry(ContentType.GROUP_INFO_SET, "groupInfoSet"),
          Map.entry(ContentType.JOIN_GROUP_APPLICATION, "joinGroupApplication"),
          Map.entry(ContentType.MEMBER_QUIT, "memberQuit"),
          Map.entry(ContentType.GROUP_APPLICATION_ACCEPTED, "groupApplicationAccepted"),
          Map.entry(ContentType.GROUP_APPLICATION_REJECTED, "groupApplicationRejected"),
          Map.entry(ContentType.GROUP_OWNER_TRANSFERRED, "groupOwnerTransferred"),
          Map.entry(ContentType.MEMBER_KICKED, "memberKicked"),
          Map.entry(ContentType.MEMBER_INVITED, "memberInvited"),
          Map.entry(ContentType.MEMBER_ENTER, "memberEnter"),
          Map.entry(ContentType.GROUP_DISMISSED, "groupDismissed"),
          Map.entry(ContentType.GROUP_MEMBER_MUTED, "groupMemberMuted"),
          Map.entry(ContentType.GROUP_MEMBER_CANCEL_MUTED, "groupMemberCancelMuted"),
          Map.entry(ContentType.GROUP_MUTED, "groupMuted"),
          Map.entry(ContentType.GROUP_CANCEL_MUTED, "groupCancelMuted"),
          Map.entry(ContentType.GROUP_MEMBER_INFO_SET, "groupMemberInfoSet"),
          Map.entry(ContentType.GROUP_MEMBER_SET_TO_ADMIN, "groupMemberSetToAdmin"),
          Map.entry(ContentType.GROUP_MEMBER_SET_TO_ORDINARY, "groupMemberSetToOrdinaryUser"),
          Map.entry(ContentType.GROUP_ANNOUNCEMENT_SET, "groupInfoSetAnnouncement"),
          Map.entry(ContentType.GROUP_NAME_SET, "groupInfoSetName"),
          Map.entry(ContentType.CONVERSATION_PRIVATE_CHAT, "conversationSetPrivate"),
          Map.entry(ContentType.CONVERSATION_UNREAD, "conversationChanged"));

  /// The entry of a notification's content type; empty for types the file has no key for.
  public Optional<NotificationEntry> forContentType(int contentType) {
    return Optional.ofNullable(KEYS.get(contentType)).map(entries::get);
  }

  /// One kind of notification: `isSendMsg` shows it in the chat and counts it as unread.
  ///
  /// `reliabilityLevel` is always 1 and `unreadCount` always false, as in the reference
  /// (`reference/ops.md` section 2.1).
  public record NotificationEntry(
      boolean isSendMsg, int reliabilityLevel, boolean unreadCount, OfflinePush offlinePush) {
    /// Forces the two fixed values.
    public NotificationEntry {
      reliabilityLevel = 1;
      unreadCount = false;
    }
  }

  /// What a vendor shows to a user who is not connected.
  public record OfflinePush(boolean enable, String title, String desc, String ext) {}
}
