package im.rpc.user;

import static im.common.testing.TestServices.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import im.common.testing.LeftBehind;
import im.common.testing.MongoExtension;
import im.proto.sdkws.MsgData;
import im.proto.user.CommandInfoResp;
import im.proto.user.clientConfig;
import im.proto.user.delUserClientConfigReq;
import im.proto.user.getUserClientConfigReq;
import im.proto.user.pageUserClientConfigReq;
import im.proto.user.pageUserClientConfigResp;
import im.proto.user.processUserCommandAddReq;
import im.proto.user.processUserCommandDeleteReq;
import im.proto.user.processUserCommandGetAllReq;
import im.proto.user.processUserCommandGetReq;
import im.proto.user.processUserCommandUpdateReq;
import im.proto.user.setUserClientConfigReq;
import im.proto.wrappers.StringValue;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Checks 20 and 24 of `reference/business-rules.md` 13: commands and settings.
class UserDataTest extends UserTestBed {
  private String user = "";

  @BeforeEach
  void registerUser() {
    user = UserWorld.id("u");
    world.register(user);
  }

  @Test
  void keepsCommandsInTheLayoutOfTheReference() {
    add(1, "u1", "v", "e");

    Document row =
        MongoExtension.rows("userCommands").stream()
            .filter(each -> user.equals(each.get("userID")))
            .findFirst()
            .orElseThrow();
    row.remove("_id");
    assertThat(row)
        .isEqualTo(
            new Document("userID", user)
                .append("type", 1)
                .append("uuid", "u1")
                .append("createTime", world.clock.instant().getEpochSecond())
                .append("value", "v")
                .append("ex", "e"));
  }

  @Test
  void aCommandAddedAgainReplacesTheOneBefore() {
    add(1, "u1", "old", "");
    add(1, "u1", "new", "e");
    add(2, "u1", "", "");

    assertThat(commands(1)).extracting(CommandInfoResp::getValue).containsExactly("new");
    assertThat(commands(1)).extracting(CommandInfoResp::getEx).containsExactly("e");
    assertThat(commands(9)).isEmpty();
    assertThat(
            world
                .as(
                    user,
                    stub ->
                        stub.processUserCommandGetAll(
                            processUserCommandGetAllReq.newBuilder().setUserID(user).build()))
                .getCommandRespList())
        .hasSize(2);
  }

  @Test
  void replacesACommandThatTheReferenceWrote() {
    MongoExtension.mongo()
        .collection("userCommands")
        .insertOne(
            new Document("userID", user)
                .append("type", 1)
                .append("uuid", "u1")
                .append("createTime", 5L)
                .append("value", "theirs")
                .append("ex", ""));

    add(1, "u1", "ours", "");

    assertThat(commands(1)).extracting(CommandInfoResp::getValue).containsExactly("ours");
  }

  @Test
  void updatesWhatIsNamed() {
    add(1, "u1", "v", "e");

    assertThat(updateCode(update("u1").setValue(text("v2")))).isZero();
    assertThat(commands(1).getFirst().getValue()).isEqualTo("v2");
    assertThat(commands(1).getFirst().getEx()).isEqualTo("e");
    assertThat(updateCode(update("u1").setEx(text("")))).isZero();
    assertThat(commands(1).getFirst().getEx()).isEmpty();
    assertThat(updateCode(update("none"))).isZero();
    assertThat(updateCode(update("none").setValue(text("x")))).isEqualTo(1004);
  }

  @Test
  void deletesOnce() {
    add(1, "u1", "v", "");

    assertThat(deleteCode("u1")).isZero();
    assertThat(deleteCode("u1")).isEqualTo(1004);
    assertThat(commands(1)).isEmpty();
  }

  @Test
  void commandsAreTheUsersOwn() {
    assertThat(
            world.code(
                "other",
                stub ->
                    stub.processUserCommandAdd(
                        processUserCommandAddReq
                            .newBuilder()
                            .setUserID(user)
                            .setType(1)
                            .setUuid("u1")
                            .build())))
        .isEqualTo(1002);
  }

  @Test
  void theUsersDevicesLearnOfEachChange() throws Exception {
    add(1, "u1", "v", "");
    updateCode(update("u1").setValue(text("v2")));
    deleteCode("u1");

    for (int contentType : new int[] {1305, 1307, 1306}) {
      MsgData told = world.nextMessage(user);
      assertThat(told.getContentType()).isEqualTo(contentType);
      assertThat(told.getSendID()).isEqualTo(user);
      assertThat(told.getRecvID()).isEqualTo(user);
    }
  }

  @Test
  void ownSettingsOverlayThoseForEverybody() {
    String other = UserWorld.id("other");
    world.register(other);
    set("", Map.of("b", "all", "g", "all"));
    set(user, Map.of("a", "1", "b", ""));
    set(user, Map.of("a", "2"));

    assertThat(settings(user)).isEqualTo(Map.of("a", "2", "b", "", "g", "all"));
    assertThat(settings(other)).isEqualTo(Map.of("b", "all", "g", "all"));
    assertThat(settings("")).isEqualTo(Map.of("b", "all", "g", "all"));

    delete("", "b", "g", "none");
    assertThat(settings(user)).isEqualTo(Map.of("a", "2", "b", ""));
    assertThat(settings(other)).isEmpty();
    delete(user, "a", "b");
    assertThat(settings(user)).isEmpty();
  }

