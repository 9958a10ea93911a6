package im.rpc.friend;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.testing.RedisExtension;
import im.common.testing.TestServices;
import im.proto.relation.addBlackReq;
import im.proto.relation.getFriendIDsReq;
import im.proto.relation.isBlackReq;
import im.proto.relation.isBlackResp;
import im.proto.relation.removeBlackReq;
import im.proto.wrappers.BoolValue;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.micrometer.core.instrument.Counter;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// Lists of friends and blocked users in Redis: as services of the reference write and read them,
/// dropped by every change.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RelationCacheTest extends FriendTestBed {
  private final RedisClusterCommands<String, String> redis = RedisExtension.redis().sync();

  @Test
  void listsAreWrittenAsTheReferenceWritesThem() {
    importAll(ann, bob, cid);
    block(bob);
    assertThat(areFriends(ann, bob).getInUser1Friends()).isTrue();
    assertThat(areBlack(ann, bob).getInUser1Blacks()).isTrue();
    assertThat(value("FRIEND_IDS:" + ann)).isEqualTo("[\"%s\",\"%s\"]".formatted(bob, cid));
    assertThat(value("BLACK_IDS:" + ann)).isEqualTo("[\"" + bob + "\"]");
    assertThat(value("BLACK_IDS:" + bob)).isEqualTo("[]");
    assertThat(redis.ttl("BLACK_IDS:" + ann)).isBetween(9 * 3600L, 12 * 3600L);
  }

  @Test
  void whatAServiceOfTheReferenceWroteIsAnswered() {
    redis.hset("FRIEND_IDS:" + ann, "value", "[\"go\",\"" + bob + "\"]");
    redis.hset("FRIEND_IDS:" + bob, "value", "null");
    redis.hset("BLACK_IDS:" + ann, "value", "[\"" + bob + "\"]");
    assertThat(ids()).containsExactly("go", bob);
    assertThat(areFriends(ann, bob).getInUser1Friends()).isTrue();
    assertThat(areFriends(ann, bob).getInUser2Friends()).isFalse();
    assertThat(areBlack(ann, bob).getInUser1Blacks()).isTrue();
  }

  @Test
  void everyChangeIsReadAtOnce() {
    assertThat(ids()).isEmpty();
    assertThat(areFriends(ann, bob).getInUser2Friends()).isFalse();
    importAll(ann, bob);
    assertThat(areFriends(ann, bob).getInUser2Friends()).isTrue();
    assertThat(ids()).containsExactly(bob);
    apply(cid, ann, "hello");
    answer(cid, ann, 1, "yes");
    assertThat(ids()).containsExactly(bob, cid);
    update(
        change -> change.addFriendUserIDs(cid).setIsPinned(BoolValue.newBuilder().setValue(true)));
    assertThat(ids()).containsExactly(cid, bob);
    delete(ann, cid);
    assertThat(ids()).containsExactly(bob);
    assertThat(areFriends(ann, cid).getInUser1Friends()).isFalse();

    assertThat(areBlack(ann, bob).getInUser1Blacks()).isFalse();
    block(bob);
    assertThat(areBlack(ann, bob).getInUser1Blacks()).isTrue();
    as(
        ann,
        () ->
            stub.removeBlack(
                removeBlackReq.newBuilder().setOwnerUserID(ann).setBlackUserID(bob).build()));
    assertThat(areBlack(ann, bob).getInUser1Blacks()).isFalse();
  }

  @Test
  void inALongListOneIsLookedForInTheStore() {
    String[] many = IntStream.range(0, 2_001).mapToObj(i -> run + i).toArray(String[]::new);
    for (int from = 0; from < many.length; from += 667) {
      importAll(ann, List.of(many).subList(from, from + 667).toArray(String[]::new));
    }
    for (int i = 0; i < 2; i++) {
      assertThat(areFriends(ann, many[2_000]).getInUser1Friends()).isTrue();
      assertThat(areFriends(ann, bob).getInUser1Friends()).isFalse();
      assertThat(value("FRIEND_IDS:" + ann)).isNull();
    }
    assertThat(ids()).hasSize(2_001);
  }

  // Last: for some seconds after it Redis is passed over.
  @Test
  @Order(Integer.MAX_VALUE)
  void withoutRedisTheStoreIsAsked() {
    importAll(ann, bob);
    double before = away();
    redis.dispatch(
        CommandType.CLIENT,
        new StatusOutput<>(StringCodec.UTF8),
        new CommandArgs<>(StringCodec.UTF8).add("PAUSE").add(1500).add("ALL"));
    assertThat(areFriends(ann, bob).getInUser1Friends()).isTrue();
    assertThat(areBlack(ann, bob).getInUser1Blacks()).isFalse();
    assertThat(ids()).containsExactly(bob);
    assertThat(away()).as("reads that passed Redis over").isGreaterThan(before);
  }

  private static double away() {
    Counter away = services.meters().find("im.cache.shared").tag("result", "away").counter();
    return away == null ? 0 : away.count();
  }

  private void block(String userID) {
    as(
        ann,
        () ->
            stub.addBlack(
                addBlackReq.newBuilder().setOwnerUserID(ann).setBlackUserID(userID).build()));
  }

  private isBlackResp areBlack(String one, String other) {
    return as(
        TestServices.ADMIN,
        () -> stub.isBlack(isBlackReq.newBuilder().setUserID1(one).setUserID2(other).build()));
  }

  private List<String> ids() {
    return as(ann, () -> stub.getFriendIDs(getFriendIDsReq.newBuilder().setUserID(ann).build()))
        .getFriendIDsList();
  }

  private String value(String key) {
    return redis.hget(key, "value");
  }
}
