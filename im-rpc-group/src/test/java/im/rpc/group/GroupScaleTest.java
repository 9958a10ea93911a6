package im.rpc.group;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.proto.group.GetFullJoinGroupIDsReq;
import im.proto.group.GetGroupMemberListReq;
import im.proto.group.GetGroupMembersInfoReq;
import im.proto.group.SetGroupMemberInfo;
import im.proto.group.SetGroupMemberInfoReq;
import im.proto.group.getIncrementalGroupMemberReq;
import im.proto.group.getIncrementalGroupMemberResp;
import im.proto.group.getIncrementalJoinGroupReq;
import im.proto.group.getIncrementalJoinGroupResp;
import im.proto.sdkws.RequestPagination;
import im.proto.wrappers.StringValue;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Large groups, and users in many groups. The answers are checked at every size; how long they
/// took is printed only: `-Dim.scale=10000,100000` sets the sizes, `-Dim.scale.groups` the most
/// groups of one user.
@ExtendWith({MongoExtension.class, RedisExtension.class})
class GroupScaleTest {
  private static final int BATCH = 200;
  private static final int REPEATS = 15;

  @Test
  void questionsAboutALargeGroup() throws Exception {
    try (GroupWorld world = new GroupWorld()) {
      for (int size : sizes()) {
        String groupID = world.found("owner", List.of(), List.of());
        List<String> users = IntStream.range(1, size).mapToObj(i -> groupID + "_" + i).toList();
        long start = System.nanoTime();
        for (int from = 0; from < users.size(); from += BATCH) {
          List<String> batch = users.subList(from, Math.min(users.size(), from + BATCH));
          long began = System.nanoTime();
          assertThat(world.invite("owner", groupID, batch)).isZero();
          if (from % (size / 5 / BATCH * BATCH + BATCH) == 0) {
            print("invitation of up to 200, " + from + " there before", size, began);
          }
          world.messages.sent.clear();
        }
        print("all invitations", size, start);

        GetGroupMemberListReq firstPage =
            GetGroupMemberListReq.newBuilder()
                .setGroupID(groupID)
                .setPagination(RequestPagination.newBuilder().setPageNumber(1).setShowNumber(50))
                .build();
        assertThat(
                measure(
                        "first page of 50",
                        size,
                        () -> world.as("owner", s -> s.getGroupMemberList(firstPage)))
                    .getTotal())
            .isEqualTo(size);
        GetGroupMembersInfoReq one =
            GetGroupMembersInfoReq.newBuilder()
                .setGroupID(groupID)
                .addUserIDs(users.getLast())
                .build();
        assertThat(
                measure(
                        "is one a member",
                        size,
                        () -> world.as("owner", s -> s.getGroupMembersInfo(one)))
                    .getMembersCount())
            .isEqualTo(1);
        getIncrementalGroupMemberResp before = members(world, groupID, "", 0);
        rename(world, groupID, users.getLast());
        getIncrementalGroupMemberResp changed =
            measure(
                "sync after one change",
                size,
                () -> members(world, groupID, before.getVersionID(), before.getVersion()));
        assertThat(changed.getUpdateList()).hasSize(1);
      }
    }
  }

  @Test
  void questionsOfAUserInManyGroups() throws Exception {
    try (GroupWorld world = new GroupWorld()) {
      for (int size : sizes()) {
        String user = GroupWorld.id("joiner");
        int groups = Math.min(size, Integer.getInteger("im.scale.groups", 200));
        long start = System.nanoTime();
        for (int i = 0; i < groups; i++) {
          world.found(user, List.of(), List.of());
        }
        print("all foundations", groups, start);
        getIncrementalJoinGroupResp first = joined(world, user, "", 0);
        assertThat(first.getFull()).isTrue();
        world.found(user, List.of(), List.of());
        assertThat(
                measure(
                        "login: changes of joined groups",
                        groups,
                        () -> joined(world, user, first.getVersionID(), first.getVersion()))
                    .getInsertList())
            .hasSize(1);
        GetFullJoinGroupIDsReq all = GetFullJoinGroupIDsReq.newBuilder().setUserID(user).build();
        assertThat(
                measure(
                        "ids of all joined groups",
                        groups,
                        () -> world.as(user, s -> s.getFullJoinGroupIDs(all)))
                    .getGroupIDsCount())
            .isEqualTo(groups + 1);
      }
    }
  }

  private static getIncrementalGroupMemberResp members(
      GroupWorld world, String groupID, String versionID, long version) {
    return world.as(
        "owner",
        s ->
            s.getIncrementalGroupMember(
                getIncrementalGroupMemberReq
                    .newBuilder()
                    .setGroupID(groupID)
                    .setVersionID(versionID)
                    .setVersion(version)
                    .build()));
  }

  private static getIncrementalJoinGroupResp joined(
      GroupWorld world, String user, String versionID, long version) {
    return world.as(
        user,
        s ->
            s.getIncrementalJoinGroup(
                getIncrementalJoinGroupReq
                    .newBuilder()
                    .setUserID(user)
                    .setVersionID(versionID)
                    .setVersion(version)
                    .build()));
  }

  private static void rename(GroupWorld world, String groupID, String userID) {
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
                                .setNickname(StringValue.newBuilder().setValue("new")))
                        .build()));
  }

  private static List<Integer> sizes() {
    return Arrays.stream(System.getProperty("im.scale", "100,400").split(","))
        .map(Integer::valueOf)
        .toList();
  }

  private static <T> T measure(String what, int size, Supplier<T> question) {
    T answer = question.get();
    long[] nanos = new long[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      long start = System.nanoTime();
      answer = question.get();
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    System.out.printf("%-50s of %7d: median %9.2f ms%n", what, size, nanos[REPEATS / 2] / 1e6);
    return answer;
  }

  private static void print(String what, int size, long start) {
    System.out.printf("%-50s of %7d: %9.1f ms%n", what, size, (System.nanoTime() - start) / 1e6);
  }
}
