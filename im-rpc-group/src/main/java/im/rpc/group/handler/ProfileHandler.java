package im.rpc.group.handler;

import com.google.common.collect.Lists;
import im.common.message.GroupStatus;
import im.common.notification.Facts;
import im.common.notification.Outbox;
import im.proto.group.notificationUserInfoUpdateReq;
import im.proto.group.notificationUserInfoUpdateResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.UserInfo;
import im.rpc.group.notice.GroupNotices;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.GroupData;
import im.rpc.group.store.Stamp;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.Document;

/// Carries a user's new name or face into his groups (`reference/business-rules.md` 5.1).
public final class ProfileHandler {
  private static final String PROFILE = "profile";
  private static final int GROUPS_AT_ONCE = 100;

  private final GroupData data;
  private final Profiles profiles;
  private final GroupNotices notices;
  private final Outbox outbox;

  /// Wires the handler.
  public ProfileHandler(GroupData data, Profiles profiles, GroupNotices notices, Outbox outbox) {
    this.data = data;
    this.profiles = profiles;
    this.notices = notices;
    this.outbox = outbox;
  }

  /// How changes are finished that a process left half done: the profile itself is stored before
  /// anybody asks, so all groups are told again.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(
        PROFILE,
        facts -> {
          tell(Facts.message(facts, "request", notificationUserInfoUpdateReq.parser()));
          return true;
        });
  }

  /// Tells each group in which the user shows something of his profile with 1516, and its log with
  /// one step. Who is in thousands of groups does not wait for the last of them.
  public notificationUserInfoUpdateResp changed(notificationUserInfoUpdateReq request) {
    outbox.hand(PROFILE, new Document("request", Facts.message(request)));
    return notificationUserInfoUpdateResp.getDefaultInstance();
  }

  private void tell(notificationUserInfoUpdateReq request) {
    String userID = request.getUserID();
    List<GroupMemberFullInfo> concerned =
        data.members().findOfUser(userID).stream().filter(Profiles::needsProfile).toList();
    if (concerned.isEmpty()) {
      return;
    }
    Map<String, UserInfo> profile =
        request.hasNewUserInfo()
            ? Map.of(userID, request.getNewUserInfo())
            : profiles.of(List.of(userID));
    for (List<GroupMemberFullInfo> some :
        Lists.partition(Profiles.fill(concerned, profile), GROUPS_AT_ONCE)) {
      tellGroups(userID, some);
    }
  }

  private void tellGroups(String userID, List<GroupMemberFullInfo> members) {
    Map<String, GroupInfo> groups =
        data
            .directory()
            .describe(
                data.groups().find(members.stream().map(GroupMemberFullInfo::getGroupID).toList()))
            .stream()
            .collect(Collectors.toMap(GroupInfo::getGroupID, Function.identity()));
    for (GroupMemberFullInfo member : members) {
      Stamp stamp = data.changes().profileChanged(member.getGroupID(), userID);
      GroupInfo group = groups.get(member.getGroupID());
      // Nothing is said in a dismissed group any more.
      if (group != null && group.getStatus() != GroupStatus.DISMISSED) {
        notices.profileChanged(group, member, stamp);
      }
    }
  }
}
