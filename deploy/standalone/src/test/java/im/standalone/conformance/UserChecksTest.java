package im.standalone.conformance;

import static im.standalone.conformance.Stage.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.common.testing.Until;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Accounts, profiles and what clients keep at the server.
class UserChecksTest {
  private static final String REGISTER = "/user/user_register";
  private static final String UPDATE_EX = "/user/update_user_info_ex";
  private static final String COMMAND = "/user/process_user_command_";

  @Check(11)
  void onlyTheAdminRegistersAndAllOrNobody(Stage stage) throws Exception {
    Person known = stage.somebody();
    Person admin = stage.admin();
    String fresh = Stage.id("n");
    assertThat(known.code(REGISTER, "users", users(fresh))).isEqualTo(1002);
    assertThat(admin.code(REGISTER, "users", users(fresh, fresh))).isEqualTo(1001);
    assertThat(admin.code(REGISTER, "users", users(fresh + ":1"))).isEqualTo(1001);
    assertThat(admin.code(REGISTER, "users", users(fresh + "-1"))).isEqualTo(1001);
    assertThat(admin.code(REGISTER, "users", users(fresh, known.id()))).isEqualTo(1102);
    assertThat(admin.post("/user/get_users_info", "userIDs", List.of(fresh)).get("usersInfo"))
        .isEmpty();
    admin.post(REGISTER, "users", users(fresh));
    assertThat(profile(admin, fresh).get("nickname").asText()).isEqualTo(fresh);
  }

  @Check(12)
  void unknownUsersAreLeftOut(Stage stage) throws Exception {
    Person user = stage.somebody();
    JsonNode found =
        user.post("/user/get_users_info", "userIDs", List.of(Stage.id("nobody"), user.id()));
    assertThat(texts(found.get("usersInfo"), "/userID")).containsExactly(user.id());
    assertThat(user.code("/user/get_users_info", "userIDs", List.of())).isEqualTo(1001);
  }

  @Check(13)
  void anEmptyNameIsWrittenByTheNewerRouteOnly(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person user = two.getFirst();
    assertThat(user.code(UPDATE_EX, "userInfo", Body.of("userID", two.get(1), "nickname", "mine")))
        .isEqualTo(1002);
    user.post(
        "/user/update_user_info", "userInfo", Body.of("userID", user, "nickname", "", "ex", "e"));
    assertThat(profile(user, user.id()).get("nickname").asText()).isEqualTo(user.id());
    assertThat(profile(user, user.id()).get("ex").asText()).isEqualTo("e");
    user.post(UPDATE_EX, "userInfo", Body.of("userID", user, "nickname", ""));
    assertThat(profile(user, user.id()).get("nickname").asText()).isEmpty();
    assertThat(profile(two.get(1), two.get(1).id()).get("nickname").asText())
        .isEqualTo(two.get(1).id());
  }

  @Check(14)
  void aNewNameIsToldToTheUserFriendsAndGroups(Stage stage) throws Exception {
    List<Person> cast = stage.people(4);
    Person user = cast.getFirst().listen();
    Person friend = cast.get(1).listen();
    Person otherFriend = cast.get(2).listen();
    Person owner = cast.get(3).listen();
    stage.befriend(user, friend, otherFriend);
    String group = stage.found(owner, user);
    String elsewhere = stage.found(owner, user);
    user.post(
        "/group/set_group_member_info",
        "members",
        List.of(Body.of("groupID", elsewhere, "userID", user, "nickname", "n", "faceURL", "f")));
    Versions versions = stage.versions();
    long friendsBefore = versions.friends(friend).version();
    long otherBefore = versions.friends(otherFriend).version();
    long membersBefore = versions.members(group).version();
    long elsewhereBefore = versions.members(elsewhere).version();

    user.post(UPDATE_EX, "userInfo", Body.of("userID", user, "nickname", "new"));

    assertThat(user.hears(1303).text("/userID")).isEqualTo(user.id());
    assertThat(friend.hears(1209).text("/userID")).isEqualTo(user.id());
    assertThat(otherFriend.hears(1209).text("/userID")).isEqualTo(user.id());
    Told inGroup = owner.hears(1516, told -> told.text("/group/groupID").equals(group));
    assertThat(inGroup.text("/changedUser/userID")).isEqualTo(user.id());
    assertThat(inGroup.text("/changedUser/nickname")).isEqualTo("new");
    assertThat(versions.friends(friend).version()).isEqualTo(friendsBefore + 1);
    assertThat(versions.friends(otherFriend).version()).isEqualTo(otherBefore + 1);
    assertThat(versions.members(group).version()).isEqualTo(membersBefore + 1);
    assertThat(versions.members(elsewhere).version()).isEqualTo(elsewhereBefore);
    stage.settle(elsewhere, owner);
    assertThat(owner.heard(1516))
        .filteredOn(told -> told.text("/group/groupID").equals(elsewhere))
        .extracting(told -> told.text("/changedUser/nickname"))
        .containsExactly("n");
  }

