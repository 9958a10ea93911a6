package im.rpc.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.Until;
import im.proto.group.CancelMuteGroupMemberReq;
import im.proto.group.CancelMuteGroupReq;
import im.proto.group.DismissGroupReq;
import im.proto.group.GetGroupAbstractInfoReq;
import im.proto.group.GetGroupInfoCacheReq;
import im.proto.group.GetGroupMemberCacheReq;
import im.proto.group.GetGroupMemberUserIDsReq;
import im.proto.group.GetGroupsInfoReq;
import im.proto.group.GroupAbstractInfo;
import im.proto.group.InviteUserToGroupReq;
import im.proto.group.KickGroupMemberReq;
import im.proto.group.MuteGroupMemberReq;
import im.proto.group.MuteGroupReq;
import im.proto.group.QuitGroupReq;
import im.proto.group.SetGroupInfoReq;
import im.proto.group.SetGroupMemberInfo;
import im.proto.group.SetGroupMemberInfoReq;
import im.proto.group.TransferGroupOwnerReq;
import im.proto.group.groupGrpc.groupBlockingStub;
import im.proto.group.notificationUserInfoUpdateReq;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupInfoForSet;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.wrappers.StringValue;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.micrometer.core.instrument.Counter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What Redis keeps of groups: as services of the reference write and read it, dropped by every
/// change.
@ExtendWith({MongoExtension.class, RedisExtension.class})
class GroupCacheTest {
  private static final String ADMIN = Neighbours.ADMIN;

  private final RedisClusterCommands<String, String> redis = RedisExtension.redis().sync();
  private GroupWorld world;

  @BeforeEach
  void start() throws Exception {
    redis.flushall();
    world = new GroupWorld();
  }

  @AfterEach
  void stop() throws Exception {
    world.close();
  }

  @Test
  void valuesAreWrittenAsTheReferenceWritesThem() {
    String groupID =
        world.found(
            GroupInfo.newBuilder().setGroupName("name"), "owner", List.of("admin"), List.of("m1"));
    GroupAbstractInfo seen = hash(groupID);
    infos(groupID);
    member(groupID, "m1");
    ids(groupID);

    assertThat(value("GROUP_INFO:" + groupID))
        .startsWith("{\"GroupID\":\"" + groupID + "\",\"GroupName\":\"name\",")
        .contains("\"CreateTime\":\"2026-11-24T08:00:00Z\"", "\"GroupType\":2")
        .doesNotContain("Owner", "MemberCount");
    assertThat(value("GROUP_MEMBER_INFO:" + groupID + "-m1"))
        .startsWith("{\"GroupID\":\"" + groupID + "\",\"UserID\":\"m1\",\"Nickname\":\"\",")
        .contains("\"RoleLevel\":20", "\"JoinTime\":\"2026-11-24T08:00:00Z\"")
        .contains("\"MuteEndTime\":\"1970-01-01T00:00:00Z\"");
    assertThat(value("GROUP_MEMBER_IDS:" + groupID)).isEqualTo("[\"owner\",\"admin\",\"m1\"]");
    assertThat(value("GROUP_MEMBERS_HASH2:" + groupID))
        .isEqualTo(Long.toUnsignedString(seen.getGroupMemberListHash()));
    assertThat(redis.ttl("GROUP_MEMBER_IDS:" + groupID)).isBetween(9 * 3600L, 12 * 3600L);
  }

  @Test
  void whatAServiceOfTheReferenceWroteIsAnswered() {
    String groupID = world.found("owner", List.of(), List.of("m1"));
    redis.hset(
        "GROUP_INFO:" + groupID,
        "value",
        ("{\"GroupID\":\"%s\",\"GroupName\":\"by Go \\u003c\\u0026\",\"Notification\":\"n\","
                + "\"Introduction\":\"i\",\"FaceURL\":\"f\","
                + "\"CreateTime\":\"2026-11-24T16:00:00.123456+08:00\",\"Ex\":\"e\",\"Status\":3,"
                + "\"CreatorUserID\":\"c\",\"GroupType\":2,\"NeedVerification\":1,"
                + "\"LookMemberInfo\":1,\"ApplyMemberFriend\":1,"
                + "\"NotificationUpdateTime\":\"0001-01-01T00:00:00Z\","
                + "\"NotificationUserID\":\"nu\"}")
            .formatted(groupID));
    redis.hset(
        "GROUP_MEMBER_INFO:" + groupID + "-go",
        "value",
        ("{\"GroupID\":\"%s\",\"UserID\":\"go\",\"Nickname\":\"n\",\"FaceURL\":\"f\","
                + "\"RoleLevel\":60,\"JoinTime\":\"2026-11-24T08:00:00Z\",\"JoinSource\":3,"
                + "\"InviterUserID\":\"i\",\"OperatorUserID\":\"o\","
                + "\"MuteEndTime\":\"0001-01-01T00:00:00Z\",\"Ex\":\"e\"}")
            .formatted(groupID));
    redis.hset("GROUP_MEMBER_IDS:" + groupID, "value", "[\"owner\",\"m1\",\"go\"]");
    redis.hset("GROUP_MEMBERS_HASH2:" + groupID, "value", "18446744073709551615");

    GroupInfo expected =
        GroupInfo.newBuilder()
            .setGroupID(groupID)
            .setGroupName("by Go <&")
            .setNotification("n")
            .setIntroduction("i")
            .setFaceURL("f")
            .setCreateTime(1795507200123L)
            .setEx("e")
            .setStatus(3)
            .setCreatorUserID("c")
            .setGroupType(2)
            .setNeedVerification(1)
            .setLookMemberInfo(1)
            .setApplyMemberFriend(1)
            .setNotificationUserID("nu")
            .build();
    assertThat(info(groupID)).isEqualTo(expected);
    assertThat(infos(groupID))
        .isEqualTo(expected.toBuilder().setOwnerUserID("owner").setMemberCount(2).build());
    assertThat(member(groupID, "go"))
        .isEqualTo(
            GroupMemberFullInfo.newBuilder()
                .setGroupID(groupID)
                .setUserID("go")
                .setNickname("n")
                .setFaceURL("f")
                .setRoleLevel(60)
                .setJoinTime(1795507200000L)
                .setJoinSource(3)
                .setInviterUserID("i")
                .setOperatorUserID("o")
                .setEx("e")
                .build());
    assertThat(ids(groupID)).containsExactly("owner", "m1", "go");
    assertThat(hash(groupID).getGroupMemberListHash()).isEqualTo(-1L);
  }

