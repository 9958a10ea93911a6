package im.rpc.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import im.common.cache.SharedCache;
import im.common.mongo.Mongo;
import im.common.sync.VersionLog;
import im.common.testing.CommandRecorder.Command;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.proto.group.BatchGetIncrementalGroupMemberReq;
import im.proto.group.BatchGetIncrementalGroupMemberResp;
import im.proto.group.DismissGroupReq;
import im.proto.group.GetFullJoinGroupIDsReq;
import im.proto.group.GetGroupMemberListReq;
import im.proto.group.GetJoinedGroupListReq;
import im.proto.group.GetJoinedGroupListResp;
import im.proto.group.getIncrementalGroupMemberReq;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.RequestPagination;
import im.rpc.group.store.GroupCaches;
import im.rpc.group.store.GroupChanges;
import im.rpc.group.store.GroupStore;
import im.rpc.group.store.MemberStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A page of a list reads the page, and a list that is known already what has changed in it,
/// whichever instance of the service changed it.
class ListCostTest extends GroupTestBed {
  private GroupChanges otherInstance;

  @BeforeAll
  void startOtherInstance() {
    Mongo mongo = MongoExtension.mongo();
    GroupStore groups = new GroupStore(mongo);
    MemberStore members = new MemberStore(mongo);
    SharedCache shared =
        new SharedCache(RedisExtension.redis(), world.clock, new SimpleMeterRegistry());
    otherInstance =
        new GroupChanges(
            groups,
            members,
            new VersionLog(mongo, "group_member_version", world.clock),
            new VersionLog(mongo, "group_join_version", world.clock),
            new GroupCaches(groups, members, shared, RedisExtension.invalidation()));
  }

  @Test
  void joinedGroupsComeByNameAndAgeWithoutDismissedOnes() {
    String user = GroupWorld.id("joiner");
    String only = found(user, "b");
    assertThat(joined(user, 1, 5)).containsExactly(only);
    String second = found(user, "a");
    String third = found(user, "B");
    world.clock.advance(Duration.ofSeconds(1));
    String younger = found(user, "a");

    assertThat(joined(user, 1, 9)).containsExactly(third, second, younger, only);
    assertThat(joined(user, 2, 3)).containsExactly(only);
    assertThat(joined(user, 3, 3)).isEmpty();
    assertThat(joined(user, 1, 0)).isEmpty();
    assertThat(ask(user, 1, 0).getTotal()).isEqualTo(4);

    dismiss(user, second);
    assertThat(joined(user, 1, 9)).containsExactly(third, younger, only);
    assertThat(ask(user, 2, 2).getTotal()).isEqualTo(3);
    assertThat(
            world
                .as(
                    user,
                    s ->
                        s.getFullJoinGroupIDs(
                            GetFullJoinGroupIDsReq.newBuilder().setUserID(user).build()))
                .getGroupIDsList())
        .containsExactly(third, younger, only);
  }

  @Test
  void aPageOfManyJoinedGroupsReadsThatPage() {
    String user = GroupWorld.id("joiner");
    List<String> groupIDs = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      groupIDs.add(found(user, "%03d".formatted(i)));
    }
    assertThat(joined(user, 1, 5)).isEqualTo(groupIDs.subList(0, 5));

    List<Command> commands =
        MongoExtension.commandsOf(
            () -> assertThat(joined(user, 3, 5)).isEqualTo(groupIDs.subList(10, 15)));

