package im.rpc.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import im.common.sync.IdHash;
import im.proto.group.BatchGetIncrementalGroupMemberReq;
import im.proto.group.CreateGroupReq;
import im.proto.group.DismissGroupReq;
import im.proto.group.GetFullGroupMemberUserIDsReq;
import im.proto.group.GetFullJoinGroupIDsReq;
import im.proto.group.GetFullJoinGroupIDsResp;
import im.proto.group.GetGroupMemberUserIDsReq;
import im.proto.group.GetJoinedGroupListReq;
import im.proto.group.KickGroupMemberReq;
import im.proto.group.SetGroupInfoReq;
import im.proto.group.SetGroupMemberInfo;
import im.proto.group.SetGroupMemberInfoReq;
import im.proto.group.getIncrementalGroupMemberReq;
import im.proto.group.getIncrementalGroupMemberResp;
import im.proto.group.getIncrementalJoinGroupReq;
import im.proto.group.getIncrementalJoinGroupResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupInfoForSet;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.RequestPagination;
import im.proto.wrappers.Int32Value;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SyncTest extends GroupTestBed {
  @Test
  void whatChangedInAGroupSinceAVersion() {
    String groupID = world.found("owner", List.of("admin"), List.of("m1"));
    getIncrementalGroupMemberResp start = members("owner", groupID, null);
    assertThat(start.getFull()).isTrue();
    assertThat(start.getVersion()).isEqualTo(1);
    assertThat(start.getGroup().getMemberCount()).isEqualTo(3);
    assertThat(members("owner", groupID, start).getFull()).isFalse();
    assertThat(members("owner", groupID, start).hasGroup()).isFalse();

    assertThat(world.invite("owner", groupID, List.of("guest"))).isZero();
    getIncrementalGroupMemberResp invited = members("owner", groupID, start);
    assertThat(invited.getInsertList())
        .extracting(GroupMemberFullInfo::getUserID, GroupMemberFullInfo::getNickname)
        .containsExactly(tuple("guest", "nick of guest"));

    var _ =
        world.as(
            "owner",
            s ->
                s.setGroupInfo(
                    SetGroupInfoReq.newBuilder()
                        .setGroupInfoForSet(
                            GroupInfoForSet.newBuilder().setGroupID(groupID).setIntroduction("new"))
                        .build()));
    getIncrementalGroupMemberResp told = members("owner", groupID, invited);
    assertThat(told.getGroup().getIntroduction()).isEqualTo("new");
    assertThat(told.getUpdateCount() + told.getInsertCount() + told.getDeleteCount()).isZero();

    promote(groupID, "guest");
    getIncrementalGroupMemberResp promoted = members("owner", groupID, told);
    assertThat(promoted.getSortVersion()).isEqualTo(promoted.getVersion()).isEqualTo(4);
    assertThat(promoted.getUpdate(0).getRoleLevel()).isEqualTo(60);

    kick(groupID, "guest");
    assertThat(members("owner", groupID, start).getDeleteList()).containsExactly("guest");
    assertThat(members("owner", groupID, start).getInsertList()).isEmpty();
  }

  @Test
  void membersAreForMembers() {
    String groupID = world.found("owner", List.of(), List.of());

    assertThat(code("stranger", groupID)).isEqualTo(1002);
    assertThat(code(Neighbours.ADMIN, GroupWorld.id("nowhere"))).isEqualTo(1004);
    assertThat(code(Neighbours.ADMIN, "")).isEqualTo(1001);
    dismiss(groupID, false);
    assertThat(code("owner", groupID)).isEqualTo(1204);
  }

  @Test
  void severalGroupsAtOnce() {
    String first = world.found("owner", List.of(), List.of("m1"));
    String second = world.found("owner", List.of(), List.of());
    String gone = world.found("owner", List.of(), List.of());
    dismiss(gone, false);

    BatchGetIncrementalGroupMemberReq request =
        BatchGetIncrementalGroupMemberReq.newBuilder()
            .addReqList(getIncrementalGroupMemberReq.newBuilder().setGroupID(first))
            .addReqList(getIncrementalGroupMemberReq.newBuilder().setGroupID(first))
            .addReqList(getIncrementalGroupMemberReq.newBuilder().setGroupID(gone))
            .addReqList(getIncrementalGroupMemberReq.newBuilder().setGroupID(second))
            .build();

    assertThat(
            world
                .as("owner", s -> s.batchGetIncrementalGroupMember(request))
                .getRespListMap()
                .keySet())
        .containsExactlyInAnyOrder(first, second);
    assertThat(world.code("m1", s -> s.batchGetIncrementalGroupMember(request))).isEqualTo(1002);
  }

  @Test
  void whatChangedInAUsersList() {
    String user = GroupWorld.id("user");
    getIncrementalJoinGroupResp home = joined(user, user, null);
    assertThat(home.getFull()).isTrue();
    assertThat(home.getVersion()).isEqualTo(1);
    String first = world.found("owner", List.of(), List.of(user));
    getIncrementalJoinGroupResp in = joined(user, user, home);
    assertThat(in.getVersion()).isEqualTo(2);
    assertThat(in.getInsert(0).getGroupID()).isEqualTo(first);
    assertThat(in.getInsert(0).getMemberCount()).isEqualTo(2);

    dismiss(first, false);
    dismiss(first, true);

    assertThat(joined(user, user, in).getDeleteList()).containsExactly(first);
    assertThat(world.code("other", s -> s.getIncrementalJoinGroup(ask(user, null))))
        .isEqualTo(1002);
    assertThat(world.code(Neighbours.ADMIN, s -> s.getIncrementalJoinGroup(ask("", null))))
        .isEqualTo(1001);
  }

  @Test
  void allIdsAndTheirHash() {
    String user = GroupWorld.id("user");
    String beta = found("beta", user);
    String alpha = found("alpha", user);
    List<String> sorted = List.of(alpha, beta);

    assertThat(full(user, 0).getGroupIDsList()).isEqualTo(sorted);
    assertThat(full(user, 0).getVersion()).isEqualTo(2);
    assertThat(full(user, IdHash.of(sorted)).getEqual()).isTrue();
    assertThat(full(user, IdHash.of(sorted)).getGroupIDsList()).isEmpty();
    GetJoinedGroupListReq page =
        GetJoinedGroupListReq.newBuilder()
            .setFromUserID(user)
            .setPagination(RequestPagination.newBuilder().setPageNumber(2).setShowNumber(1))
            .build();
    assertThat(world.as(user, s -> s.getJoinedGroupList(page)).getGroups(0).getGroupName())
        .isEqualTo("beta");
    assertThat(world.as(user, s -> s.getJoinedGroupList(page)).getTotal()).isEqualTo(2);
    GetFullGroupMemberUserIDsReq members =
        GetFullGroupMemberUserIDsReq.newBuilder().setGroupID(alpha).setIdHash(7).build();
    assertThat(world.as(user, s -> s.getFullGroupMemberUserIDs(members)).getUserIDsList())
        .containsExactly(user);
    assertThat(world.code("stranger", s -> s.getFullGroupMemberUserIDs(members))).isEqualTo(1002);
  }

  @Test
  void askingForAnUnknownGroupLeavesNoTrace() {
    String groupID = GroupWorld.id("later");
    assertThat(
            world
                .as(
                    Neighbours.ADMIN,
                    s ->
                        s.getGroupMemberUserIDs(
                            GetGroupMemberUserIDsReq.newBuilder().setGroupID(groupID).build()))
                .getUserIDsList())
        .isEmpty();

    var _ =
        world.as(
            "owner",
            s ->
                s.createGroup(
                    CreateGroupReq.newBuilder()
                        .setOwnerUserID("owner")
                        .setGroupInfo(GroupInfo.newBuilder().setGroupID(groupID).setGroupType(2))
                        .build()));

    assertThat(members("owner", groupID, null).getVersion()).isEqualTo(1);
  }

  private String found(String name, String ownerID) {
    return world.found(GroupInfo.newBuilder().setGroupName(name), ownerID, List.of(), List.of());
  }

  private getIncrementalGroupMemberResp members(
      String caller, String groupID, @Nullable getIncrementalGroupMemberResp known) {
    getIncrementalGroupMemberReq.Builder request =
        getIncrementalGroupMemberReq.newBuilder().setGroupID(groupID);
    if (known != null) {
      request.setVersionID(known.getVersionID()).setVersion(known.getVersion());
    }
    return world.as(caller, s -> s.getIncrementalGroupMember(request.build()));
  }

  private int code(String caller, String groupID) {
    return world.code(
        caller,
        s ->
            s.getIncrementalGroupMember(
                getIncrementalGroupMemberReq.newBuilder().setGroupID(groupID).build()));
  }

  private getIncrementalJoinGroupResp joined(
      String caller, String userID, @Nullable getIncrementalJoinGroupResp known) {
    return world.as(caller, s -> s.getIncrementalJoinGroup(ask(userID, known)));
  }

  private static getIncrementalJoinGroupReq ask(
      String userID, @Nullable getIncrementalJoinGroupResp known) {
    getIncrementalJoinGroupReq.Builder request =
        getIncrementalJoinGroupReq.newBuilder().setUserID(userID);
    if (known != null) {
      request.setVersionID(known.getVersionID()).setVersion(known.getVersion());
    }
    return request.build();
  }

  private GetFullJoinGroupIDsResp full(String userID, long hash) {
    return world.as(
        userID,
        s ->
            s.getFullJoinGroupIDs(
                GetFullJoinGroupIDsReq.newBuilder().setUserID(userID).setIdHash(hash).build()));
  }

  private void promote(String groupID, String userID) {
    var _ =
        world.as(
            "owner",
            s ->
                s.setGroupMemberInfo(
                    SetGroupMemberInfoReq.newBuilder()
                        .addMembers(
                            SetGroupMemberInfo.newBuilder()
                                .setGroupID(groupID)
                                .setUserID(userID)
                                .setRoleLevel(Int32Value.newBuilder().setValue(60)))
                        .build()));
  }

  private void kick(String groupID, String userID) {
    var _ =
        world.as(
            "owner",
            s ->
                s.kickGroupMember(
                    KickGroupMemberReq.newBuilder()
                        .setGroupID(groupID)
                        .addKickedUserIDs(userID)
                        .build()));
  }

  private void dismiss(String groupID, boolean deleteMember) {
    var _ =
        world.as(
            Neighbours.ADMIN,
            s ->
                s.dismissGroup(
                    DismissGroupReq.newBuilder()
                        .setGroupID(groupID)
                        .setDeleteMember(deleteMember)
                        .build()));
  }
}
