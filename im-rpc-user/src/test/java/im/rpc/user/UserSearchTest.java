package im.rpc.user;

import static im.common.testing.TestServices.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import im.common.testing.CommandRecorder.Command;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.proto.sdkws.UserInfo;
import im.proto.user.getAllUserIDReq;
import im.proto.user.getAllUserIDResp;
import im.proto.user.getPaginationUsersReq;
import im.proto.user.getPaginationUsersResp;
import im.proto.user.sortQueryReq;
import im.proto.user.userRegisterCountReq;
import im.proto.user.userRegisterCountResp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Checks 18 and 25 of `reference/business-rules.md` 13.
@ExtendWith({RedisExtension.class, MongoExtension.class})
class UserSearchTest {
  private UserWorld world;

  @BeforeEach
  void start() throws Exception {
    MongoExtension.drop();
    RedisExtension.redis().sync().flushall();
    world = new UserWorld();
  }

  @AfterEach
  void stop() throws Exception {
    world.close();
  }

  @Test
  void findsOrdinaryUsersByPartOfIdOrName() {
    world.register(user("seaAnn", "nickAnn", 0), user("seaBob", "nickBob", 1));
    world.register(user("seaCid", "nickCid", 0), user("seaDan", "nickDan", 2));

    assertThat(ids(search("sea", "", 1, 10))).containsExactly("seaAnn", "seaBob", "seaCid");
    assertThat(ids(search("EAAN", "", 1, 10))).containsExactly("seaAnn");
    assertThat(ids(search("", "nickB", 1, 10))).containsExactly("seaBob");
    assertThat(ids(search("seaAnn", "nickCid", 1, 10))).containsExactly("seaAnn", "seaCid");
    assertThat(ids(search("", "", 1, 10))).containsExactly("seaAnn", "seaBob", "seaCid");
    assertThat(search("zoe", "", 1, 10).getTotal()).isZero();
  }

  @Test
  void takesSearchTextLiterally() {
    world.register(user("a", "50% (.*)", 0), user("b", "plain", 0));

    assertThat(ids(search("", "(", 1, 10))).containsExactly("a");
    assertThat(ids(search("", "(.*)", 1, 10))).containsExactly("a");
    assertThat(ids(search("", ".", 1, 10))).containsExactly("a");
    assertThat(ids(search("\\", "", 1, 10))).isEmpty();
  }

  @Test
  void pagesNeitherOverlapNorLeaveOut() {
    world.register("a1", "a2", "a3");

    assertThat(ids(search("a", "", 1, 2))).containsExactly("a1", "a2");
    assertThat(ids(search("a", "", 2, 2))).containsExactly("a3");
    assertThat(ids(search("a", "", 3, 2))).isEmpty();
    assertThat(search("a", "", 3, 2).getTotal()).isEqualTo(3);
    assertThat(search("a", "", 1, 0).getTotal()).isEqualTo(3);
    assertThat(ids(search("a", "", 1, 0))).isEmpty();
    assertThat(ids(search("a", "", Integer.MAX_VALUE, Integer.MAX_VALUE))).isEmpty();
  }

  @Test
  void whatAPageShowsTheEndOfIsNotCounted() {
    world.register("a1", "a2", "a3", "b1");

    List<Command> commands =
        MongoExtension.commandsOf(() -> {
          assertThat(search("a", "", 1, 5).getTotal()).isEqualTo(3);
          assertThat(search("a", "", 2, 2).getTotal()).isEqualTo(3);
          assertThat(search("zoe", "", 1, 5).getTotal()).isZero();
        });
    assertThat(Command.of(commands, "user")).extracting(Command::name).containsOnly("find");
    assertThat(search("a", "", 1, 3).getTotal()).isEqualTo(3);
    assertThat(search("a", "", 1, 2).getTotal()).isEqualTo(3);
    assertThat(search("a", "", 9, 2).getTotal()).isEqualTo(3);
  }

