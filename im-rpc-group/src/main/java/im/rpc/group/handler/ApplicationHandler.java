package im.rpc.group.handler;

import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.message.GroupStatus;
import im.common.message.HandleResult;
import im.common.notification.Outbox;
import im.common.sync.VersionHeader;
import im.proto.group.GroupApplicationResponseReq;
import im.proto.group.GroupApplicationResponseResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.UserInfo;
import im.rpc.group.notice.ApplicationNotices;
import im.rpc.group.notice.Operators;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.Application;
import im.rpc.group.store.GroupData;
import im.rpc.group.store.GroupDirectory;
import im.rpc.group.store.Roster;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/// Answers applications (`reference/business-rules.md` 7.5).
public final class ApplicationHandler {
  private static final String ANSWERED = "answered";

  private final GroupData data;
  private final GroupGuard guard;
  private final Profiles profiles;
  private final Entrance entrance;
  private final ApplicationNotices notices;
  private final Outbox outbox;
  private final Clock clock;

  /// Wires the handler.
  public ApplicationHandler(
      GroupData data,
      GroupGuard guard,
      Profiles profiles,
      Entrance entrance,
      ApplicationNotices notices,
      Outbox outbox,
      Clock clock) {
    this.data = data;
    this.guard = guard;
    this.profiles = profiles;
    this.entrance = entrance;
    this.notices = notices;
    this.outbox = outbox;
    this.clock = clock;
  }

  /// How changes are finished that a process left half done.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(ANSWERED, this::resume);
  }

  /// Agrees to an application, which makes the applicant a member (1505, and 1510 or, when a member
  /// proposed him, 1509), or refuses it (1506). Errors in this order: 1001 neither, 1004 caller not
  /// a member, 1002 not owner or admin, 1004 unknown group, 1204, 1004 no application, 1206
  /// answered before, 1004 applicant gone.
  public GroupApplicationResponseResp answer(GroupApplicationResponseReq request) {
    int result = request.getHandleResult();
    if (result != HandleResult.AGREED && result != HandleResult.REFUSED) {
      throw ErrorCode.ARGS.because("handleResult: " + result + " (expected: 1 or -1)");
    }
    String groupID = request.getGroupID();
    String userID = request.getFromUserID();
    guard.requireManager(groupID);
    GroupInfo group = guard.requireAlive(groupID);
    Application application = data.applications().require(groupID, userID);
    if (application.handleResult() != HandleResult.OPEN) {
      throw answeredBefore(application);
    }
    UserInfo user = profiles.require(userID, ErrorCode.RECORD_NOT_FOUND);
    Application answered =
        application.answered(result, request.getHandledMsg(), Operators.callerID(), clock.millis());
    outbox.keep(
        ANSWERED,
        new Document("group", groupID)
            .append("user", userID)
            .append("time", answered.handledTime())
            .append("joins", data.changes().joins(userID).toFacts()),
        () -> {
          // The answer decides between two managers who answer at once; only its winner goes on.
          if (!data.applications().answer(answered)) {
            throw answeredBefore(application);
          }
          follow(group, answered, user);
        });
    return GroupApplicationResponseResp.getDefaultInstance();
  }

  private boolean resume(Document facts) {
    String userID = facts.getString("user");
    Application application = data.applications().require(facts.getString("group"), userID);
    UserInfo user = profiles.of(List.of(userID)).get(userID);
    GroupInfo group = data.groups().require(application.groupID());
    boolean made =
        group.getStatus() != GroupStatus.DISMISSED
            && application.handleResult() != HandleResult.OPEN
            && application.handledTime() == facts.getLong("time");
    if (!made || user == null) {
      return false;
    }
    VersionHeader joins = VersionHeader.ofFacts(facts.get("joins", Document.class));
    if (data.changes().hasLeft(group.getGroupID(), userID, joins)) {
      // He was let in, and does not want to be any more.
      tell(group, application, user);
    } else {
      follow(group, application, user);
    }
    return true;
  }

  private void follow(GroupInfo group, Application answered, UserInfo user) {
    if (answered.handleResult() == HandleResult.AGREED) {
      admit(group, answered, user);
    } else {
      tell(group, answered, user);
    }
  }

  private void admit(GroupInfo group, Application application, UserInfo user) {
    String userID = application.userID();
    if (data.members().find(group.getGroupID(), userID).isEmpty()) {
      if (application.inviterUserID().isEmpty()) {
        entrance.enter(group, userID, application.joinSource());
      } else {
        entrance.bring(
            group, List.of(userID), application.joinSource(), application.inviterUserID(), null);
      }
    }
    tell(group, application, user);
  }

  private void tell(GroupInfo group, Application application, UserInfo user) {
    Roster roster = data.directory().roster(group.getGroupID());
    notices.answered(
        GroupDirectory.withRoster(group, roster), user, application, roster.managerIDs());
  }

  private static ImException answeredBefore(Application application) {
    return ErrorCode.GROUP_REQUEST_HANDLED.because(
        "handleResult: %d (expected: an open application)".formatted(application.handleResult()));
  }
}
