package im.rpc.friend;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.error.ErrorCode;
import im.common.sync.IdHash;
import im.common.testing.MongoExtension;
import im.common.testing.TestServices;
import im.proto.relation.FriendInfoOnly;
import im.proto.relation.getDesignatedFriendsReq;
import im.proto.relation.getFriendInfoReq;
import im.proto.relation.getIncrementalFriendsReq;
import im.proto.relation.getIncrementalFriendsResp;
import im.proto.relation.getPaginationFriendsResp;
import im.proto.relation.getSpecifiedFriendsInfoReq;
import im.proto.relation.importFriendReq;
import im.proto.relation.isFriendReq;
import im.proto.relation.notificationUserInfoUpdateReq;
import im.proto.sdkws.FriendInfo;
import im.proto.sdkws.MsgData;
import im.proto.wrappers.BoolValue;
import im.proto.wrappers.StringValue;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/// Friends: import, deletion, remarks, pins, lists and their sync.
final class FriendListTest extends FriendTestBed {
  @Test
  void importMakesFriendsOfBothSides() throws Exception {
    importAll(ann, bob, cid);

    assertThat(page(ann, 1, 10).getFriendsInfoList())
        .containsExactly(
            listed(ann, bob).setAddSource(1).setOperatorUserID(TestServices.ADMIN).build(),
            listed(ann, cid).setAddSource(1).setOperatorUserID(TestServices.ADMIN).build());
    assertThat(page(cid, 1, 10).getTotal()).isEqualTo(1);
    assertThat(since(ann, null).getVersion()).isEqualTo(1);
    assertThat(since(cid, null).getVersion()).isEqualTo(1);
    MsgData told = peers.nextNotification(run, 1201);
    assertThat(told.getRecvID()).isEqualTo(ann);
    assertThat(told.getContent().toStringUtf8()).contains("\\\"request\\\":null");

    importAll(ann, bob, run + "Dan");
    assertThat(since(ann, null).getVersion()).isEqualTo(2);
    assertThat(since(bob, null).getVersion()).isEqualTo(1);
  }

