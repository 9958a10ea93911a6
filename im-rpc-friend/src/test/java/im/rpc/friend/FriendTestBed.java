package im.rpc.friend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.error.ErrorTable;
import im.common.lifecycle.ServiceSpec;
import im.common.rpc.ServiceName;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.SettableClock;
import im.common.testing.TestServices;
import im.proto.relation.applyToAddFriendReq;
import im.proto.relation.deleteFriendReq;
import im.proto.relation.friendGrpc;
import im.proto.relation.friendGrpc.friendBlockingStub;
import im.proto.relation.getDesignatedFriendsApplyReq;
import im.proto.relation.getFullFriendUserIDsReq;
import im.proto.relation.getFullFriendUserIDsResp;
import im.proto.relation.getIncrementalFriendsReq;
import im.proto.relation.getIncrementalFriendsResp;
import im.proto.relation.getPaginationFriendsApplyToReq;
import im.proto.relation.getPaginationFriendsReq;
import im.proto.relation.getPaginationFriendsResp;
import im.proto.relation.getSelfUnhandledApplyCountReq;
import im.proto.relation.importFriendReq;
import im.proto.relation.isFriendReq;
import im.proto.relation.isFriendResp;
import im.proto.relation.respondFriendApplyReq;
import im.proto.relation.setFriendRemarkReq;
import im.proto.relation.updateFriendsReq;
import im.proto.sdkws.FriendInfo;
import im.proto.sdkws.FriendRequest;
import im.proto.sdkws.RequestPagination;
import im.proto.sdkws.UserInfo;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/// Friends and applications as callers meet them: over gRPC, on real stores, with stand-ins for the
/// peers.
@ExtendWith({MongoExtension.class, RedisExtension.class})
abstract class FriendTestBed {
  private static final AtomicInteger RUN = new AtomicInteger();
  static final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T05:00:00.123Z"));
  static final Peers peers = new Peers();
  static TestServices services;
  static friendBlockingStub stub;

  final String run = "run" + RUN.incrementAndGet() + "-";
  final String ann = run + "Ann";
  final String bob = run + "Bob";
  final String cid = run + "Cid";

  @BeforeAll
  static void start() throws Exception {
    services = new TestServices(clock);
    services
        .peer(ServiceName.MSG, peers.new Msg())
        .peer(ServiceName.USER, new Peers.User())
        .start(new ServiceSpec("im-rpc-friend", ServiceName.FRIEND, FriendService::new));
    stub = services.stub(ServiceName.FRIEND, friendGrpc::newBlockingStub);
  }

  @AfterAll
  static void stop() throws Exception {
    services.close();
  }

  void apply(String from, String to, String message) {
    as(
        from,
        () ->
            stub.applyToAddFriend(
                applyToAddFriendReq
                    .newBuilder()
                    .setFromUserID(from)
                    .setToUserID(to)
                    .setReqMsg(message)
                    .setEx("ex")
                    .build()));
  }

  void answer(String from, String to, int result, String message) {
    as(
        to,
        () ->
            stub.respondFriendApply(
                respondFriendApplyReq
                    .newBuilder()
                    .setFromUserID(from)
                    .setToUserID(to)
                    .setHandleResult(result)
                    .setHandleMsg(message)
                    .build()));
  }

  void importAll(String owner, String... friends) {
    as(
        TestServices.ADMIN,
        () ->
            stub.importFriends(
                importFriendReq
                    .newBuilder()
                    .setOwnerUserID(owner)
                    .addAllFriendUserIDs(List.of(friends))
                    .build()));
  }

  void delete(String owner, String friend) {
    as(
        owner,
        () ->
            stub.deleteFriend(
                deleteFriendReq
                    .newBuilder()
                    .setOwnerUserID(owner)
                    .setFriendUserID(friend)
                    .build()));
  }

  void remark(String friend, String remark) {
    as(
        ann,
        () ->
            stub.setFriendRemark(
                setFriendRemarkReq
                    .newBuilder()
                    .setOwnerUserID(ann)
                    .setFriendUserID(friend)
                    .setRemark(remark)
                    .build()));
  }

  void update(Consumer<updateFriendsReq.Builder> change) {
    updateFriendsReq.Builder request = updateFriendsReq.newBuilder().setOwnerUserID(ann);
    change.accept(request);
    as(ann, () -> stub.updateFriends(request.build()));
  }

  List<FriendRequest> between(String one, String other) {
    return as(
            one,
            () ->
                stub.getDesignatedFriendsApply(
                    getDesignatedFriendsApplyReq
                        .newBuilder()
                        .setFromUserID(one)
                        .setToUserID(other)
                        .build()))
        .getFriendRequestsList();
  }

  List<FriendRequest> received(String user, int number, int size, Integer... results) {
    return as(
            user,
            () ->
                stub.getPaginationFriendsApplyTo(
                    getPaginationFriendsApplyToReq
                        .newBuilder()
                        .setUserID(user)
                        .setPagination(pagination(number, size))
                        .addAllHandleResults(List.of(results))
                        .build()))
        .getFriendRequestsList();
  }

  long pending(String user, long since) {
    return as(
            user,
            () ->
                stub.getSelfUnhandledApplyCount(
                    getSelfUnhandledApplyCountReq
                        .newBuilder()
                        .setUserID(user)
                        .setTime(since)
                        .build()))
        .getCount();
  }

  isFriendResp areFriends(String one, String other) {
    return as(
        one,
        () -> stub.isFriend(isFriendReq.newBuilder().setUserID1(one).setUserID2(other).build()));
  }

  getPaginationFriendsResp page(String owner, int number, int size) {
    return as(
        owner,
        () ->
            stub.getPaginationFriends(
                getPaginationFriendsReq
                    .newBuilder()
                    .setUserID(owner)
                    .setPagination(pagination(number, size))
                    .build()));
  }

  getFullFriendUserIDsResp fullIDs(long hash) {
    return as(
        ann,
        () ->
            stub.getFullFriendUserIDs(
                getFullFriendUserIDsReq.newBuilder().setUserID(ann).setIdHash(hash).build()));
  }

  getIncrementalFriendsResp since(String owner, @Nullable getIncrementalFriendsResp known) {
    getIncrementalFriendsReq.Builder request =
        getIncrementalFriendsReq.newBuilder().setUserID(owner);
    if (known != null) {
      request.setVersion(known.getVersion()).setVersionID(known.getVersionID());
    }
    return as(owner, () -> stub.getIncrementalFriends(request.build()));
  }

  static FriendInfo.Builder listed(String owner, String friend) {
    return FriendInfo.newBuilder()
        .setOwnerUserID(owner)
        .setCreateTime(clock.instant().getEpochSecond())
        .setFriendUser(
            UserInfo.newBuilder()
                .setUserID(friend)
                .setNickname("name of " + friend)
                .setFaceURL("face")
                .setEx("ux"));
  }

  static RequestPagination pagination(int number, int size) {
    return RequestPagination.newBuilder().setPageNumber(number).setShowNumber(size).build();
  }

  static <T> T as(String userID, Supplier<T> call) {
    return RequestContext.of("test", userID).call(call::get);
  }

  static void assertRefused(ErrorCode code, Runnable call) {
    assertThatThrownBy(call::run)
        .satisfies(e -> assertThat(ErrorTable.of(e).code()).isEqualTo(code.code()));
  }
}
