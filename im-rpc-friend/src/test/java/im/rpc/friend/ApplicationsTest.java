package im.rpc.friend;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.error.ErrorCode;
import im.proto.relation.getIncrementalFriendsApplyFromReq;
import im.proto.relation.getIncrementalFriendsApplyFromResp;
import im.proto.relation.getIncrementalFriendsApplyToReq;
import im.proto.relation.getIncrementalFriendsApplyToResp;
import im.proto.relation.getIncrementalFriendsResp;
import im.proto.relation.isFriendResp;
import im.proto.relation.respondFriendApplyReq;
import im.proto.sdkws.FriendInfo;
import im.proto.sdkws.FriendRequest;
import im.proto.sdkws.MsgData;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Applying for a friendship and answering.
final class ApplicationsTest extends FriendTestBed {
  @Test
  void anApplicationIsNotedAndTold() throws Exception {
    apply(ann, bob, "hello");

    FriendRequest application = between(ann, bob).getFirst();
    assertThat(application)
        .isEqualTo(
            FriendRequest.newBuilder()
                .setFromUserID(ann)
                .setFromNickname("name of " + ann)
                .setFromFaceURL("face")
                .setToUserID(bob)
                .setToNickname("name of " + bob)
                .setToFaceURL("face")
                .setReqMsg("hello")
                .setEx("ex")
                .setCreateTime(clock.millis())
                .build());
    MsgData told = peers.nextNotification(run, 1203);
    assertThat(told.getSendID()).isEqualTo(ann);
    assertThat(told.getRecvID()).isEqualTo(bob);
    assertThat(told.getContent().toStringUtf8()).contains("hello");
    assertThat(pending(bob, 0)).isEqualTo(1);
    assertThat(pending(bob, clock.millis())).isZero();
    assertThat(pending(ann, 0)).isZero();
  }

