package im.rpc.user;

import static im.common.testing.TestServices.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import im.common.testing.MongoExtension;
import im.common.testing.TestServices;
import im.proto.sdkws.UserInfo;
import im.proto.user.accountCheckReq;
import im.proto.user.accountCheckResp.singleUserStatus;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks 11, 12 and 17 of `reference/business-rules.md` 13.
class RegistrationTest extends UserTestBed {
  @Test
  void keepsUsersInTheLayoutOfTheReference() {
    String id = UserWorld.id("full");
    world.register(
        UserInfo.newBuilder()
            .setUserID(id)
            .setNickname("Full <b> & 你好")
            .setFaceURL("http://files.example/f")
            .setEx("{\"a\":1}")
            .setAppMangerLevel(1)
            .setGlobalRecvMsgOpt(2)
            .setCreateTime(1000)
            .build());

    Document row = row(id);
    assertThat(row.get("_id")).isInstanceOf(ObjectId.class);
    row.remove("_id");
    assertThat(row)
        .isEqualTo(
            new Document("user_id", id)
                .append("nickname", "Full <b> & 你好")
                .append("face_url", "http://files.example/f")
                .append("ex", "{\"a\":1}")
                .append("app_manger_level", 1)
                .append("global_recv_msg_opt", 2)
                .append("create_time", Date.from(world.clock.instant())));
    assertThat(world.infos(id))
        .containsExactly(
            UserInfo.newBuilder()
                .setUserID(id)
                .setNickname("Full <b> & 你好")
                .setFaceURL("http://files.example/f")
                .setEx("{\"a\":1}")
                .setAppMangerLevel(1)
                .setGlobalRecvMsgOpt(2)
                .setCreateTime(world.clock.millis())
                .build());
  }

  @Test
  void adminsAreThereFromTheStart() {
    assertThat(world.infos(ADMIN))
        .containsExactly(
            UserInfo.newBuilder()
                .setUserID(ADMIN)
                .setNickname("superAdmin")
                .setAppMangerLevel(2)
                .setCreateTime(-62_135_596_800_000L)
                .build());
    assertThat(world.registerCode(ADMIN, named(ADMIN))).isEqualTo(1102);
  }

  @Test
  void onlyAdminsRegister() {
    assertThat(world.registerCode("somebody", named(UserWorld.id("self")))).isEqualTo(1002);
    assertThat(world.registerCode("somebody")).isEqualTo(1001);
  }

  @Test
  void takesLettersAndDigitsOfAnyScript() {
    String id = UserWorld.id("用户_é٣9");

    world.register(id);

    assertThat(world.infos(id)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a-b", "a.b", "a@b", "a b", "a:b", "a/b", "a%b", ""})
  void refusesIdsWithOtherSigns(String id) {
    assertThat(world.registerCode(ADMIN, named(id))).isEqualTo(1001);
  }

  @Test
  void refusesValuesOutOfRange() {
    UserInfo.Builder user = named(UserWorld.id("bad")).toBuilder();

    assertThat(world.registerCode(ADMIN, user.clone().setNickname("").build())).isEqualTo(1001);
    assertThat(world.registerCode(ADMIN, user.clone().setGlobalRecvMsgOpt(3).build()))
        .isEqualTo(1001);
    assertThat(world.registerCode(ADMIN, user.clone().setAppMangerLevel(-1).build()))
        .isEqualTo(1001);
  }

  @Test
  void registersAllOrNone() {
    String present = UserWorld.id("present");
    String added = UserWorld.id("added");
    world.register(present);

    assertThat(world.registerCode(ADMIN, named(added), named(present))).isEqualTo(1102);
    assertThat(world.registerCode(ADMIN, named(added), named(added))).isEqualTo(1001);

    assertThat(world.infos(added)).isEmpty();
    world.register(added);
    assertThat(world.infos(added)).as("a miss is forgotten").hasSize(1);
  }

  @Test
  void ofConcurrentRegistrationsOneWinsAsAWhole() throws Exception {
    String contested = UserWorld.id("contested");
    List<Future<Integer>> codes = new ArrayList<>();
    List<String> others = IntStream.range(0, 8).mapToObj(i -> UserWorld.id("other")).toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String other : others) {
        codes.add(threads.submit(() -> world.registerCode(ADMIN, named(other), named(contested))));
      }
    }

    int won = 0;
    for (int i = 0; i < others.size(); i++) {
      int code = codes.get(i).get();
      assertThat(code).isIn(0, 1102);
      assertThat(world.infos(others.get(i))).hasSize(code == 0 ? 1 : 0);
      won += code == 0 ? 1 : 0;
    }
    assertThat(won).isEqualTo(1);
  }

  @Test
  void showsKnownUsersOnceInTheOrderAsked() {
    String a = UserWorld.id("a");
    String b = UserWorld.id("b");
    world.register(a, b);

    assertThat(world.infos(b, "nobody", a, b))
        .extracting(UserInfo::getUserID)
        .containsExactly(b, a);
    assertThat(world.infos("nobody")).isEmpty();
    assertThat(world.infos("")).isEmpty();
  }

  @Test
  void saysWhoIsRegistered() {
    String a = UserWorld.id("a");
    world.register(a);

    assertThat(
            world
                .asAdmin(stub ->
                    stub.accountCheck(
                        accountCheckReq
                            .newBuilder()
                            .addCheckUserIDs("nobody")
                            .addCheckUserIDs(a)
                            .addCheckUserIDs("")
                            .build()))
                .getResultsList())
        .containsExactly(status("nobody", 0), status(a, 1), status("", 0));
    assertThat(checkCode("somebody", a)).isEqualTo(1002);
    assertThat(checkCode("somebody", a, a)).isEqualTo(1001);
    assertThat(checkCode(TestServices.ADMIN, a, a)).isEqualTo(1001);
    assertThat(checkCode(TestServices.ADMIN)).isEqualTo(1001);
  }

  private static int checkCode(String caller, String... userIDs) {
    return world.code(
        caller,
        stub ->
            stub.accountCheck(
                accountCheckReq.newBuilder().addAllCheckUserIDs(List.of(userIDs)).build()));
  }

  private static singleUserStatus status(String userID, int status) {
    return singleUserStatus.newBuilder().setUserID(userID).setAccountStatus(status).build();
  }

  private static UserInfo named(String id) {
    return UserInfo.newBuilder().setUserID(id).setNickname("x").build();
  }

  private static Document row(String userID) {
    return MongoExtension.rows("user").stream()
        .filter(each -> userID.equals(each.get("user_id")))
        .findFirst()
        .orElseThrow();
  }
}
