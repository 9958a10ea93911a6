package im.rpc.user;

import static im.common.testing.TestServices.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import im.common.testing.LeftBehind;
import im.common.testing.MongoExtension;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.UserInfo;
import im.proto.sdkws.UserInfoWithEx;
import im.proto.user.getGlobalRecvMessageOptReq;
import im.proto.user.setGlobalRecvMessageOptReq;
import im.proto.user.updateUserInfoExReq;
import im.proto.user.updateUserInfoReq;
import im.proto.wrappers.Int32Value;
import im.proto.wrappers.StringValue;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Checks 13 to 16 of `reference/business-rules.md` 13.
class ProfileTest extends UserTestBed {
  private String user = "";

  @BeforeEach
  void registerUser() {
    user = UserWorld.id("u");
    world.register(UserInfo.newBuilder().setUserID(user).setNickname("Ann").setEx("x").build());
    world.groupsFail = false;
  }

  @Test
  void updateFillsInAndLeavesWhatIsEmpty() {
    update(user, UserInfo.newBuilder().setFaceURL("f").setGlobalRecvMsgOpt(1));
    update(user, UserInfo.newBuilder().setAppMangerLevel(2).setCreateTime(5));

    UserInfo seen = world.infos(user).getFirst();
    assertThat(seen.getNickname()).isEqualTo("Ann");
    assertThat(seen.getEx()).isEqualTo("x");
    assertThat(seen.getFaceURL()).isEqualTo("f");
    assertThat(seen.getGlobalRecvMsgOpt()).isEqualTo(1);
    assertThat(seen.getAppMangerLevel()).isZero();
  }

  @Test
  void updateExSetsWhatIsNamed() {
    updateEx(
        user,
        UserInfoWithEx.newBuilder()
            .setNickname(text(""))
            .setFaceURL(text("f"))
            .setGlobalRecvMsgOpt(Int32Value.newBuilder().setValue(2)));

    UserInfo seen = world.infos(user).getFirst();
    assertThat(seen.getNickname()).isEmpty();
    assertThat(seen.getFaceURL()).isEqualTo("f");
    assertThat(seen.getEx()).isEqualTo("x");
    assertThat(seen.getGlobalRecvMsgOpt()).isEqualTo(2);
  }

  @Test
  void aNewNameIsToldToTheUserHisFriendsAndGroups() throws Exception {
    updateEx(user, UserInfoWithEx.newBuilder().setNickname(text("Anna")));

    MsgData told = world.nextMessage(user);
    assertThat(told.getContentType()).isEqualTo(1303);
    assertThat(told.getSendID()).isEqualTo(user);
    assertThat(told.getRecvID()).isEqualTo(user);
    assertThat(told.getContent().toStringUtf8()).contains(user);
    im.proto.group.notificationUserInfoUpdateReq groups = world.nextToGroups(user);
    assertThat(groups.getOldUserInfo().getNickname()).isEqualTo("Ann");
    assertThat(groups.getNewUserInfo().getNickname()).isEqualTo("Anna");
    assertThat(world.nextToFriends(user).getNewUserInfo().getNickname()).isEqualTo("Anna");
  }

  @Test
  void aChangeIsToldByTheNextProcessThoughAnotherFollowedIt() throws Exception {
    updateEx(user, UserInfoWithEx.newBuilder().setNickname(text("Anna")).setEx(text("z")));
    LeftBehind.isFinished(MongoExtension.mongo(), "user");
    Document patch = new Document("nickname", "Anna").append("ex", "y");
    stop();
    LeftBehind.entry(
        MongoExtension.mongo(),
        "user",
        "profile",
        new Document("user", user).append("patch", patch),
        user);
    Document undone = new Document("nickname", "Annie").append("ex", "y");
    LeftBehind.entry(
        MongoExtension.mongo(),
        "user",
        "profile",
        new Document("user", user).append("patch", undone),
        user);
    start();

    LeftBehind.isFinished(MongoExtension.mongo(), "user");
    assertThat(world.nextMessage(user).getContentType()).isEqualTo(1303);
    assertThat(world.nextToGroups(user).getUserID()).isEqualTo(user);
    assertThat(world.messages).noneMatch(each -> each.getRecvID().equals(user));
    assertThat(world.toGroups).noneMatch(each -> each.getUserID().equals(user));
  }

