package im.rpc.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import im.common.json.GoJson;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.proto.group.CMSGroup;
import im.proto.group.GetGroupAbstractInfoReq;
import im.proto.group.GetGroupInfoCacheReq;
import im.proto.group.GetGroupMemberCacheReq;
import im.proto.group.GetGroupMemberListReq;
import im.proto.group.GetGroupMemberListResp;
import im.proto.group.GetGroupMemberRoleLevelReq;
import im.proto.group.GetGroupsReq;
import im.proto.group.GetGroupsResp;
import im.proto.group.GetUserInGroupMembersReq;
import im.proto.group.GroupCreateCountReq;
import im.proto.group.GroupCreateCountResp;
import im.proto.group.SetGroupMemberInfo;
import im.proto.group.SetGroupMemberInfoReq;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.RequestPagination;
import im.proto.wrappers.StringValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class QueriesTest extends GroupTestBed {
  @Test
  void membersComePageByPageInOrderOfRole() {
    String groupID = world.found("owner", List.of("admin"), List.of("m1", "m2"));

    assertThat(list("m1", groupID, "", 1, 1).getMembersList())
        .extracting(GroupMemberFullInfo::getUserID)
        .containsExactly("owner");
    assertThat(list("m1", groupID, "", 2, 2).getMembersList())
        .extracting(GroupMemberFullInfo::getUserID)
        .containsExactly("m1", "m2");
    assertThat(list("m1", groupID, "", 3, 2).getMembersList()).isEmpty();
    assertThat(list("m1", groupID, "", 1, 0).getTotal()).isEqualTo(4);
    assertThat(world.code("stranger", s -> s.getGroupMemberList(ask(groupID, "", 1, 5))))
        .isEqualTo(1002);
    assertThat(list(Neighbours.ADMIN, "nowhere", "", 1, 5).getTotal()).isZero();
  }

  @Test
  void aKeywordFindsWhatTheMembersAreCalled() {
    String groupID = world.found("owner", List.of(), List.of("m1", "m2"));
    name(groupID, "m2", "Zoe (m1)");

    assertThat(list("m1", groupID, "(m", 1, 5).getMembersList())
        .extracting(GroupMemberFullInfo::getUserID)
        .containsExactly("m2");
    assertThat(list("m1", groupID, "m1", 1, 5).getTotal()).isEqualTo(2);
  }

  @Test
  void theManagementSearch() {
    String label = GroupWorld.id("find") + " (";
    String first = found(label + "one");
    world.clock.advance(Duration.ofSeconds(1));
    String second = found(label + "two");
    name(second, "owner", "Chief");

    GetGroupsResp found = search(GetGroupsReq.newBuilder().setGroupName(label));
    assertThat(found.getGroupsList())
        .extracting(group -> group.getGroupInfo().getGroupID(), CMSGroup::getGroupOwnerUserName)
        .containsExactly(tuple(second, "Chief"), tuple(first, ""));
    assertThat(found.getGroups(0).getGroupOwnerUserID()).isEqualTo("owner");
    assertThat(
            search(GetGroupsReq.newBuilder().setGroupName(label.toUpperCase(Locale.ROOT)))
                .getTotal())
        .isZero();
    assertThat(search(GetGroupsReq.newBuilder().setGroupID(first)).getTotal()).isEqualTo(1);
    assertThat(search(GetGroupsReq.newBuilder().setGroupID("nowhere")).getTotal()).isZero();
    assertThat(
            world.code(
                "owner",
                s -> s.getGroups(GetGroupsReq.newBuilder().setPagination(page(1, 5)).build())))
        .isEqualTo(1002);
  }

  @Test
  void theHashIsTakenOverTheMembersById() throws NoSuchAlgorithmException {
    String groupID = world.found("owner", List.of("admin"), List.of("m1"));
    GetGroupAbstractInfoReq request =
        GetGroupAbstractInfoReq.newBuilder().addGroupIDs(groupID).build();
    long hash = hash(request);
    List<GroupMemberFullInfo> members =
        list("owner", groupID, "", 1, 50).getMembersList().stream()
            .sorted(Comparator.comparing(GroupMemberFullInfo::getUserID))
            .toList();

    String json = members.stream().map(GoJson::toString).collect(Collectors.joining(",", "[", "]"));
    assertThat(hash).isEqualTo(firstEightOfMd5(json));
    name(groupID, "m1", "other");
    assertThat(hash(request)).isNotEqualTo(hash);
    assertThat(world.code("stranger", s -> s.getGroupAbstractInfo(request))).isEqualTo(1002);
    GetGroupAbstractInfoReq unknown =
        GetGroupAbstractInfoReq.newBuilder().addGroupIDs("nowhere").build();
    assertThat(world.code(Neighbours.ADMIN, s -> s.getGroupAbstractInfo(unknown))).isEqualTo(1201);
  }

  @Test
  void whatOtherServicesAsk() {
    String groupID = world.found("owner", List.of("admin"), List.of("m1"));

    GroupInfo group =
        world
            .as(
                "m1",
                s ->
                    s.getGroupInfoCache(
                        GetGroupInfoCacheReq.newBuilder().setGroupID(groupID).build()))
            .getGroupInfo();
    assertThat(group.getOwnerUserID()).isEmpty();
    assertThat(group.getMemberCount()).isZero();
    GetGroupMemberCacheReq member =
        GetGroupMemberCacheReq.newBuilder().setGroupID(groupID).setGroupMemberID("admin").build();
    assertThat(world.as("m1", s -> s.getGroupMemberCache(member)).getMember())
        .satisfies(row -> {
          assertThat(row.getRoleLevel()).isEqualTo(60);
          assertThat(row.getNickname()).isEmpty();
        });
    assertThat(
            world
                .as(
                    "m1",
                    s ->
                        s.getUserInGroupMembers(
                            GetUserInGroupMembersReq.newBuilder()
                                .setUserID("m1")
                                .addGroupIDs(groupID)
                                .addGroupIDs("nowhere")
                                .build()))
                .getMembersList())
        .extracting(GroupMemberFullInfo::getRoleLevel)
        .containsExactly(20);
    assertThat(
            world
                .as(
                    "m1",
                    s ->
                        s.getGroupMemberRoleLevel(
                            GetGroupMemberRoleLevelReq.newBuilder()
                                .setGroupID(groupID)
                                .addRoleLevels(100)
                                .addRoleLevels(60)
                                .build()))
                .getMembersList())
        .extracting(GroupMemberFullInfo::getUserID)
        .containsExactly("owner", "admin");
  }

  @Test
  void groupsAreCountedByDay() {
    world.clock.advance(Duration.ofDays(10));
    var _ = world.found("owner", List.of(), List.of());
    var _ = world.found("owner", List.of(), List.of());
    long now = world.clock.millis();

    GroupCreateCountReq range =
        GroupCreateCountReq.newBuilder().setStart(now - 1000).setEnd(now + 1000).build();
    GroupCreateCountResp count = world.as(Neighbours.ADMIN, s -> s.groupCreateCount(range));
    assertThat(count.getCountMap()).containsOnlyKeys("2026-12-04").containsValue(2L);
    assertThat(count.getTotal() - count.getBefore()).isEqualTo(2);
    assertThat(world.code("owner", s -> s.groupCreateCount(range))).isEqualTo(1002);
  }

  @Test
  void rowsAreLaidOutAsOtherReadersExpect() {
    String groupID = world.found("owner", List.of(), List.of());

    Document group = row("group", groupID);
    assertThat(group.keySet())
        .containsExactlyInAnyOrder(
            "_id",
            "group_id",
            "group_name",
            "notification",
            "introduction",
            "face_url",
            "create_time",
            "ex",
            "status",
            "creator_user_id",
            "group_type",
            "need_verification",
            "look_member_info",
            "apply_member_friend",
            "notification_update_time",
            "notification_user_id");
    assertThat(group.get("create_time")).isInstanceOf(Date.class);
    assertThat(group.get("group_type")).isEqualTo(2);
    Document member = row("group_member", groupID);
    assertThat(member.keySet())
        .containsExactlyInAnyOrder(
            "_id",
            "group_id",
            "user_id",
            "nickname",
            "face_url",
            "role_level",
            "join_time",
            "join_source",
            "inviter_user_id",
            "operator_user_id",
            "mute_end_time",
            "ex");
    assertThat(member.get("role_level")).isEqualTo(100);
    assertThat(member.get("mute_end_time")).isEqualTo(Date.from(Instant.EPOCH));
  }

  @Test
  void otherProcessesHearWhichCachesAreStale() throws InterruptedException {
    BlockingQueue<String> keys = new LinkedBlockingQueue<>();
    RedisExtension.redis().subscribe("DELETE_CACHE_GROUP", keys::add);

    String groupID = world.found("owner", List.of(), List.of("m1"));

    String published = keys.poll(60, TimeUnit.SECONDS);
    assertThat(published)
        .contains("\"GROUP_INFO:" + groupID + "\"")
        .contains("\"GROUP_MEMBER_IDS:" + groupID + "\"")
        .contains("\"GROUP_MEMBER_INFO:" + groupID + "-m1\"");
  }

  private static long firstEightOfMd5(String text) throws NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(digest).getLong();
  }

  private static Document row(String collection, String groupID) {
    return MongoExtension.rows(collection).stream()
        .filter(row -> groupID.equals(row.getString("group_id")))
        .findFirst()
        .orElseThrow();
  }

  private String found(String name) {
    return world.found(GroupInfo.newBuilder().setGroupName(name), "owner", List.of(), List.of());
  }

  private long hash(GetGroupAbstractInfoReq request) {
    return world
        .as("owner", s -> s.getGroupAbstractInfo(request))
        .getGroupAbstractInfos(0)
        .getGroupMemberListHash();
  }

  private void name(String groupID, String userID, String nickname) {
    var _ =
        world.as(
            userID,
            s ->
                s.setGroupMemberInfo(
                    SetGroupMemberInfoReq.newBuilder()
                        .addMembers(
                            SetGroupMemberInfo.newBuilder()
                                .setGroupID(groupID)
                                .setUserID(userID)
                                .setNickname(StringValue.newBuilder().setValue(nickname)))
                        .build()));
  }

  private GetGroupMemberListResp list(
      String caller, String groupID, String keyword, int number, int size) {
    return world.as(caller, s -> s.getGroupMemberList(ask(groupID, keyword, number, size)));
  }

  private static GetGroupMemberListReq ask(String groupID, String keyword, int number, int size) {
    return GetGroupMemberListReq.newBuilder()
        .setGroupID(groupID)
        .setKeyword(keyword)
        .setPagination(page(number, size))
        .build();
  }

  private GetGroupsResp search(GetGroupsReq.Builder request) {
    return world.as(Neighbours.ADMIN, s -> s.getGroups(request.setPagination(page(1, 50)).build()));
  }

  private static RequestPagination page(int number, int size) {
    return RequestPagination.newBuilder().setPageNumber(number).setShowNumber(size).build();
  }
}
