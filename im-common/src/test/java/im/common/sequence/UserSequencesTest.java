package im.common.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.mongo.Indexes;
import im.common.sequence.UserSequences.Position;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({RedisExtension.class, MongoExtension.class})
class UserSequencesTest {
  private static final String GROUP = "sg_g";

  private final UserSequences users =
      new UserSequences(RedisExtension.redis(), MongoExtension.mongo());

  @BeforeEach
  void start() {
    RedisExtension.redis().sync().flushall();
    MongoExtension.mongo().collection("seq_user").drop();
    Indexes.ensure(MongoExtension.mongo(), "seq_user");
  }

  @Test
  void severalUsersOfOneConversation() {
    users.persistRead(
        Map.of(
            new Position("ann", GROUP), 3L,
            new Position("bob", GROUP), 4L,
            new Position("cid", GROUP), 5L,
            new Position("cid", "sg_other"), 9L,
            new Position("dan", "sg_other"), 9L));
    users.raiseRead(new Position("ann", GROUP), 7).toCompletableFuture().join();
    assertThat(users.readSeqsOf(List.of("ann", "bob", "cid", "dan"), GROUP))
        .isEqualTo(Map.of("ann", 7L, "bob", 4L, "cid", 5L, "dan", 0L));
    assertThat(users.readSeqsOf(List.of("bob"), GROUP)).isEqualTo(Map.of("bob", 4L));
    assertThat(users.readSeqsOf(List.of(), GROUP)).isEmpty();
  }

  @Test
  void severalConversationsOfOneUser() {
    users.persistRead(Map.of(new Position("cid", GROUP), 5L, new Position("cid", "sg_b"), 9L));
    users.raiseRead(new Position("cid", GROUP), 6).toCompletableFuture().join();
    assertThat(users.readSeqs("cid", List.of(GROUP, "sg_b", "sg_none")))
        .isEqualTo(Map.of(GROUP, 6L, "sg_b", 9L, "sg_none", 0L));
  }
}
