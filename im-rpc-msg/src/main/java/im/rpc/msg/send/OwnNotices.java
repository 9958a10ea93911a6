package im.rpc.msg.send;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.message.ContentType;
import java.util.Set;

/// Notices that only the server sends, whatever else clients may send under the numbers of notices.
final class OwnNotices {
  private static final Set<Integer> TYPES =
      Set.of(
          // Their content says who gets them beside the members: sent by anybody, they would reach
          // anybody (`reference/pipeline-storage.md` 7.4).
          ContentType.MEMBER_QUIT,
          ContentType.MEMBER_KICKED,
          ContentType.MEMBER_INVITED,
          ContentType.MEMBER_ENTER,
          // Clients do what these say to any conversation that they name.
          ContentType.CONVERSATION_CLEARED,
          ContentType.CONVERSATION_DELETED,
          ContentType.MESSAGE_REVOKED,
          ContentType.MESSAGES_DELETED);

  private OwnNotices() {}

  /// Refuses such a notice with 1002 when an app admin does not send it.
  static void refuseToOthers(int contentType, Access access) {
    if (TYPES.contains(contentType) && !access.isAdmin()) {
      throw ErrorCode.NO_PERMISSION.because(
          "contentType: " + contentType + " (expected: one that is not the server's)");
    }
  }
}
