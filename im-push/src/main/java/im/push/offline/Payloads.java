package im.push.offline;

import im.common.message.ContentType;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.OfflinePushInfo;
import java.util.Collection;
import java.util.List;

/// The text of an offline notification (`reference/pipeline-storage.md` 7.5, `constants.tsv`
/// defaultPushTitle).
final class Payloads {
  private Payloads() {}

  /// What to show `userIDs` about `message`: the sender's own title and text, else what kind of
  /// message it is.
  static OfflinePushMessage of(MsgData message, Collection<String> userIDs) {
    OfflinePushInfo info = message.getOfflinePushInfo();
    String title =
        info.getTitle().isEmpty() ? defaultTitle(message.getContentType()) : info.getTitle();
    String content = info.getDesc().isEmpty() ? title : info.getDesc();
    return new OfflinePushMessage(
        List.copyOf(userIDs),
        title,
        content,
        info.getEx(),
        message.getClientMsgID(),
        info.getIOSPushSound(),
        info.getIOSBadgeCount());
  }

  private static String defaultTitle(int contentType) {
    return switch (contentType) {
      case ContentType.TEXT -> "[TEXT]";
      case ContentType.PICTURE -> "[PICTURE]";
      case ContentType.VOICE -> "[VOICE]";
      case ContentType.VIDEO -> "[VIDEO]";
      case ContentType.FILE -> "[File]";
      case ContentType.AT_TEXT -> "[@TEXT]";
      case ContentType.SIGNALING -> "[SIGNALINVITE]";
      default -> "[NEWMSG]";
    };
  }
}
