package im.push.offline;

import java.util.List;

/// What a vendor is asked to show (`reference/pipeline-storage.md` 7.5).
///
/// @param userIDs whom to notify
/// @param title first line, never empty
/// @param content second line, never empty
/// @param ex opaque text of the sender's application
/// @param clientMsgID the message it is about
/// @param iOSPushSound sound file name; empty when none
/// @param iOSBadgeCount whether the badge counts up
public record OfflinePushMessage(
    List<String> userIDs,
    String title,
    String content,
    String ex,
    String clientMsgID,
    String iOSPushSound,
    boolean iOSBadgeCount) {
  /// Copies the list.
  public OfflinePushMessage {
    userIDs = List.copyOf(userIDs);
  }
}
