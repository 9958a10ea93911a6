package im.rpc.user;

import static org.assertj.core.api.Assertions.assertThat;

import im.proto.user.getAllOnlineUsersReq;
import im.proto.user.getUserStatusReq;
import im.proto.user.onlineStatus;
import im.proto.user.setUserOnlineStatusReq;
import im.proto.user.setUserStatusReq;
import im.proto.user.subscribeOrCancelUsersStatusReq;
import im.proto.user.userOnlineStatus;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Check 19 of `reference/business-rules.md` 13: who is online.
class UserStatusTest extends UserTestBed {
  private String user = "";

  @BeforeEach
  void nameUser() {
    user = UserWorld.id("u");
  }

  @Test
  void tellsWhoIsOnlineInTheOrderAsked() {
    world.as(
        "",
        stub ->
            stub.setUserOnlineStatus(
                setUserOnlineStatusReq
                    .newBuilder()
                    .addStatus(
                        userOnlineStatus.newBuilder().setUserID(user).addOnline(5).addOnline(1))
                    .build()));

    assertThat(status("nobody", user, ""))
        .containsExactly(
            online("nobody", 0, List.of()),
            online(user, 1, List.of(1, 5)),
            online("", 0, List.of()));
    assertThat(
            world
                .as("", stub -> stub.getAllOnlineUsers(getAllOnlineUsersReq.getDefaultInstance()))
                .getStatusListList())
        .contains(online(user, 1, List.of(1, 5)));
  }

  @Test
  void takesTheStatusOfOnePlatform() {
    setStatus(1);
    assertThat(status(user)).containsExactly(online(user, 1, List.of(2)));
    setStatus(7);
    assertThat(status(user)).containsExactly(online(user, 1, List.of(2)));
    setStatus(0);
    assertThat(status(user)).containsExactly(online(user, 0, List.of()));
  }

  @Test
  void subscriptionsAreTheGatewaysMatter() {
    assertThat(
            world
                .as(
                    user,
                    stub ->
                        stub.subscribeOrCancelUsersStatus(
                            subscribeOrCancelUsersStatusReq
                                .newBuilder()
                                .setUserID(user)
                                .addUserIDs("other")
                                .setGenre(1)
                                .build()))
                .getStatusListList())
        .isEmpty();
  }

  private void setStatus(int status) {
    world.as(
        "",
        stub ->
            stub.setUserStatus(
                setUserStatusReq
                    .newBuilder()
                    .setUserID(user)
                    .setPlatformID(2)
                    .setStatus(status)
                    .build()));
  }

  private static List<onlineStatus> status(String... userIDs) {
    return world
        .as(
            "anybody",
            stub ->
                stub.getUserStatus(
                    getUserStatusReq.newBuilder().addAllUserIDs(List.of(userIDs)).build()))
        .getStatusListList();
  }

  private static onlineStatus online(String userID, int status, List<Integer> platforms) {
    return onlineStatus
        .newBuilder()
        .setUserID(userID)
        .setStatus(status)
        .addAllPlatformIDs(platforms)
        .build();
  }
}
