package im.api.jssdk;

import im.common.profile.UserProfiles;
import im.proto.group.GetGroupsInfoReq;
import im.proto.group.groupGrpc.groupBlockingStub;
import im.proto.jssdk.ConversationMsg;
import im.proto.relation.FriendInfoOnly;
import im.proto.relation.friendGrpc.friendBlockingStub;
import im.proto.relation.getFriendInfoReq;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.UserInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/// Whom conversations are with: a user, who may be a friend, or a group.
public final class Counterparts {
  private final UserProfiles users;
  private final friendBlockingStub friends;
  private final groupBlockingStub groups;

  /// Looks up at the owners.
  public Counterparts(UserProfiles users, friendBlockingStub friends, groupBlockingStub groups) {
    this.users = users;
    this.friends = friends;
    this.groups = groups;
  }

  /// Sets group, or user and friend, of every element where there is one.
  void fill(String ownerUserID, List<ConversationMsg.Builder> elements) {
    List<String> userIDs = ids(elements, e -> e.getConversation().getUserID());
    List<String> groupIDs = ids(elements, e -> e.getConversation().getGroupID());
    Map<String, UserInfo> usersByID = users.of(userIDs);
    Map<String, FriendInfoOnly> friendsByID = friends(ownerUserID, userIDs);
    Map<String, GroupInfo> groupsByID = groups(groupIDs);
    for (ConversationMsg.Builder element : elements) {
      String groupID = element.getConversation().getGroupID();
      String userID = element.getConversation().getUserID();
      if (!groupID.isEmpty()) {
        GroupInfo group = groupsByID.get(groupID);
        if (group != null) {
          element.setGroup(group);
        }
        continue;
      }
      UserInfo user = usersByID.get(userID);
      if (user != null) {
        element.setUser(user);
      }
      FriendInfoOnly friend = friendsByID.get(userID);
      if (friend != null) {
        element.setFriend(friend);
      }
    }
  }

  private static List<String> ids(
      List<ConversationMsg.Builder> elements, Function<ConversationMsg.Builder, String> id) {
    return elements.stream().map(id).filter(i -> !i.isEmpty()).distinct().toList();
  }

  private Map<String, FriendInfoOnly> friends(String ownerUserID, List<String> userIDs) {
    if (userIDs.isEmpty()) {
      return Map.of();
    }
    return byID(
        friends
            .getFriendInfo(
                getFriendInfoReq
                    .newBuilder()
                    .setOwnerUserID(ownerUserID)
                    .addAllFriendUserIDs(userIDs)
                    .build())
            .getFriendInfosList(),
        FriendInfoOnly::getFriendUserID);
  }

  private Map<String, GroupInfo> groups(List<String> groupIDs) {
    if (groupIDs.isEmpty()) {
      return Map.of();
    }
    return byID(
        groups
            .getGroupsInfo(GetGroupsInfoReq.newBuilder().addAllGroupIDs(groupIDs).build())
            .getGroupInfosList(),
        GroupInfo::getGroupID);
  }

  private static <T> Map<String, T> byID(List<T> values, Function<T, String> id) {
    Map<String, T> byID = new HashMap<>();
    values.forEach(value -> byID.put(Objects.requireNonNull(id.apply(value)), value));
    return byID;
  }
}
