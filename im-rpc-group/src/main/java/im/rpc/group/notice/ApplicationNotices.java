package im.rpc.group.notice;

import im.common.message.ContentType;
import im.common.message.HandleResult;
import im.common.notification.Notification;
import im.common.notification.Notifier;
import im.proto.sdkws.GroupApplicationAcceptedTips;
import im.proto.sdkws.GroupApplicationRejectedTips;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.GroupRequest;
import im.proto.sdkws.JoinGroupApplicationTips;
import im.proto.sdkws.PublicUserInfo;
import im.proto.sdkws.UserInfo;
import im.rpc.group.store.Application;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/// Tells those concerned of applications: one single-chat notification to each of them, all with
/// the same uuid, by which a client that gets several knows them for one
/// (`reference/business-rules.md` 7.3, 7.5).
public final class ApplicationNotices {
  private static final int AS_APPLICANT = 0;
  private static final int AS_MANAGER = 1;

  private final Notifier notifier;
  private final Operators operators;

  /// Sends through `notifier`; `operators` shows the caller.
  public ApplicationNotices(Notifier notifier, Operators operators) {
    this.notifier = notifier;
    this.operators = operators;
  }

  /// 1503: `applicant` asks for himself, or proposes `subject`, whom the application is about.
  public void made(
      GroupInfo group,
      UserInfo applicant,
      UserInfo subject,
      Application application,
      Collection<String> receivers) {
    JoinGroupApplicationTips tips =
        JoinGroupApplicationTips.newBuilder()
            .setGroup(group)
            .setApplicant(Profiles.publicInfo(applicant))
            .setReqMsg(application.reqMsg())
            .setUuid(UUID.randomUUID().toString())
            .setRequest(request(application, Profiles.publicInfo(subject)))
            .build();
    for (String receiver : new LinkedHashSet<>(receivers)) {
      notifier.send(
          Notification.of(ContentType.JOIN_GROUP_APPLICATION, Operators.callerID(), receiver, tips)
              .build());
    }
  }

  /// 1505 or 1506: the application of `subject` was answered.
  public void answered(
      GroupInfo group, UserInfo subject, Application application, Collection<String> managers) {
    GroupMemberFullInfo operator = operators.caller(group.getGroupID());
    GroupRequest request = request(application, Profiles.publicInfo(subject));
    String uuid = UUID.randomUUID().toString();
    Set<String> receivers = new LinkedHashSet<>(managers);
    receivers.add(application.userID());
    for (String receiver : receivers) {
      int receiverAs = receiver.equals(application.userID()) ? AS_APPLICANT : AS_MANAGER;
      if (application.handleResult() == HandleResult.AGREED) {
        send(
            ContentType.GROUP_APPLICATION_ACCEPTED,
            receiver,
            GroupApplicationAcceptedTips.newBuilder()
                .setGroup(group)
                .setOpUser(operator)
                .setHandleMsg(application.handledMsg())
                .setReceiverAs(receiverAs)
                .setUuid(uuid)
                .setRequest(request)
                .build());
      } else {
        send(
            ContentType.GROUP_APPLICATION_REJECTED,
            receiver,
            GroupApplicationRejectedTips.newBuilder()
                .setGroup(group)
                .setOpUser(operator)
                .setHandleMsg(application.handledMsg())
                .setReceiverAs(receiverAs)
                .setUuid(uuid)
                .setRequest(request)
                .build());
      }
    }
  }

  /// The application as clients see it, without the group, which stands beside it.
  public static GroupRequest request(Application application, PublicUserInfo subject) {
    return withoutUser(application).setUserInfo(subject).build();
  }

  /// The application alone, when its user is gone.
  public static GroupRequest.Builder withoutUser(Application application) {
    return GroupRequest.newBuilder()
        .setHandleResult(application.handleResult())
        .setReqMsg(application.reqMsg())
        .setHandleMsg(application.handledMsg())
        .setReqTime(application.reqTime())
        .setHandleUserID(application.handleUserID())
        .setHandleTime(application.handledTime())
        .setEx(application.ex())
        .setJoinSource(application.joinSource())
        .setInviterUserID(application.inviterUserID());
  }

  private void send(int contentType, String receiver, com.google.protobuf.Message tips) {
    notifier.send(Notification.of(contentType, Operators.callerID(), receiver, tips).build());
  }
}
