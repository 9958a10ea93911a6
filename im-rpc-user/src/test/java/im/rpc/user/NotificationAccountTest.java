package im.rpc.user;

import static im.common.testing.TestServices.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import im.proto.user.addNotificationAccountReq;
import im.proto.user.addNotificationAccountResp;
import im.proto.user.getNotificationAccountReq;
import im.proto.user.notificationAccountInfo;
import im.proto.user.searchNotificationAccountReq;
import im.proto.user.searchNotificationAccountResp;
import im.proto.user.updateNotificationAccountInfoReq;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks 21 to 23 of `reference/business-rules.md` 13.
class NotificationAccountTest extends UserTestBed {
  @Test
  void makesAnIdWhereNoneIsGiven() {
    addNotificationAccountResp account =
        world.asAdmin(stub -> stub.addNotificationAccount(account("", "News", 3)));

    assertThat(account.getUserID()).matches("[1-9][0-9]{9}");
    assertThat(account.getNickName()).isEqualTo("News");
    assertThat(world.infos(account.getUserID())).hasSize(1);
  }

  @Test
  void refusesLowLevelsAndUsedIds() {
    String user = UserWorld.id("u");
    world.register(user);

    assertThat(addCode(account(UserWorld.id("low"), "x", 2))).isEqualTo(1001);
    assertThat(addCode(account(user, "x", 3))).isEqualTo(1001);
    assertThat(addCode(account(UserWorld.id("bare"), "", 3))).isEqualTo(1001);
    assertThat(
            world.code(
                user, stub -> stub.addNotificationAccount(account(UserWorld.id("own"), "x", 3))))
        .isEqualTo(1002);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:5", "a-5"})
  void refusesIllegalIds(String id) {
    assertThat(addCode(account(id, "x", 3))).isEqualTo(1001);
  }

  @Test
  void updatesAccountsAlone() {
    String news = UserWorld.id("news");
    String user = UserWorld.id("u");
    world.register(user);
    assertThat(addCode(account(news, "Daily", 3))).isZero();

    assertThat(updateCode(ADMIN, news, "Evening")).isZero();
    assertThat(world.infos(news).getFirst().getNickname()).isEqualTo("Evening");
    assertThat(updateCode(ADMIN, news, "")).isEqualTo(1001);
    assertThat(updateCode(ADMIN, "nobody", "x")).isEqualTo(1001);
    assertThat(updateCode(ADMIN, user, "x")).isEqualTo(1001);
    assertThat(updateCode(user, news, "x")).isEqualTo(1002);
  }

  @Test
  void findsByIdThenByNameThenByLevel() {
    String name = UserWorld.id("Daily");
    String first = UserWorld.id("first");
    String second = UserWorld.id("second");
    int level = 471_001;
    addCode(account(first, name, level));
    addCode(account(second, name, 4));

    assertThat(found(search(first, null, 1, 10))).containsExactly(first);
    assertThat(found(search(name, null, 1, 10))).containsExactly(first, second);
    assertThat(found(search(name, 4, 1, 10))).containsExactly(second);
    assertThat(found(search("", level, 1, 10))).containsExactly(first);
    assertThat(found(search(first, 4, 1, 10))).isEmpty();
    assertThat(found(search(ADMIN, null, 1, 10))).isEmpty();
    assertThat(found(search("", 2, 1, 10))).isEmpty();
    assertThat(found(search("", null, 1, 100))).contains(first, second).doesNotContain(ADMIN);
    assertThat(search(first, null, 1, 0).getTotal()).isEqualTo(1);
    assertThat(found(search(first, null, 1, 0))).isEmpty();
    assertThat(found(search(first, null, 2, 10))).isEmpty();
  }

  @Test
  void tellsWhoMaySpeakToUsers() {
    String news = UserWorld.id("news");
    String user = UserWorld.id("u");
    world.register(user);
    addCode(account(news, "Daily", 3));

    assertThat(speakerCode(news)).isZero();
    assertThat(speakerCode(ADMIN)).isZero();
    assertThat(speakerCode("")).isEqualTo(1001);
    assertThat(speakerCode("nobody")).isEqualTo(1101);
    assertThat(speakerCode(user)).isEqualTo(1002);
  }

  private static int speakerCode(String userID) {
    return world.code(
        "service",
        stub ->
            stub.getNotificationAccount(
                getNotificationAccountReq.newBuilder().setUserID(userID).build()));
  }

  private static searchNotificationAccountResp search(
      String keyword, @Nullable Integer level, int page, int size) {
    searchNotificationAccountReq.Builder asked =
        searchNotificationAccountReq
            .newBuilder()
            .setKeyword(keyword)
            .setPagination(UserWorld.page(page, size));
    if (level != null) {
      asked.setAppManagerLevel(level);
    }
    return world.asAdmin(stub -> stub.searchNotificationAccount(asked.build()));
  }

  private static List<String> found(searchNotificationAccountResp answer) {
    return answer.getNotificationAccountsList().stream()
        .map(notificationAccountInfo::getUserID)
        .toList();
  }

  private static int addCode(addNotificationAccountReq asked) {
    return world.adminCode(stub -> stub.addNotificationAccount(asked));
  }

  private static int updateCode(String caller, String userID, String nickname) {
    return world.code(
        caller,
        stub ->
            stub.updateNotificationAccountInfo(
                updateNotificationAccountInfoReq
                    .newBuilder()
                    .setUserID(userID)
                    .setNickName(nickname)
                    .build()));
  }

  private static addNotificationAccountReq account(String userID, String nickname, int level) {
    return addNotificationAccountReq
        .newBuilder()
        .setUserID(userID)
        .setNickName(nickname)
        .setAppMangerLevel(level)
        .build();
  }
}