  @Test
  void refusesApplicationsThatMakeNoSense() {
    assertRefused(ErrorCode.CAN_NOT_ADD_YOURSELF, () -> apply(ann, ann, ""));
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> apply(ann, "nobody", ""));
    importAll(ann, bob);
    assertRefused(ErrorCode.RELATIONSHIP_ALREADY, () -> apply(bob, ann, ""));
    delete(ann, bob);
    apply(bob, ann, "back?");
    assertThat(received(ann, 1, 10)).hasSize(1);
  }

  @Test
  void listsApplicationsNewestFirst() {
    apply(ann, cid, "");
    clock.advance(Duration.ofSeconds(1));
    apply(bob, cid, "");
    assertThat(received(cid, 1, 10))
        .extracting(FriendRequest::getFromUserID)
        .containsExactly(bob, ann);
    clock.advance(Duration.ofSeconds(1));
    apply(ann, cid, "again");
    assertThat(received(cid, 1, 10))
        .extracting(FriendRequest::getFromUserID)
        .containsExactly(ann, bob);
    assertThat(received(cid, 2, 1)).extracting(FriendRequest::getFromUserID).containsExactly(bob);
    assertThat(received(cid, 3, 1)).isEmpty();
    assertThat(received(cid, 1, 0)).isEmpty();
    assertThat(received(cid, 1, 10, 1, -1)).isEmpty();
    assertThat(received(cid, 1, 10, 0)).hasSize(2);
  }

  @Test
  void agreeingMakesBothFriends() throws Exception {
    apply(ann, bob, "");
    apply(bob, ann, "");
    getIncrementalFriendsResp before = since(bob, null);
    clock.advance(Duration.ofSeconds(1));
    answer(ann, bob, 1, "welcome");

    assertThat(areFriends(ann, bob))
        .isEqualTo(
            isFriendResp.newBuilder().setInUser1Friends(true).setInUser2Friends(true).build());
    FriendInfo atBob = listed(bob, ann).setAddSource(2).setOperatorUserID(ann).build();
    assertThat(page(bob, 1, 10).getFriendsInfoList()).containsExactly(atBob);
    assertThat(since(bob, before).getInsertList()).containsExactly(atBob);
    List<FriendRequest> both = between(ann, bob);
    assertThat(both).extracting(FriendRequest::getHandleResult).containsExactly(1, 1);
    assertThat(both).extracting(FriendRequest::getHandlerUserID).containsExactly(bob, bob);
    assertThat(both).extracting(FriendRequest::getHandleMsg).containsExactly("welcome", "");
    assertThat(both)
        .extracting(FriendRequest::getHandleTime)
        .containsExactly(clock.millis(), clock.millis());
    MsgData told = peers.nextNotification(run, 1201);
    assertThat(told.getSendID()).isEqualTo(bob);
    assertThat(told.getRecvID()).isEqualTo(ann);

    assertRefused(ErrorCode.ARGS, () -> answer(ann, bob, 1, ""));
    assertRefused(ErrorCode.FRIEND_REQUEST_HANDLED, () -> answer(ann, bob, -1, ""));
  }

  @Test
  void refusingKeepsThemStrangers() throws Exception {
    apply(ann, bob, "");
    answer(ann, bob, -1, "not now");

    assertThat(areFriends(ann, bob)).isEqualTo(isFriendResp.getDefaultInstance());
    FriendRequest refused = between(ann, bob).getFirst();
    assertThat(refused.getHandleResult()).isEqualTo(-1);
    assertThat(refused.getHandleMsg()).isEqualTo("not now");
    assertThat(refused.getHandlerUserID()).isEmpty();
    assertThat(peers.nextNotification(run, 1202).getRecvID()).isEqualTo(ann);
    assertRefused(ErrorCode.FRIEND_REQUEST_HANDLED, () -> answer(ann, bob, -1, ""));
    assertRefused(ErrorCode.ARGS, () -> answer(ann, bob, 1, ""));

    apply(ann, bob, "once more");
    FriendRequest again = between(ann, bob).getFirst();
    assertThat(again.getHandleResult()).isZero();
    assertThat(again.getHandleMsg()).isEmpty();
    assertThat(again.getHandleTime()).isEqualTo(refused.getHandleTime());
    answer(ann, bob, 1, "");
    assertThat(areFriends(ann, bob).getInUser1Friends()).isTrue();
  }

  @Test
  void refusesAnswersThatMakeNoSense() {
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> answer(ann, bob, 1, ""));
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> answer(ann, bob, -1, ""));
    apply(ann, bob, "");
    assertRefused(ErrorCode.ARGS, () -> answer(ann, bob, 0, ""));
    assertRefused(ErrorCode.ARGS, () -> answer(ann, bob, 2, ""));
    assertRefused(
        ErrorCode.NO_PERMISSION,
        () ->
            as(
                ann,
                () ->
                    stub.respondFriendApply(
                        respondFriendApplyReq
                            .newBuilder()
                            .setFromUserID(ann)
                            .setToUserID(bob)
                            .setHandleResult(1)
                            .build())));
  }

  @Test
  void bothSidesSyncTheirApplications() {
    apply(cid, bob, "first");
    var bobKnew = receivedSince(bob, getIncrementalFriendsApplyToReq.getDefaultInstance());
    var annKnew = sentSince(ann, getIncrementalFriendsApplyFromReq.getDefaultInstance());
    assertThat(bobKnew.getFull()).isTrue();
    apply(ann, bob, "hello");
    answer(cid, bob, -1, "");

    var bobKnows =
        receivedSince(
            bob,
            getIncrementalFriendsApplyToReq
                .newBuilder()
                .setVersionID(bobKnew.getVersionID())
                .setVersion(bobKnew.getVersion())
                .build());
    assertThat(bobKnows.getFull()).isFalse();
    assertThat(bobKnows.getChangesList())
        .containsExactlyInAnyOrderElementsOf(received(bob, 1, 10))
        .hasSize(2);
    var annKnows =
        sentSince(
            ann,
            getIncrementalFriendsApplyFromReq
                .newBuilder()
                .setVersionID(annKnew.getVersionID())
                .setVersion(annKnew.getVersion())
                .build());
    assertThat(annKnows.getVersion()).isEqualTo(annKnew.getVersion() + 1);
    assertThat(annKnows.getChangesList()).isEqualTo(between(ann, bob));
    assertRefused(
        ErrorCode.NO_PERMISSION,
        () ->
            as(
                ann,
                () ->
                    stub.getIncrementalFriendsApplyTo(
                        getIncrementalFriendsApplyToReq.newBuilder().setUserID(bob).build())));
  }

  private static getIncrementalFriendsApplyToResp receivedSince(
      String userID, getIncrementalFriendsApplyToReq known) {
    return as(
        userID,
        () -> stub.getIncrementalFriendsApplyTo(known.toBuilder().setUserID(userID).build()));
  }

  private static getIncrementalFriendsApplyFromResp sentSince(
      String userID, getIncrementalFriendsApplyFromReq known) {
    return as(
        userID,
        () -> stub.getIncrementalFriendsApplyFrom(known.toBuilder().setUserID(userID).build()));
  }
}