  @Check(15)
  void whatIsNoProfileIsToldToTheUserAlone(Stage stage) throws Exception {
    List<Person> cast = stage.people(3);
    Person user = cast.getFirst().listen();
    Person friend = cast.get(1).listen();
    Person owner = cast.get(2).listen();
    stage.befriend(user, friend);
    String group = stage.found(owner, user);
    long friendsBefore = stage.versions().friends(friend).version();
    long membersBefore = stage.versions().members(group).version();
    user.post(UPDATE_EX, "userInfo", Body.of("userID", user, "ex", "e"));
    user.post(UPDATE_EX, "userInfo", Body.of("userID", user, "globalRecvMsgOpt", 2));
    assertThat(stage.versions().friends(friend).version()).isEqualTo(friendsBefore);
    assertThat(stage.versions().members(group).version()).isEqualTo(membersBefore);
    // The name comes after both, on the same ways: had there been more to tell, it came first.
    user.post(UPDATE_EX, "userInfo", Body.of("userID", user, "nickname", "last"));
    friend.hears(1209);
    owner.hears(1516);
    assertThat(friend.heard(1209)).hasSize(1);
    assertThat(owner.heard(1516))
        .singleElement()
        .satisfies(told -> assertThat(told.text("/changedUser/nickname")).isEqualTo("last"));
    assertThat(stage.versions().friends(friend).version()).isEqualTo(friendsBefore + 1);
    Until.holds("three times 1303", () -> user.heard(1303).size() == 3);
  }

  @Check(16)
  void thereIsNoFourthReceiveOption(Stage stage) throws Exception {
    Person user = stage.somebody();
    String path = "/user/set_global_msg_recv_opt";
    assertThat(user.code(path, "userID", user, "globalRecvMsgOpt", 3)).isEqualTo(1001);
    assertThat(user.code(path, "userID", user, "globalRecvMsgOpt", 2)).isZero();
    assertThat(profile(user, user.id()).get("globalRecvMsgOpt").asInt()).isEqualTo(2);
  }

  @Check(17)
  void theAdminChecksAccountsInOrder(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    List<String> asked = List.of(two.get(1).id(), Stage.id("nobody"), two.getFirst().id());
    assertThat(two.getFirst().code("/user/account_check", "checkUserIDs", asked)).isEqualTo(1002);
    JsonNode results =
        stage.admin().post("/user/account_check", "checkUserIDs", asked).get("results");
    assertThat(texts(results, "/userID")).isEqualTo(asked);
    assertThat(texts(results, "/accountStatus")).containsExactly("1", "0", "1");
  }

  @Check(18)
  void theListOfUsersHasOrdinaryOnesOnly(Stage stage) throws Exception {
    String ordinary = stage.somebody().id();
    String first = Stage.id("l");
    String chief = Stage.id("l");
    stage
        .admin()
        .post(
            REGISTER,
            "users",
            List.of(
                Body.of("userID", first, "nickname", "1", "appMangerLevel", 1),
                Body.of("userID", chief, "nickname", "2", "appMangerLevel", 2)));
    List<String> seen = new ArrayList<>();
    long total;
    int page = 1;
    do {
      JsonNode answer = stage.admin().post("/user/get_users", "pagination", Body.page(page++, 500));
      total = answer.get("total").asLong();
      assertThat(texts(answer.get("users"), "/appMangerLevel")).containsAnyOf("0", "1");
      assertThat(texts(answer.get("users"), "/appMangerLevel")).isSubsetOf("0", "1");
      seen.addAll(texts(answer.get("users"), "/userID"));
    } while (seen.size() < total);
    assertThat(seen).contains(ordinary, first).doesNotContain(chief, Stage.ADMIN);
  }

  @Check(19)
  void eachIdHasItsStatusInOrder(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person online = two.getFirst().listen();
    Until.holds("online", () -> stage.rest().isOnline(online.id()));
    List<String> asked = List.of(two.get(1).id(), online.id(), two.get(1).id());
    JsonNode statuses =
        online.post("/user/get_users_status", "userID", online, "userIDs", asked).get("statusList");
    assertThat(texts(statuses, "/userID")).isEqualTo(asked);
    assertThat(texts(statuses, "/status")).containsExactly("0", "1", "0");
    assertThat(texts(statuses.at("/0/platformIDs"))).isEmpty();
    assertThat(texts(statuses.at("/1/platformIDs"))).containsExactly("5");
  }

  @Check(20)
  void anUnknownCommandCannotBeDeletedAndNothingIsAChange(Stage stage) throws Exception {
    Person user = stage.somebody();
    Object[] command = {"userID", user, "type", 1, "uuid", "x"};
    assertThat(user.code(COMMAND + "delete", command)).isEqualTo(1004);
    assertThat(user.code(COMMAND + "update", command)).isZero();
    user.post(COMMAND + "add", "userID", user, "type", 1, "uuid", "x", "value", "v");
    user.post(COMMAND + "update", command);
    JsonNode kept = user.post(COMMAND + "get", "userID", user, "type", 1).get("CommandResp");
    assertThat(texts(kept, "/value")).containsExactly("v");
    assertThat(user.code(COMMAND + "delete", command)).isZero();
  }

