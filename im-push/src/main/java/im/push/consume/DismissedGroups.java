package im.push.consume;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.error.ErrorTable;
import im.common.error.ImException;
import im.common.message.ContentType;
import im.common.message.ConversationIDs;
import im.common.message.GroupStatus;
import im.proto.group.DismissGroupReq;
import im.proto.group.GetGroupsInfoReq;
import im.proto.group.groupGrpc;
import im.proto.sdkws.GroupInfo;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Completes the dismissal of a group: its members are removed when it is known whom to tell, and
/// before they are told, for a client that hears of it asks at once which groups it has left
/// (`reference/pipeline-storage.md` 7.4, `business-rules.md` 9, 1511). Repeating it is harmless.
public final class DismissedGroups {
  private static final Logger log = LoggerFactory.getLogger(DismissedGroups.class);

  /// A group of a hundred thousand takes longer than other calls may.
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final groupGrpc.groupBlockingStub groups;

  /// Removes members through `groups`.
  public DismissedGroups(groupGrpc.groupBlockingStub groups) {
    this.groups = groups;
  }

  /// To be called before `task`, which has its receivers, is pushed; does something only for the
  /// notification of a dismissal, not for its copy in the chat.
  ///
  /// @throws ImException the group service's error; the record is to be taken again
  void beforePush(PushTask task) {
    boolean dismissal =
        task.message().getContentType() == ContentType.GROUP_DISMISSED
            && ConversationIDs.isNotification(task.conversationID());
    if (!dismissal || task.message().getGroupID().isEmpty()) {
      return;
    }
    try {
      RequestContext.runAsAdmin(() -> removeMembers(task.message().getGroupID()));
    } catch (StatusRuntimeException e) {
      ImException error = ErrorTable.of(e);
      if (!error.is(ErrorCode.RECORD_NOT_FOUND) && !error.is(ErrorCode.GROUP_ID_NOT_FOUND)) {
        throw error;
      }
    }
  }

  private void removeMembers(String groupID) {
    // The notification alone is no proof: anybody may write one, only the group's state counts.
    List<GroupInfo> found =
        groups
            .getGroupsInfo(GetGroupsInfoReq.newBuilder().addGroupIDs(groupID).build())
            .getGroupInfosList();
    if (found.isEmpty() || found.getFirst().getStatus() != GroupStatus.DISMISSED) {
      log.warn("group {} is not dismissed, its members stay", groupID);
      return;
    }
    groups
        .withDeadlineAfter(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
        .dismissGroup(
            DismissGroupReq.newBuilder().setGroupID(groupID).setDeleteMember(true).build());
  }
}