  @Test
  void importsOnlyDifferentUsersWhoExist() {
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> importAll(ann, bob, "nobody"));
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> importAll(ann, bob, bob));
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> importAll(ann, bob, ann));
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> importAll("nobody", bob));
    assertRefused(
        ErrorCode.NO_PERMISSION,
        () ->
            as(
                ann,
                () ->
                    stub.importFriends(
                        importFriendReq
                            .newBuilder()
                            .setOwnerUserID(ann)
                            .addFriendUserIDs(bob)
                            .build())));
    assertThat(page(ann, 1, 10).getTotal()).isZero();
  }

  @Test
  void storesTheLayoutOfTheReference() {
    importAll(ann, bob);
    Document row =
        MongoExtension.rows("friend").stream()
            .filter(r -> r.getString("owner_user_id").equals(ann))
            .findFirst()
            .orElseThrow();
    row.remove("_id");
    assertThat(row)
        .isEqualTo(
            new Document("owner_user_id", ann)
                .append("friend_user_id", bob)
                .append("remark", "")
                .append("create_time", Date.from(clock.instant()))
                .append("add_source", 1)
                .append("operator_user_id", TestServices.ADMIN)
                .append("ex", "")
                .append("is_pinned", false));
    apply(ann, cid, "hi");
    Document application =
        MongoExtension.rows("friend_request").stream()
            .filter(r -> r.getString("from_user_id").equals(ann))
            .findFirst()
            .orElseThrow();
    application.remove("_id");
    assertThat(application)
        .isEqualTo(
            new Document("from_user_id", ann)
                .append("to_user_id", cid)
                .append("handle_result", 0)
                .append("req_msg", "hi")
                .append("create_time", Date.from(clock.instant()))
                .append("handler_user_id", "")
                .append("handle_msg", "")
                .append("handle_time", new Date(0))
                .append("ex", "ex"));
  }

  @Test
  void deletionConcernsOneSide() throws Exception {
    importAll(ann, bob);
    getIncrementalFriendsResp before = since(ann, null);
    delete(ann, bob);

    assertThat(areFriends(ann, bob).getInUser1Friends()).isFalse();
    assertThat(areFriends(ann, bob).getInUser2Friends()).isTrue();
    assertThat(since(ann, before).getDeleteList()).containsExactly(bob);
    assertThat(since(bob, null).getVersion()).isEqualTo(1);
    MsgData told = peers.nextNotification(run, 1205);
    assertThat(told.getSendID()).isEqualTo(ann);
    assertThat(told.getRecvID()).isEqualTo(bob);
    delete(ann, cid);
    assertThat(since(ann, before).getDeleteList()).containsExactly(bob, cid);
  }

  @Test
  void remarksAreForFriends() throws Exception {
    importAll(ann, bob);
    getIncrementalFriendsResp before = since(ann, null);
    remark(bob, "Bobby");
    assertThat(since(ann, before).getUpdateList())
        .extracting(FriendInfo::getRemark)
        .containsExactly("Bobby");
    assertThat(peers.nextNotification(run, 1206).getSendID()).isEqualTo(ann);
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> remark(cid, "x"));
  }

  @Test
  void pinsComeFirstAtOnce() throws Exception {
    importAll(ann, bob, cid);
    getIncrementalFriendsResp before = since(ann, null);
    update(r -> r.addFriendUserIDs(cid).setIsPinned(BoolValue.newBuilder().setValue(true)));

    getIncrementalFriendsResp pinned = since(ann, before);
    assertThat(pinned.getSortVersion()).isEqualTo(pinned.getVersion());
    assertThat(pinned.getUpdateCount()).isEqualTo(1);
    assertThat(page(ann, 1, 10).getFriendsInfoList())
        .extracting(friend -> friend.getFriendUser().getUserID())
        .containsExactly(cid, bob);
    assertThat(fullIDs(0).getUserIDsList()).containsExactly(cid, bob);
    assertThat(fullIDs(IdHash.of(List.of(cid, bob))).getEqual()).isTrue();
    assertThat(peers.nextNotification(run, 1210).getRecvID()).isEqualTo(ann);

    update(r -> r.addFriendUserIDs(cid).setEx(StringValue.newBuilder().setValue("e")));
    assertThat(since(ann, pinned).getSortVersion()).isZero();
    assertThat(since(ann, pinned).getUpdate(0).getEx()).isEqualTo("e");
    assertThat(since(ann, pinned).getUpdate(0).getIsPinned()).isTrue();
  }

  @Test
  void updatesPassOverStrangersAndRefuseRepeatedIDs() {
    importAll(ann, bob);
    getIncrementalFriendsResp before = since(ann, null);
    update(r ->
        r.addFriendUserIDs(bob)
            .addFriendUserIDs(cid)
            .setRemark(StringValue.newBuilder().setValue("both")));
    assertThat(page(ann, 1, 10).getFriendsInfoList())
        .extracting(FriendInfo::getRemark)
        .containsExactly("both");
    assertThat(since(ann, before).getUpdateCount()).isEqualTo(1);
    long version = since(ann, null).getVersion();
    update(r -> r.addFriendUserIDs(bob));
    assertThat(since(ann, null).getVersion()).isEqualTo(version);
    assertRefused(ErrorCode.ARGS, () -> update(r -> r.addFriendUserIDs(bob).addFriendUserIDs(bob)));
  }

  @Test
  void pagesOfFriends() {
    importAll(ann, bob, cid, run + "Dan");
    assertThat(page(ann, 1, 2).getFriendsInfoCount()).isEqualTo(2);
    assertThat(page(ann, 2, 2).getFriendsInfoCount()).isEqualTo(1);
    for (getPaginationFriendsResp empty :
        List.of(page(ann, 9, 2), page(ann, 1, 0), page(ann, 1, -1))) {
      assertThat(empty.getFriendsInfoCount()).isZero();
      assertThat(empty.getTotal()).isEqualTo(3);
    }
  }

  @Test
  void namedFriends() {
    importAll(ann, bob, cid);
    assertThat(
            as(
                    ann,
                    () ->
                        stub.getDesignatedFriends(
                            getDesignatedFriendsReq
                                .newBuilder()
                                .setOwnerUserID(ann)
                                .addFriendUserIDs(cid)
                                .addFriendUserIDs("nobody")
                                .build()))
                .getFriendsInfoList())
        .extracting(friend -> friend.getFriendUser().getUserID())
        .containsExactly(cid);
    assertThat(
            as(
                    ann,
                    () ->
                        stub.getFriendInfo(
                            getFriendInfoReq
                                .newBuilder()
                                .setOwnerUserID(ann)
                                .addFriendUserIDs(bob)
                                .build()))
                .getFriendInfosList())
        .containsExactly(
            FriendInfoOnly.newBuilder()
                .setOwnerUserID(ann)
                .setFriendUserID(bob)
                .setCreateTime(clock.millis())
                .setAddSource(1)
                .setOperatorUserID(TestServices.ADMIN)
                .build());
    assertRefused(
        ErrorCode.ARGS,
        () ->
            as(
                ann,
                () ->
                    stub.getDesignatedFriends(
                        getDesignatedFriendsReq
                            .newBuilder()
                            .setOwnerUserID(ann)
                            .addFriendUserIDs(bob)
                            .addFriendUserIDs(bob)
                            .build())));
  }

  @Test
  void infoOfUsersInTheOrderAsked() {
    importAll(ann, cid);
    var infos =
        as(
                ann,
                () ->
                    stub.getSpecifiedFriendsInfo(
                        getSpecifiedFriendsInfoReq
                            .newBuilder()
                            .setOwnerUserID(ann)
                            .addAllUserIDList(List.of(bob, cid, "nobody", ann))
                            .build()))
            .getInfosList();
    assertThat(infos)
        .extracting(info -> info.getUserInfo().getUserID())
        .containsExactly(bob, cid, ann);
    assertThat(infos.get(0).hasFriendInfo()).isFalse();
    assertThat(infos.get(0).hasBlackInfo()).isFalse();
    assertThat(infos.get(1).getFriendInfo().getCreateTime()).isEqualTo(clock.millis());
    assertThat(infos.get(1).getFriendInfo().hasFriendUser()).isFalse();
    assertThat(infos.get(1).getUserInfo()).isEqualTo(Peers.User.profile(cid));
  }

  @Test
  void whoListsAUserHearsOfHisNewProfile() throws Exception {
    importAll(ann, bob);
    delete(bob, ann);
    getIncrementalFriendsResp before = since(ann, null);
    as(
        bob,
        () ->
            stub.notificationUserInfoUpdate(
                notificationUserInfoUpdateReq.newBuilder().setUserID(bob).build()));
    assertThat(since(ann, before).getUpdateCount()).isEqualTo(1);
    MsgData told = peers.nextNotification(run, 1209);
    assertThat(told.getSendID()).isEqualTo(bob);
    assertThat(told.getRecvID()).isEqualTo(ann);
  }

  @Test
  void strangersMayNotAsk() {
    assertRefused(
        ErrorCode.NO_PERMISSION,
        () ->
            as(
                cid,
                () ->
                    stub.isFriend(
                        isFriendReq.newBuilder().setUserID1(ann).setUserID2(bob).build())));
    assertRefused(
        ErrorCode.ARGS,
        () ->
            as(
                TestServices.ADMIN,
                () -> stub.getIncrementalFriends(getIncrementalFriendsReq.getDefaultInstance())));
  }
}