  @Check(21)
  void aNotificationAccountHasALevelAndAnId(Stage stage) throws Exception {
    Person admin = stage.admin();
    String path = "/user/add_notification_account";
    assertThat(admin.code(path, "nickName", "news", "appMangerLevel", 2)).isEqualTo(1001);
    JsonNode made = admin.post(path, "nickName", "news", "appMangerLevel", 3);
    assertThat(made.get("userID").asText()).matches("[1-9][0-9]{9}");
    assertThat(profile(admin, made.get("userID").asText()).get("appMangerLevel").asInt())
        .isEqualTo(3);
  }

  @Check(22)
  void anUnknownNotificationAccountIsAWrongArgument(Stage stage) throws Exception {
    assertThat(
            stage
                .admin()
                .code(
                    "/user/update_notification_account",
                    "userID",
                    Stage.id("nobody"),
                    "nickName",
                    "n"))
        .isEqualTo(1001);
  }

  @Check(23)
  void adminsAreNoNotificationAccounts(Stage stage) throws Exception {
    Person admin = stage.admin();
    String account = Stage.id("news");
    admin.post(
        "/user/add_notification_account",
        "userID",
        account,
        "nickName",
        account,
        "appMangerLevel",
        3);
    assertThat(accounts(admin, "keyword", Stage.ADMIN)).isEmpty();
    assertThat(accounts(admin, "appManagerLevel", 2)).isEmpty();
    assertThat(accounts(admin)).contains(account).doesNotContain(Stage.ADMIN);
    assertThat(accounts(admin, "keyword", account)).containsExactly(account);
  }

  @Check(24)
  void aUsersSettingWinsOverThatOfAll(Stage stage) throws Exception {
    Person user = stage.somebody();
    Person admin = stage.admin();
    String both = Stage.id("both");
    String global = Stage.id("global");
    admin.post("/user/set_user_client_config", "configs", Map.of(both, "g", global, "g"));
    admin.post("/user/set_user_client_config", "userID", user, "configs", Map.of(both, "u"));
    JsonNode configs = user.post("/user/get_user_client_config", "userID", user).get("configs");
    assertThat(configs.path(both).asText()).isEqualTo("u");
    assertThat(configs.path(global).asText()).isEqualTo("g");
    admin.post("/user/del_user_client_config", "userID", "", "keys", List.of(both, global));
    configs = user.post("/user/get_user_client_config", "userID", user).get("configs");
    assertThat(configs.path(both).asText()).isEqualTo("u");
    assertThat(configs.has(global)).isFalse();
  }

  @Check(25)
  void registrationsAreCountedByDay(Stage stage) throws Exception {
    Person admin = stage.admin();
    long now = System.currentTimeMillis();
    long day = 86_400_000;
    long before = register(admin, now - 3 * day, now + day).get("total").asLong();
    var _ = stage.people(2);
    assertThat(admin.code("/statistics/user/register", "start", now + 1, "end", now))
        .isEqualTo(1001);
    JsonNode counted = register(admin, now - 3 * day, now + day);
    assertThat(counted.get("total").asLong()).isEqualTo(before + 2);
    LocalDate today = LocalDate.ofInstant(Instant.ofEpochMilli(now), ZoneOffset.UTC);
    List<String> days = new ArrayList<>();
    counted.get("count").fieldNames().forEachRemaining(days::add);
    // The run may go over midnight.
    assertThat(days)
        .isNotEmpty()
        .isSubsetOf(today.minusDays(1).toString(), today.toString(), today.plusDays(1).toString());
    assertThat(counted.get("count")).allSatisfy(each -> assertThat(each.asLong()).isPositive());
  }

  private static JsonNode register(Person admin, long start, long end) throws Exception {
    return admin.post("/statistics/user/register", "start", start, "end", end);
  }

  private static List<?> users(String... ids) {
    return List.of(ids).stream().map(id -> Body.of("userID", id, "nickname", id)).toList();
  }

  private static JsonNode profile(Person caller, String userID) throws Exception {
    return caller.post("/user/get_users_info", "userIDs", List.of(userID)).at("/usersInfo/0");
  }

  private static List<String> accounts(Person admin, Object... filter) throws Exception {
    Object[] body = new Object[filter.length + 2];
    System.arraycopy(filter, 0, body, 0, filter.length);
    body[filter.length] = "pagination";
    body[filter.length + 1] = Body.page(1, 1000);
    return texts(
        admin.post("/user/search_notification_account", body).get("notificationAccounts"),
        "/userID");
  }
}