  @Test
  void everyChangeIsReadAtOnce() {
    String groupID = world.found("owner", List.of("admin"), List.of("m1", "m2", "m3"));
    Map<String, Function<groupBlockingStub, ?>> changes = new LinkedHashMap<>();
    changes.put(
        "settings",
        s ->
            s.setGroupInfo(
                SetGroupInfoReq.newBuilder()
                    .setGroupInfoForSet(
                        GroupInfoForSet.newBuilder().setGroupID(groupID).setGroupName("other"))
                    .build()));
    changes.put(
        "mute the group", s -> s.muteGroup(MuteGroupReq.newBuilder().setGroupID(groupID).build()));
    changes.put(
        "unmute the group",
        s -> s.cancelMuteGroup(CancelMuteGroupReq.newBuilder().setGroupID(groupID).build()));
    changes.put(
        "mute a member",
        s ->
            s.muteGroupMember(
                MuteGroupMemberReq.newBuilder()
                    .setGroupID(groupID)
                    .setUserID("m1")
                    .setMutedSeconds(600)
                    .build()));
    changes.put(
        "unmute a member",
        s ->
            s.cancelMuteGroupMember(
                CancelMuteGroupMemberReq.newBuilder().setGroupID(groupID).setUserID("m1").build()));
    changes.put(
        "rename a member",
        s ->
            s.setGroupMemberInfo(
                SetGroupMemberInfoReq.newBuilder()
                    .addMembers(
                        SetGroupMemberInfo.newBuilder()
                            .setGroupID(groupID)
                            .setUserID("m1")
                            .setNickname(StringValue.newBuilder().setValue("own")))
                    .build()));
    changes.put(
        "invite",
        s ->
            s.inviteUserToGroup(
                InviteUserToGroupReq.newBuilder()
                    .setGroupID(groupID)
                    .addInvitedUserIDs("m4")
                    .build()));
    changes.put(
        "kick",
        s ->
            s.kickGroupMember(
                KickGroupMemberReq.newBuilder()
                    .setGroupID(groupID)
                    .addKickedUserIDs("m2")
                    .build()));
    changes.put(
        "quit",
        s -> s.quitGroup(QuitGroupReq.newBuilder().setGroupID(groupID).setUserID("m3").build()));
    changes.put(
        "transfer",
        s ->
            s.transferGroupOwner(
                TransferGroupOwnerReq.newBuilder()
                    .setGroupID(groupID)
                    .setOldOwnerUserID("owner")
                    .setNewOwnerUserID("admin")
                    .build()));
    changes.put(
        "dismiss",
        s ->
            s.dismissGroup(
                DismissGroupReq.newBuilder().setGroupID(groupID).setDeleteMember(true).build()));
    String before = seen(groupID);
    for (Map.Entry<String, Function<groupBlockingStub, ?>> change : changes.entrySet()) {
      assertThat(seen(groupID)).as("twice before: %s", change.getKey()).isEqualTo(before);
      assertThat(world.code(ADMIN, change.getValue())).as(change.getKey()).isZero();
      String after = seen(groupID);
      assertThat(after).as(change.getKey()).isNotEqualTo(before);
      redis.flushall();
      assertThat(seen(groupID)).as("from the store: %s", change.getKey()).isEqualTo(after);
      before = after;
    }
  }

