package im.rpc.friend;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.error.ErrorCode;
import im.common.error.ErrorTable;
import im.common.testing.AtOnce;
import im.common.testing.LeftBehind;
import im.common.testing.MongoExtension;
import im.common.testing.TestServices;
import im.proto.relation.getIncrementalFriendsResp;
import im.proto.relation.isFriendResp;
import im.proto.sdkws.FriendRequest;
import im.proto.sdkws.MsgData;
import io.grpc.StatusRuntimeException;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

/// What is true of an application however it is answered: once, and the two are friends or not as
/// the answer says.
final class RacesTest extends FriendTestBed {
  private static final int ROUNDS = 60;
  private static final isFriendResp FRIENDS =
      isFriendResp.newBuilder().setInUser1Friends(true).setInUser2Friends(true).build();
  private static final isFriendResp STRANGERS = isFriendResp.getDefaultInstance();

  @Test
  void anApplicationIsAnsweredOnce() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String from = ann + round;
      String to = bob + round;
      apply(from, to, "");
      List<Integer> codes =
          AtOnce.all(() -> code(from, to, 1), () -> code(from, to, -1), () -> code(from, to, -1));
      boolean agreed = codes.getFirst() == 0;
      assertThat(codes)
          .containsExactlyInAnyOrder(
              0,
              agreed ? ErrorCode.FRIEND_REQUEST_HANDLED.code() : ErrorCode.ARGS.code(),
              ErrorCode.FRIEND_REQUEST_HANDLED.code());
      LeftBehind.isFinished(MongoExtension.mongo(), "friend");
      assertThat(between(from, to).getFirst().getHandleResult()).isEqualTo(agreed ? 1 : -1);
      assertThat(areFriends(from, to)).isEqualTo(agreed ? FRIENDS : STRANGERS);
    }
  }

  @Test
  void twoWhoAgreeToEachOtherAreFriends() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String from = ann + round;
      String to = bob + round;
      apply(from, to, "");
      apply(to, from, "");
      List<Integer> codes = AtOnce.all(() -> code(from, to, 1), () -> code(to, from, 1));
      assertThat(codes).contains(0).isSubsetOf(0, ErrorCode.ARGS.code());
      assertThat(areFriends(from, to)).isEqualTo(FRIENDS);
      assertThat(between(from, to)).extracting(FriendRequest::getHandleResult).containsOnly(1);
    }
  }

  @Test
  void friendsHaveNoOpenApplicationThoughOneAppliesAgain() throws Exception {
    for (int round = 0; round < 5 * ROUNDS; round++) {
      String from = ann + round;
      String to = bob + round;
      apply(from, to, "");
      AtOnce.all(
          () -> code(from, to, 1), () -> codeOfApplying(from, to), () -> codeOfApplying(to, from));
      assertThat(areFriends(from, to)).isEqualTo(FRIENDS);
      assertThat(between(from, to))
          .as("round %d", round)
          .extracting(FriendRequest::getHandleResult)
          .containsOnly(1);
      assertThat(peers.nextNotification(run, 1201).getContent().toStringUtf8())
          .contains("\\\"handleResult\\\":1");
    }
  }

  @Test
  void anAgreementIsFinishedByTheNextProcess() throws Exception {
    apply(ann, bob, "");
    apply(cid, bob, "");
    Document first = left(ann, bob);
    Document second = left(cid, bob);
    // Cid was told, became a friend, and wants to be none any more.
    importAll(cid, bob);
    delete(cid, bob);
    LeftBehind.isFinished(MongoExtension.mongo(), "friend");
    stop();
    LeftBehind.entry(MongoExtension.mongo(), "friend", "agreed", first, bob);
    LeftBehind.entry(MongoExtension.mongo(), "friend", "agreed", second, bob);
    start();

    LeftBehind.isFinished(MongoExtension.mongo(), "friend");
    assertThat(areFriends(ann, bob)).isEqualTo(FRIENDS);
    assertThat(areFriends(cid, bob))
        .isEqualTo(STRANGERS.toBuilder().setInUser2Friends(true).build());
  }

  @Test
  void anImportIsFinishedByTheNextProcessForThoseWhoDidNotChangeTheirMind() throws Exception {
    String dan = run + "Dan";
    importAll(ann, bob, cid, dan);
    Document facts =
        new Document("owner", ann)
            .append("ids", List.of(bob, cid, dan))
            .append("time", clock.millis());
    delete(ann, cid);
    delete(dan, ann);
    // The insert reached one row of the two.
    MongoExtension.mongo()
        .collection("friend")
        .deleteOne(new Document("owner_user_id", bob).append("friend_user_id", ann));
    LeftBehind.isFinished(MongoExtension.mongo(), "friend");
    stop();
    LeftBehind.entry(MongoExtension.mongo(), "friend", "imported", facts, TestServices.ADMIN);
    start();

    LeftBehind.isFinished(MongoExtension.mongo(), "friend");
    assertThat(areFriends(ann, bob)).isEqualTo(FRIENDS);
    assertThat(areFriends(ann, cid))
        .isEqualTo(STRANGERS.toBuilder().setInUser2Friends(true).build());
    assertThat(areFriends(ann, dan))
        .isEqualTo(STRANGERS.toBuilder().setInUser1Friends(true).build());
  }

  @Test
  void anImportOfSomebodyWhoWasRemovedBeforeItIsFinished() throws Exception {
    importAll(ann, bob);
    delete(ann, bob);
    getIncrementalFriendsResp before = since(ann, null);
    Document head =
        new Document("user", ann)
            .append("id", new ObjectId(before.getVersionID()))
            .append("version", before.getVersion());
    MongoExtension.mongo()
        .collection("friend")
        .insertOne(
            new Document("owner_user_id", ann)
                .append("friend_user_id", bob)
                .append("create_time", new Date(7)));
    LeftBehind.isFinished(MongoExtension.mongo(), "friend");
    stop();
    LeftBehind.entry(
        MongoExtension.mongo(),
        "friend",
        "imported",
        new Document("owner", ann)
            .append("ids", List.of(bob))
            .append("time", 7L)
            .append("heads", List.of(head)),
        TestServices.ADMIN);
    peers.sent.clear();
    start();

    LeftBehind.isFinished(MongoExtension.mongo(), "friend");
    assertThat(peers.nextNotification(run, 1201).getContent().toStringUtf8()).contains(bob);
    assertThat(since(ann, before).getInsertList()).hasSize(1);
  }

  @Test
  void aRemarkIsToldByTheNextProcessThoughAPinFollowed() throws Exception {
    importAll(ann, bob, cid);
    remark(bob, "Bobby");
    LeftBehind.isFinished(MongoExtension.mongo(), "friend");
    stop();
    for (String friend : List.of(bob, cid)) {
      LeftBehind.entry(
          MongoExtension.mongo(),
          "friend",
          "updated",
          new Document("owner", ann)
              .append("ids", List.of(friend))
              .append("changes", new Document("is_pinned", true).append("remark", "Bobby")),
          ann);
    }
    peers.sent.clear();
    start();

    // Nothing of what was to be done to Cid is in place.
    LeftBehind.isFinished(MongoExtension.mongo(), "friend");
    MsgData told = peers.nextNotification(run, 1210);
    assertThat(told.getContent().toStringUtf8()).contains(bob).doesNotContain(cid);
    assertThat(peers.sent).isEmpty();
  }

  /// What a process leaves that died when it had answered the application with yes.
  private static Document left(String from, String to) {
    MongoExtension.mongo()
        .collection("friend_request")
        .updateOne(
            new Document("from_user_id", from).append("to_user_id", to),
            new Document(
                "$set", new Document("handle_result", 1).append("handle_time", new Date(7))));
    return new Document("from", from).append("to", to).append("time", 7L).append("message", "");
  }

  private int code(String from, String to, int result) {
    return code(() -> answer(from, to, result, ""));
  }

  private int codeOfApplying(String from, String to) {
    return code(() -> apply(from, to, "again"));
  }

  private static int code(Runnable call) {
    try {
      call.run();
      return 0;
    } catch (StatusRuntimeException e) {
      return ErrorTable.of(e).code();
    }
  }
}
