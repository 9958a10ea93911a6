package im.rpc.group.handler;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.error.Requirements;
import im.common.message.GroupStatus;
import im.common.message.Role;
import im.common.notification.Facts;
import im.common.notification.Outbox;
import im.proto.group.CreateGroupReq;
import im.proto.group.CreateGroupResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.UserInfo;
import im.rpc.group.notice.GroupNotices;
import im.rpc.group.notice.Operators;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.GroupChanges.Addition;
import im.rpc.group.store.GroupData;
import im.rpc.group.store.JoinSource;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// Founds groups (`reference/business-rules.md` 7.2).
public final class FoundingHandler {
  private static final String FOUNDED = "founded";
  private static final int WORKING_GROUP = 2;
  private static final int ID_ATTEMPTS = 10;

  private final GroupData data;
  private final Profiles profiles;
  private final Operators operators;
  private final GroupNotices notices;
  private final Access access;
  private final Outbox outbox;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /// Wires the handler.
  public FoundingHandler(
      GroupData data,
      Profiles profiles,
      Operators operators,
      GroupNotices notices,
      Access access,
      Outbox outbox,
      Clock clock) {
    this.data = data;
    this.profiles = profiles;
    this.operators = operators;
    this.notices = notices;
    this.access = access;
    this.outbox = outbox;
    this.clock = clock;
  }

  /// How foundations are finished that a process left half done.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(FOUNDED, this::resume);
  }

  private boolean resume(Document facts) {
    CreateGroupReq request = Facts.message(facts, "request", CreateGroupReq.parser());
    GroupInfo group = Facts.message(facts, "group", GroupInfo.parser());
    boolean made =
        data.groups()
            .find(group.getGroupID())
            .filter(stored -> stored.getStatus() != GroupStatus.DISMISSED)
            .filter(stored -> stored.getCreateTime() == group.getCreateTime())
            .filter(stored -> stored.getCreatorUserID().equals(group.getCreatorUserID()))
            .isPresent();
    if (made) {
      List<GroupMemberFullInfo> members = members(group, request);
      Founded founded =
          new Founded(
              described(group, request, members),
              data.changes().foundAgain(group.getGroupID(), members));
      announce(founded, request, profiles.of(userIDs(request)));
    }
    return made;
  }

  /// Founds a group with owner, admins and members and tells them with 1501, and with 1519 when it
  /// starts with an announcement. Errors in this order: 1001 type or somebody named twice, 1002 not
  /// the owner, 1101 unknown user, 1202 id taken, 90007 no free id.
  public CreateGroupResp create(CreateGroupReq request) {
    GroupInfo wanted = request.getGroupInfo();
    if (wanted.getGroupType() != WORKING_GROUP) {
      throw ErrorCode.ARGS.because("groupType: " + wanted.getGroupType() + " (expected: 2)");
    }
    access.requireSelf(request.getOwnerUserID());
    List<String> userIDs = userIDs(request);
    Requirements.requireDistinct("ownerUserID, adminUserIDs, memberUserIDs", userIDs);
    Map<String, UserInfo> users = profiles.require(userIDs, ErrorCode.USER_ID_NOT_FOUND);

    GroupInfo group =
        wanted.toBuilder()
            // A group is born open, whatever the founder says.
            .setStatus(GroupStatus.NORMAL)
            .setCreateTime(clock.millis())
            .build();
    Founded founded = store(group, request, users);
    return CreateGroupResp.newBuilder().setGroupInfo(founded.group()).build();
  }

  private record Founded(GroupInfo group, Addition addition) {}

  private static List<String> userIDs(CreateGroupReq request) {
    List<String> userIDs = new ArrayList<>();
    userIDs.add(request.getOwnerUserID());
    userIDs.addAll(request.getAdminUserIDsList());
    userIDs.addAll(request.getMemberUserIDsList());
    return userIDs;
  }

  private Founded store(GroupInfo group, CreateGroupReq request, Map<String, UserInfo> users) {
    if (!group.getGroupID().isEmpty()) {
      return tryStore(group, request, users)
          .orElseThrow(() ->
              ErrorCode.GROUP_ID_EXISTED.because(
                  "groupID: " + group.getGroupID() + " (expected: an unused id)"));
    }
    for (int i = 0; i < ID_ATTEMPTS; i++) {
      String groupID = Integer.toUnsignedString(random.nextInt());
      Optional<Founded> founded =
          tryStore(group.toBuilder().setGroupID(groupID).build(), request, users);
      if (founded.isPresent()) {
        return founded.get();
      }
    }
    throw noFreeID();
  }

  private Optional<Founded> tryStore(
      GroupInfo group, CreateGroupReq request, Map<String, UserInfo> users) {
    List<GroupMemberFullInfo> members = members(group, request);
    return outbox.keep(
        FOUNDED,
        new Document("group", Facts.message(group)).append("request", Facts.message(request)),
        () -> {
          Optional<Founded> founded =
              data.changes()
                  .found(group, members)
                  .map(addition -> new Founded(described(group, request, members), addition));
          founded.ifPresent(each -> announce(each, request, users));
          return founded;
        });
  }

  private static List<GroupMemberFullInfo> members(GroupInfo group, CreateGroupReq request) {
    List<GroupMemberFullInfo> members = new ArrayList<>();
    members.add(member(group, request.getOwnerUserID(), Role.OWNER));
    request.getAdminUserIDsList().forEach(id -> members.add(member(group, id, Role.ADMIN)));
    request.getMemberUserIDsList().forEach(id -> members.add(member(group, id, Role.MEMBER)));
    return members;
  }

  private static GroupInfo described(
      GroupInfo group, CreateGroupReq request, List<GroupMemberFullInfo> members) {
    return group.toBuilder()
        .setOwnerUserID(request.getOwnerUserID())
        .setMemberCount(members.size())
        .build();
  }

  private static GroupMemberFullInfo member(GroupInfo group, String userID, int roleLevel) {
    return GroupMemberFullInfo.newBuilder()
        .setGroupID(group.getGroupID())
        .setUserID(userID)
        .setRoleLevel(roleLevel)
        .setJoinTime(group.getCreateTime())
        .setJoinSource(JoinSource.INVITATION)
        .setInviterUserID(Operators.callerID())
        .setOperatorUserID(Operators.callerID())
        .build();
  }

  private void announce(Founded founded, CreateGroupReq request, Map<String, UserInfo> users) {
    GroupInfo group = founded.group();
    Addition addition = founded.addition();
    @Nullable Boolean chatCopy = request.hasSendMessage() ? request.getSendMessage() : null;
    notices.created(
        group,
        withLevel(operators.caller(group.getGroupID()), users),
        Profiles.fill(addition.added(), users),
        // The owner comes without profile, as recorded; the list has him with it.
        addition.added().getFirst(),
        addition.stamp(),
        chatCopy);
    if (!group.getNotification().isEmpty()) {
      notices.announcementSet(group, addition.stamp());
    }
  }

  /// 1501 alone shows the founder's level in the app.
  private static GroupMemberFullInfo withLevel(
      GroupMemberFullInfo operator, Map<String, UserInfo> users) {
    UserInfo user = users.get(operator.getUserID());
    return user == null
        ? operator
        : operator.toBuilder().setAppMangerLevel(user.getAppMangerLevel()).build();
  }

  private static ImException noFreeID() {
    return ErrorCode.DATA.because(
        "no free group id in " + ID_ATTEMPTS + " attempts (expected: one)");
  }
}