  @Test
  void whoWasNoMemberIsOneAsSoonAsHeCame() {
    String groupID = world.found("owner", List.of(), List.of());
    GetGroupMemberCacheReq request =
        GetGroupMemberCacheReq.newBuilder().setGroupID(groupID).setGroupMemberID("late").build();
    assertThat(world.code("late", s -> s.getGroupMemberCache(request))).isEqualTo(1002);
    assertThat(value("GROUP_MEMBER_INFO:" + groupID + "-late")).isEmpty();
    assertThat(world.invite("owner", groupID, List.of("late"))).isZero();
    assertThat(world.code("late", s -> s.getGroupMemberCache(request))).isZero();
  }

  @Test
  void aNewProfileDropsTheHash() throws Exception {
    String groupID = world.found("owner", List.of(), List.of("m1"));
    hash(groupID);
    assertThat(value("GROUP_MEMBERS_HASH2:" + groupID)).isNotNull();
    var _ =
        world.as(
            ADMIN,
            s ->
                s.notificationUserInfoUpdate(
                    notificationUserInfoUpdateReq.newBuilder().setUserID("m1").build()));
    Until.holds(
        "the hash is dropped",
        () -> "0".equals(redis.hget("GROUP_MEMBERS_HASH2:" + groupID, "lockUntil")));
  }

  @Test
  void theIdsOfALargeGroupAreNotKept() {
    String groupID = world.found("owner", List.of(), List.of());
    List<String> users = IntStream.range(0, 2_000).mapToObj(i -> groupID + "_" + i).toList();
    for (List<String> batch : Lists.partition(users, 200)) {
      assertThat(world.invite("owner", groupID, batch)).isZero();
    }
    for (int i = 0; i < 2; i++) {
      assertThat(ids(groupID)).hasSize(2_001).startsWith("owner");
      assertThat(value("GROUP_MEMBER_IDS:" + groupID)).isNull();
    }
    long seen = hash(groupID).getGroupMemberListHash();
    assertThat(value("GROUP_MEMBERS_HASH2:" + groupID)).isEqualTo(Long.toUnsignedString(seen));
  }

  @Test
  void withoutRedisTheStoreIsAsked() {
    String groupID = world.found("owner", List.of(), List.of("m1"));
    String before = seen(groupID);
    double awayBefore = away();
    redis.dispatch(
        CommandType.CLIENT,
        new StatusOutput<>(StringCodec.UTF8),
        new CommandArgs<>(StringCodec.UTF8).add("PAUSE").add(1500).add("ALL"));
    assertThat(seen(groupID)).isEqualTo(before);
    assertThat(away()).as("reads that passed Redis over").isGreaterThan(awayBefore);
  }

  private double away() {
    Counter away = world.meters().find("im.cache.shared").tag("result", "away").counter();
    return away == null ? 0 : away.count();
  }

  /// All that is cached of the group, as it is answered.
  private String seen(String groupID) {
    StringBuilder seen = new StringBuilder();
    seen.append(info(groupID)).append(infos(groupID)).append(ids(groupID));
    List.of("owner", "admin", "m1", "m2", "m3", "m4")
        .forEach(userID -> {
          GetGroupMemberCacheReq request =
              GetGroupMemberCacheReq.newBuilder()
                  .setGroupID(groupID)
                  .setGroupMemberID(userID)
                  .build();
          seen.append(userID).append(world.code(ADMIN, s -> s.getGroupMemberCache(request)));
          seen.append(world.code(userID, s -> s.getGroupAbstractInfo(abstractOf(groupID))));
        });
    ids(groupID).forEach(userID -> seen.append(member(groupID, userID)));
    return ids(groupID).isEmpty()
        ? seen.toString()
        : seen.append(hash(groupID).getGroupMemberListHash()).toString();
  }

  private GroupInfo info(String groupID) {
    GetGroupInfoCacheReq request = GetGroupInfoCacheReq.newBuilder().setGroupID(groupID).build();
    return world.as(ADMIN, s -> s.getGroupInfoCache(request)).getGroupInfo();
  }

  private GroupInfo infos(String groupID) {
    GetGroupsInfoReq request = GetGroupsInfoReq.newBuilder().addGroupIDs(groupID).build();
    return world.as("anybody", s -> s.getGroupsInfo(request)).getGroupInfos(0);
  }

  private GroupMemberFullInfo member(String groupID, String userID) {
    GetGroupMemberCacheReq request =
        GetGroupMemberCacheReq.newBuilder().setGroupID(groupID).setGroupMemberID(userID).build();
    return world.as(ADMIN, s -> s.getGroupMemberCache(request)).getMember();
  }

  private List<String> ids(String groupID) {
    GetGroupMemberUserIDsReq request =
        GetGroupMemberUserIDsReq.newBuilder().setGroupID(groupID).build();
    return world.as(ADMIN, s -> s.getGroupMemberUserIDs(request)).getUserIDsList();
  }

  private GroupAbstractInfo hash(String groupID) {
    return world
        .as(ADMIN, s -> s.getGroupAbstractInfo(abstractOf(groupID)))
        .getGroupAbstractInfos(0);
  }

  private static GetGroupAbstractInfoReq abstractOf(String groupID) {
    return GetGroupAbstractInfoReq.newBuilder().addGroupIDs(groupID).build();
  }

  private String value(String key) {
    return redis.hget(key, "value");
  }
}
