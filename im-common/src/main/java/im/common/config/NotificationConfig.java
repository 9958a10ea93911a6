package im.common.config;

import java.util.Map;
import java.util.Optional;

/// `notification.yml`: how each kind of system notification is sent, by its key in the file.
public record NotificationConfig(@OtherKeys Map<String, NotificationEntry> entries) {

  /// Key of the entry that rules each content type (`reference/config-keys.tsv`).
  private static final Map<Integer, String> KEYS =
      Map.ofEntries(
          Map.entry(1201, "friendApplicationApproved"),
          Map.entry(1202, "friendApplicationRejected"),
          Map.entry(1203, "friendApplicationAdded"),
          Map.entry(1204, "friendAdded"),
          Map.entry(1205, "friendDeleted"),
          Map.entry(1206, "friendRemarkSet"),
          Map.entry(1207, "blackAdded"),
          Map.entry(1208, "blackDeleted"),
          Map.entry(1209, "friendInfoUpdated"),
          Map.entry(1210, "friendInfoUpdated"),
          Map.entry(1300, "conversationChanged"),
          Map.entry(1303, "userInfoUpdated"),
          Map.entry(1304, "userStatusChanged"),
          Map.entry(1501, "groupCreated"),
          Map.entry(1502, "groupInfoSet"),
          Map.entry(1503, "joinGroupApplication"),
          Map.entry(1504, "memberQuit"),
          Map.entry(1505, "groupApplicationAccepted"),
          Map.entry(1506, "groupApplicationRejected"),
          Map.entry(1507, "groupOwnerTransferred"),
          Map.entry(1508, "memberKicked"),
          Map.entry(1509, "memberInvited"),
          Map.entry(1510, "memberEnter"),
          Map.entry(1511, "groupDismissed"),
          Map.entry(1512, "groupMemberMuted"),
          Map.entry(1513, "groupMemberCancelMuted"),
          Map.entry(1514, "groupMuted"),
          Map.entry(1515, "groupCancelMuted"),
          Map.entry(1516, "groupMemberInfoSet"),
          Map.entry(1517, "groupMemberSetToAdmin"),
          Map.entry(1518, "groupMemberSetToOrdinaryUser"),
          Map.entry(1519, "groupInfoSetAnnouncement"),
          Map.entry(1520, "groupInfoSetName"),
          Map.entry(1701, "conversationSetPrivate"),
          Map.entry(1702, "conversationChanged"));

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