    // The ids of the page, perhaps its rows, and the number of all.
    assertThat(Command.rows(commands, "group")).isLessThanOrEqualTo(5 + 5 + 1);
    assertThat(Command.rows(commands, "group_member")).isLessThanOrEqualTo(5);
  }

  @Test
  void aKnownListOfMembersIsBroughtForward() {
    List<String> members = IntStream.range(0, 120).mapToObj(i -> "m" + i).toList();
    String groupID = world.found("owner", List.of("admin"), members);
    assertThat(ids(groupID)).hasSize(122);

    rename(groupID, "m3");
    assertThat(rowsReadFor(groupID)).isLessThan(10);
    invite(groupID, "late", "later");
    kick(groupID, "m0");
    assertThat(rowsReadFor(groupID)).isLessThan(10);
    List<String> expected = new ArrayList<>(List.of("owner", "admin"));
    expected.addAll(members.subList(1, 120));
    expected.addAll(List.of("late", "later"));
    assertThat(ids(groupID)).isEqualTo(expected);

    kick(groupID, "m5");
    invite(groupID, "m5");
    expected.remove("m5");
    expected.add("m5");
    assertThat(ids(groupID)).isEqualTo(expected);

    promote(groupID, "m7");
    expected.remove("m7");
    expected.add(2, "m7");
    assertThat(ids(groupID)).isEqualTo(expected);
  }

  @Test
  void aSyncOfManyGroupsCostsNoMoreQueriesThanOfTwo() {
    String user = GroupWorld.id("member");
    List<String> groupIDs = IntStream.range(0, 52).mapToObj(i -> found(user, "g" + i)).toList();
    List<Known> nothing = groupIDs.stream().map(groupID -> new Known(groupID, "", 0)).toList();

    assertThat(queriesOf(() -> sync(user, nothing.subList(0, 50))))
        .hasSameSizeAs(queriesOf(() -> sync(user, nothing.subList(50, 52))));
  }

  private static List<Command> queriesOf(Runnable action) {
    return MongoExtension.commandsOf(action).stream()
        .filter(command -> command.name().equals("find"))
        // Whoever finishes what others left looks into it at his own times.
        .filter(command -> !command.collection().equals("notification_outbox"))
        .toList();
  }

  @Test
  void aSyncOfManyChangedGroupsAsksForProfilesOnce() {
    String user = GroupWorld.id("member");
    List<String> groupIDs = IntStream.range(0, 50).mapToObj(i -> found(user, "g" + i)).toList();
    List<Known> known =
        sync(user, groupIDs.stream().map(groupID -> new Known(groupID, "", 0)).toList())
            .getRespListMap()
            .entrySet()
            .stream()
            .map(each ->
                new Known(
                    each.getKey(), each.getValue().getVersionID(), each.getValue().getVersion()))
            .toList();
    groupIDs.forEach(groupID -> invite(groupID, "guest", "guest of " + groupID));
    int before = world.users.calls.get();

    BatchGetIncrementalGroupMemberResp news = sync(user, known);

    assertThat(world.users.calls.get() - before).isEqualTo(1);
    assertThat(news.getRespListMap()).containsOnlyKeys(groupIDs);
    assertThat(news.getRespListMap())
        .allSatisfy((groupID, each) -> {
          assertThat(each.getInsertList())
              .extracting(GroupMemberFullInfo::getUserID, GroupMemberFullInfo::getNickname)
              .containsExactly(
                  tuple("guest", "nick of guest"),
                  tuple("guest of " + groupID, "nick of guest of " + groupID));
          assertThat(each.getGroup().getGroupID()).isEqualTo(groupID);
          assertThat(each.getGroup().getMemberCount()).isEqualTo(3);
        });
  }

  /// What a client knows of a group.
  private record Known(String groupID, String versionID, long version) {}

  private BatchGetIncrementalGroupMemberResp sync(String user, List<Known> known) {
    BatchGetIncrementalGroupMemberReq.Builder request =
        BatchGetIncrementalGroupMemberReq.newBuilder();
    for (Known each : known) {
      request.addReqList(
          getIncrementalGroupMemberReq
              .newBuilder()
              .setGroupID(each.groupID())
              .setVersionID(each.versionID())
              .setVersion(each.version()));
    }
    return world.as(user, s -> s.batchGetIncrementalGroupMember(request.build()));
  }

  private int rowsReadFor(String groupID) {
    return Command.rows(
        MongoExtension.commandsOf(() -> assertThat(members(groupID, 5)).hasSize(5)),
        "group_member");
  }

  private List<String> ids(String groupID) {
    return members(groupID, 1000);
  }

  private List<String> members(String groupID, int size) {
    GetGroupMemberListReq request =
        GetGroupMemberListReq.newBuilder().setGroupID(groupID).setPagination(page(1, size)).build();
    return world.as("owner", s -> s.getGroupMemberList(request)).getMembersList().stream()
        .map(GroupMemberFullInfo::getUserID)
        .toList();
  }

  private String found(String user, String name) {
    return world.found(GroupInfo.newBuilder().setGroupName(name), user, List.of(), List.of());
  }

  private List<String> joined(String user, int number, int size) {
    return ask(user, number, size).getGroupsList().stream().map(GroupInfo::getGroupID).toList();
  }

  private GetJoinedGroupListResp ask(String user, int number, int size) {
    GetJoinedGroupListReq request =
        GetJoinedGroupListReq.newBuilder()
            .setFromUserID(user)
            .setPagination(page(number, size))
            .build();
    return world.as(user, s -> s.getJoinedGroupList(request));
  }

  private void dismiss(String user, String groupID) {
    DismissGroupReq request = DismissGroupReq.newBuilder().setGroupID(groupID).build();
    assertThat(world.code(user, s -> s.dismissGroup(request))).isZero();
  }

  private void invite(String groupID, String... userIDs) {
    List<GroupMemberFullInfo> rows =
        Stream.of(userIDs)
            .map(userID ->
                GroupMemberFullInfo.newBuilder()
                    .setGroupID(groupID)
                    .setUserID(userID)
                    .setRoleLevel(20)
                    .build())
            .toList();
    assertThat(otherInstance.add(groupID, rows)).hasSize(1);
  }

  private void kick(String groupID, String userID) {
    assertThat(otherInstance.remove(groupID, List.of(userID), List.of(100))).hasSize(1);
  }

  private void rename(String groupID, String userID) {
    assertThat(
            otherInstance.updateMember(groupID, userID, 20, new Document("nickname", "new"), false))
        .isPresent();
  }

  private void promote(String groupID, String userID) {
    assertThat(
            otherInstance.updateMember(groupID, userID, 20, new Document("role_level", 60), true))
        .isPresent();
  }

  private static RequestPagination page(int number, int size) {
    return RequestPagination.newBuilder().setPageNumber(number).setShowNumber(size).build();
  }
}