  @Test
  void settingsOfOthersAreForAdmins() {
    assertThat(settingsCode("other", user)).isEqualTo(1002);
    assertThat(settingsCode(ADMIN, user)).isZero();
    assertThat(settingsCode(ADMIN, "nobody")).isEqualTo(1004);
    assertThat(
            world.adminCode(stub ->
                stub.setUserClientConfig(
                    setUserClientConfigReq
                        .newBuilder()
                        .setUserID("nobody")
                        .putConfigs("a", "1")
                        .build())))
        .isEqualTo(1004);
    assertThat(
            world.code(
                user,
                stub ->
                    stub.setUserClientConfig(
                        setUserClientConfigReq.newBuilder().setUserID(user).build())))
        .isEqualTo(1002);
  }

  @Test
  void aSettingThatAProcessWroteAndDidNotAnnounceIsSeenWithTheNext() throws Exception {
    set(user, Map.of("a", "1"));
    assertThat(settings(user)).containsEntry("a", "1");
    LeftBehind.isFinished(MongoExtension.mongo(), "user");
    MongoExtension.mongo()
        .collection("config")
        .updateOne(
            new Document("user_id", user).append("key", "a"),
            new Document("$set", new Document("value", "2")));
    assertThat(settings(user)).containsEntry("a", "1");
    stop();
    LeftBehind.entry(MongoExtension.mongo(), "user", "setting", new Document("user", user), ADMIN);
    start();

    LeftBehind.isFinished(MongoExtension.mongo(), "user");
    assertThat(settings(user)).containsEntry("a", "2");
  }

  @Test
  void listsSettingsByUserAndKey() {
    set(user, Map.of("key" + user, "1", "x" + user, "2"));

    assertThat(settingsPage(user, "", true).getTotal()).isEqualTo(2);
    assertThat(settingsPage(user, "", false).getConfigsList()).isEmpty();
    assertThat(settingsPage(user, "", false).getTotal()).isEqualTo(2);
    assertThat(settingsPage("", "key" + user, true).getConfigsList())
        .containsExactly(
            clientConfig.newBuilder().setKey("key" + user).setUserID(user).setValue("1").build());
  }

  private void add(int type, String uuid, String value, String ex) {
    world.as(
        user,
        stub ->
            stub.processUserCommandAdd(
                processUserCommandAddReq
                    .newBuilder()
                    .setUserID(user)
                    .setType(type)
                    .setUuid(uuid)
                    .setValue(text(value))
                    .setEx(text(ex))
                    .build()));
  }

  private List<CommandInfoResp> commands(int type) {
    return world
        .as(
            user,
            stub ->
                stub.processUserCommandGet(
                    processUserCommandGetReq.newBuilder().setUserID(user).setType(type).build()))
        .getCommandRespList();
  }

  private processUserCommandUpdateReq.Builder update(String uuid) {
    return processUserCommandUpdateReq.newBuilder().setUserID(user).setType(1).setUuid(uuid);
  }

  private int updateCode(processUserCommandUpdateReq.Builder asked) {
    return world.code(user, stub -> stub.processUserCommandUpdate(asked.build()));
  }

  private int deleteCode(String uuid) {
    return world.code(
        user,
        stub ->
            stub.processUserCommandDelete(
                processUserCommandDeleteReq
                    .newBuilder()
                    .setUserID(user)
                    .setType(1)
                    .setUuid(uuid)
                    .build()));
  }

  private static void set(String userID, Map<String, String> settings) {
    world.asAdmin(stub ->
        stub.setUserClientConfig(
            setUserClientConfigReq.newBuilder().setUserID(userID).putAllConfigs(settings).build()));
  }

  private static void delete(String userID, String... keys) {
    world.asAdmin(stub ->
        stub.delUserClientConfig(
            delUserClientConfigReq
                .newBuilder()
                .setUserID(userID)
                .addAllKeys(List.of(keys))
                .build()));
  }

  private static Map<String, String> settings(String userID) {
    return world
        .as(
            userID,
            stub ->
                stub.getUserClientConfig(
                    getUserClientConfigReq.newBuilder().setUserID(userID).build()))
        .getConfigsMap();
  }

  private static int settingsCode(String caller, String userID) {
    return world.code(
        caller,
        stub ->
            stub.getUserClientConfig(
                getUserClientConfigReq.newBuilder().setUserID(userID).build()));
  }

  private static pageUserClientConfigResp settingsPage(String userID, String key, boolean paged) {
    pageUserClientConfigReq.Builder asked =
        pageUserClientConfigReq.newBuilder().setUserID(userID).setKey(key);
    if (paged) {
      asked.setPagination(UserWorld.page(1, 10));
    }
    return world.asAdmin(stub -> stub.pageUserClientConfig(asked.build()));
  }

  private static StringValue text(String value) {
    return StringValue.newBuilder().setValue(value).build();
  }
}