  @Test
  void listsAllIds() {
    world.register("a1", "a2");

    getAllUserIDResp all = allIDs(1, 10);
    assertThat(all.getTotal()).isEqualTo(3);
    assertThat(all.getUserIDsList()).containsExactly(ADMIN, "a1", "a2");
    assertThat(allIDs(2, 2).getUserIDsList()).containsExactly("a2");
    assertThat(allIDs(1, -1).getUserIDsList()).isEmpty();
  }

  @Test
  void listsAreForAdminsAlone() {
    assertThat(
            world.code(
                "somebody",
                stub ->
                    stub.getPaginationUsers(
                        getPaginationUsersReq
                            .newBuilder()
                            .setPagination(UserWorld.page(1, 1))
                            .build())))
        .isEqualTo(1002);
    assertThat(
            world.code(
                "somebody",
                stub ->
                    stub.getAllUserID(
                        getAllUserIDReq.newBuilder().setPagination(UserWorld.page(1, 1)).build())))
        .isEqualTo(1002);
    assertThat(world.code("somebody", stub -> stub.userRegisterCount(span(1, 2)))).isEqualTo(1002);
  }

  @Test
  void countsRegistrationsByDay() {
    Instant first = world.clock.instant();
    world.register("a1", "a2");
    world.clock.advance(Duration.ofDays(2));
    world.register("b1");

    long start = first.toEpochMilli();
    userRegisterCountResp count =
        world.asAdmin(stub -> stub.userRegisterCount(span(start, world.clock.millis() + 1)));
    assertThat(count.getTotal()).isEqualTo(4);
    assertThat(count.getBefore()).as("the admin").isEqualTo(1);
    assertThat(count.getCountMap()).isEqualTo(Map.of("2026-11-24", 2L, "2026-11-26", 1L));

    userRegisterCountResp untilThen =
        world.asAdmin(stub -> stub.userRegisterCount(span(start + 1, world.clock.millis())));
    assertThat(untilThen.getCountMap()).as("the end is not in the span").isEmpty();
    assertThat(untilThen.getBefore()).isEqualTo(3);
    assertThat(world.adminCode(stub -> stub.userRegisterCount(span(5, 2)))).isEqualTo(1001);
    assertThat(world.adminCode(stub -> stub.userRegisterCount(span(0, 2)))).isEqualTo(1001);
  }

  @Test
  void sortsByAliasOrNickname() {
    world.register(user("a", "Cid", 0), user("b", "Ann", 0), user("c", "Zoe", 0));
    sortQueryReq.Builder asked =
        sortQueryReq
            .newBuilder()
            .putUserIDName("a", "")
            .putUserIDName("b", "")
            .putUserIDName("c", "Bob")
            .putUserIDName("nobody", "Al");

    assertThat(sorted(asked.setAsc(true).build())).containsExactly("b", "c", "a");
    assertThat(sorted(asked.setAsc(false).build())).containsExactly("a", "c", "b");
  }

  private List<String> sorted(sortQueryReq asked) {
    return world.asAdmin(stub -> stub.sortQuery(asked)).getUsersList().stream()
        .map(UserInfo::getUserID)
        .toList();
  }

  private getPaginationUsersResp search(String userID, String nickname, int page, int size) {
    return world.asAdmin(stub ->
        stub.getPaginationUsers(
            getPaginationUsersReq
                .newBuilder()
                .setUserID(userID)
                .setNickName(nickname)
                .setPagination(UserWorld.page(page, size))
                .build()));
  }

  private getAllUserIDResp allIDs(int page, int size) {
    return world.asAdmin(stub ->
        stub.getAllUserID(
            getAllUserIDReq.newBuilder().setPagination(UserWorld.page(page, size)).build()));
  }

  private static List<String> ids(getPaginationUsersResp found) {
    return found.getUsersList().stream().map(UserInfo::getUserID).toList();
  }

  private static userRegisterCountReq span(long start, long end) {
    return userRegisterCountReq.newBuilder().setStart(start).setEnd(end).build();
  }

  private static UserInfo user(String userID, String nickname, int level) {
    return UserInfo.newBuilder()
        .setUserID(userID)
        .setNickname(nickname)
        .setAppMangerLevel(level)
        .build();
  }
}
