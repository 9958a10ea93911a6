package im.rpc.friend;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.cache.CacheInvalidation.Topic;
import im.common.error.ErrorCode;
import im.common.testing.RedisExtension;
import im.proto.relation.GetSpecifiedBlacksReq;
import im.proto.relation.addBlackReq;
import im.proto.relation.getIncrementalBlacksReq;
import im.proto.relation.getIncrementalBlacksResp;
import im.proto.relation.getPaginationBlacksReq;
import im.proto.relation.getPaginationBlacksResp;
import im.proto.relation.getSpecifiedFriendsInfoReq;
import im.proto.relation.isBlackReq;
import im.proto.relation.isBlackResp;
import im.proto.relation.removeBlackReq;
import im.proto.sdkws.BlackInfo;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.PublicUserInfo;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Black lists as callers meet them: over gRPC, on real stores, with stand-ins for the peers.
final class BlackListTest extends FriendTestBed {
  @Test
  void blockingIsOneSidedAndTold() throws Exception {
    add(ann, bob);

    assertThat(isBlack(ann, bob))
        .isEqualTo(isBlackResp.newBuilder().setInUser1Blacks(true).build());
    assertThat(isBlack(bob, ann))
        .isEqualTo(isBlackResp.newBuilder().setInUser2Blacks(true).build());
    assertThat(blacks(ann, 1, 10).getBlacksList())
        .containsExactly(info(bob).setCreateTime(clock.instant().getEpochSecond()).build());
    MsgData told = peers.nextNotification(run, 1207);
    assertThat(told.getSendID()).isEqualTo(ann);
    assertThat(told.getRecvID()).isEqualTo(bob);
  }

  @Test
  void blockingTwiceKeepsOneEntry() {
    add(ann, bob);
    getIncrementalBlacksResp before = blacksSince(ann, null);
    add(ann, bob);
    assertThat(blacks(ann, 1, 10).getTotal()).isEqualTo(1);
    assertThat(blacksSince(ann, before).getVersion()).isEqualTo(before.getVersion());
  }

  @Test
  void refusesToBlockOneselfAndNobody() {
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> add(ann, ann));
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> add(ann, "nobody"));
  }

  @Test
  void unblockingWhomOneDoesNotBlockIsNoError() throws Exception {
    remove(ann, bob);
    add(ann, bob);
    remove(ann, bob);
    assertThat(isBlack(ann, bob).getInUser1Blacks()).isFalse();
    assertThat(peers.nextNotification(run, 1208).getRecvID()).isEqualTo(bob);
  }

  @Test
  void changesSync() {
    getIncrementalBlacksResp start = blacksSince(ann, null);
    assertThat(start.getFull()).isTrue();
    add(ann, bob);
    add(ann, cid);
    remove(ann, bob);

    getIncrementalBlacksResp now = blacksSince(ann, start);
    assertThat(now.getFull()).isFalse();
    assertThat(now.getDeleteList()).containsExactly(bob);
    assertThat(now.getInsertList())
        .containsExactly(info(cid).setCreateTime(clock.instant().getEpochSecond()).build());
    assertThat(now.getVersion()).isEqualTo(start.getVersion() + 3);
  }

  @Test
  void changesArePublished() throws Exception {
    BlockingQueue<String> published = new LinkedBlockingQueue<>();
    RedisExtension.invalidation().onInvalidate(Topic.FRIEND, published::add);
    add(ann, bob);
    String key = published.poll(60, TimeUnit.SECONDS);
    while (key != null && !key.equals("BLACK_IDS:" + ann)) {
      key = published.poll(60, TimeUnit.SECONDS);
    }
    assertThat(key).isEqualTo("BLACK_IDS:" + ann);
  }

  @Test
  void pagesOfBlacks() {
    for (String id : List.of(bob, cid, run + "Dan")) {
      add(ann, id);
    }
    assertThat(blacks(ann, 1, 2).getBlacksCount()).isEqualTo(2);
    assertThat(blacks(ann, 2, 2).getBlacksCount()).isEqualTo(1);
    for (getPaginationBlacksResp empty : List.of(blacks(ann, 3, 2), blacks(ann, 1, 0))) {
      assertThat(empty.getBlacksCount()).isZero();
      assertThat(empty.getTotal()).isEqualTo(3);
    }
  }

  @Test
  void namedOnesInTheOrderAsked() {
    add(ann, bob);
    add(ann, cid);
    assertThat(specified(ann, cid, run + "Eve", bob))
        .containsExactly(
            info(cid).setCreateTime(clock.millis()).build(),
            info(bob).setCreateTime(clock.millis()).build());
    assertRefused(ErrorCode.ARGS, () -> specified(ann));
    assertRefused(ErrorCode.ARGS, () -> specified(ann, bob, bob));
    assertRefused(ErrorCode.NO_PERMISSION, () -> specified(bob));
  }

  @Test
  void infoOfUsersShowsWhoIsBlocked() {
    add(ann, bob);
    var infos =
        as(
                ann,
                () ->
                    stub.getSpecifiedFriendsInfo(
                        getSpecifiedFriendsInfoReq
                            .newBuilder()
                            .setOwnerUserID(ann)
                            .addUserIDList(bob)
                            .build()))
            .getInfosList();
    assertThat(infos.getFirst().getBlackInfo())
        .isEqualTo(info(bob).setCreateTime(clock.millis()).clearBlackUserInfo().build());
  }

  private void add(String owner, String blocked) {
    as(
        owner,
        () ->
            stub.addBlack(
                addBlackReq
                    .newBuilder()
                    .setOwnerUserID(owner)
                    .setBlackUserID(blocked)
                    .setEx("ex")
                    .build()));
  }

  private void remove(String owner, String blocked) {
    as(
        owner,
        () ->
            stub.removeBlack(
                removeBlackReq.newBuilder().setOwnerUserID(owner).setBlackUserID(blocked).build()));
  }

  private isBlackResp isBlack(String one, String other) {
    return as(
        one, () -> stub.isBlack(isBlackReq.newBuilder().setUserID1(one).setUserID2(other).build()));
  }

  private getPaginationBlacksResp blacks(String owner, int number, int size) {
    return as(
        owner,
        () ->
            stub.getPaginationBlacks(
                getPaginationBlacksReq
                    .newBuilder()
                    .setUserID(owner)
                    .setPagination(pagination(number, size))
                    .build()));
  }

  private List<BlackInfo> specified(String caller, String... ids) {
    return as(
            caller,
            () ->
                stub.getSpecifiedBlacks(
                    GetSpecifiedBlacksReq.newBuilder()
                        .setOwnerUserID(ann)
                        .addAllUserIDList(List.of(ids))
                        .build()))
        .getBlacksList();
  }

  private getIncrementalBlacksResp blacksSince(
      String owner, @Nullable getIncrementalBlacksResp known) {
    getIncrementalBlacksReq.Builder request = getIncrementalBlacksReq.newBuilder().setUserID(owner);
    if (known != null) {
      request.setVersion(known.getVersion()).setVersionID(known.getVersionID());
    }
    return as(owner, () -> stub.getIncrementalBlacks(request.build()));
  }

  private BlackInfo.Builder info(String blocked) {
    return BlackInfo.newBuilder()
        .setOwnerUserID(ann)
        .setOperatorUserID(ann)
        .setEx("ex")
        .setBlackUserInfo(
            PublicUserInfo.newBuilder()
                .setUserID(blocked)
                .setNickname("name of " + blocked)
                .setFaceURL("face")
                .setEx("ux"));
  }
}