  @Test
  void whatOthersDoNotSeeIsToldToTheUserAlone() throws Exception {
    updateEx(user, UserInfoWithEx.newBuilder().setEx(text("y")));
    world.as(
        ADMIN,
        stub ->
            stub.setGlobalRecvMessageOpt(
                setGlobalRecvMessageOptReq
                    .newBuilder()
                    .setUserID(user)
                    .setGlobalRecvMsgOpt(1)
                    .build()));

    // Each sender has a lane of his own.
    assertThat(List.of(world.nextMessage(user), world.nextMessage(user)))
        .extracting(MsgData::getSendID)
        .containsExactlyInAnyOrder(user, ADMIN);
    assertThat(world.toGroups).noneMatch(each -> each.getUserID().equals(user));
    assertThat(world.toFriends).noneMatch(each -> each.getUserID().equals(user));
  }

  @Test
  void aGroupServiceThatFailsIsReportedThoughTheChangeIsStored() {
    world.groupsFail = true;

    assertThat(updateExCode(user, UserInfoWithEx.newBuilder().setNickname(text("Anna"))))
        .isEqualTo(90007);
    assertThat(world.infos(user).getFirst().getNickname()).isEqualTo("Anna");
  }

  @Test
  void nobodyChangesAnother() {
    assertThat(
            world.code(
                "other",
                stub ->
                    stub.updateUserInfo(
                        updateUserInfoReq
                            .newBuilder()
                            .setUserInfo(UserInfo.newBuilder().setUserID(user).setNickname("Me"))
                            .build())))
        .isEqualTo(1002);
    assertThat(
            world.code(
                "other",
                stub ->
                    stub.updateUserInfoEx(
                        updateUserInfoExReq
                            .newBuilder()
                            .setUserInfo(
                                UserInfoWithEx.newBuilder().setUserID(user).setNickname(text("Me")))
                            .build())))
        .isEqualTo(1002);
    assertThat(optCode("other", user, 1)).isEqualTo(1002);
    assertThat(world.infos(user).getFirst().getNickname()).isEqualTo("Ann");
  }

  @Test
  void anUnknownUserIsNotFound() {
    assertThat(optCode(ADMIN, "nobody", 1)).isEqualTo(1004);
    assertThat(
            world.code(
                ADMIN,
                stub ->
                    stub.updateUserInfo(
                        updateUserInfoReq
                            .newBuilder()
                            .setUserInfo(UserInfo.newBuilder().setUserID("nobody"))
                            .build())))
        .isEqualTo(1004);
    assertThat(
            world.code(
                ADMIN,
                stub ->
                    stub.getGlobalRecvMessageOpt(
                        getGlobalRecvMessageOptReq.newBuilder().setUserID("nobody").build())))
        .isEqualTo(1004);
  }

  @Test
  void theReceiveOptionCountsAtOnce() {
    assertThat(opt()).isZero();

    assertThat(optCode(user, user, 2)).isZero();
    assertThat(opt()).isEqualTo(2);
    assertThat(optCode(user, user, 0)).isZero();
    assertThat(opt()).isZero();
  }

  @Test
  void refusesReceiveOptionsThatDoNotExist() {
    assertThat(optCode(user, user, 3)).isEqualTo(1001);
    assertThat(optCode(user, user, -1)).isEqualTo(1001);
    assertThat(optCode(user, "", 1)).isEqualTo(1001);
    assertThat(
            updateExCode(
                user,
                UserInfoWithEx.newBuilder()
                    .setNickname(text("Anna"))
                    .setGlobalRecvMsgOpt(Int32Value.newBuilder().setValue(3))))
        .isEqualTo(1001);
    assertThat(world.infos(user).getFirst().getNickname()).isEqualTo("Ann");
  }

  private int opt() {
    return world
        .as(
            "service",
            stub ->
                stub.getGlobalRecvMessageOpt(
                    getGlobalRecvMessageOptReq.newBuilder().setUserID(user).build()))
        .getGlobalRecvMsgOpt();
  }

  private static int optCode(String caller, String userID, int opt) {
    return world.code(
        caller,
        stub ->
            stub.setGlobalRecvMessageOpt(
                setGlobalRecvMessageOptReq
                    .newBuilder()
                    .setUserID(userID)
                    .setGlobalRecvMsgOpt(opt)
                    .build()));
  }

  private static void update(String userID, UserInfo.Builder info) {
    world.as(
        userID,
        stub ->
            stub.updateUserInfo(
                updateUserInfoReq.newBuilder().setUserInfo(info.setUserID(userID)).build()));
  }

  private static void updateEx(String userID, UserInfoWithEx.Builder info) {
    assertThat(updateExCode(userID, info)).isZero();
  }

  private static int updateExCode(String userID, UserInfoWithEx.Builder info) {
    return world.code(
        userID,
        stub ->
            stub.updateUserInfoEx(
                updateUserInfoExReq.newBuilder().setUserInfo(info.setUserID(userID)).build()));
  }

  private static StringValue text(String value) {
    return StringValue.newBuilder().setValue(value).build();
  }
}
