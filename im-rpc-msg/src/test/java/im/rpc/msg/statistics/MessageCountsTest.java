package im.rpc.msg.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.history.MessageStore;
import im.common.paging.Page;
import im.common.testing.MongoExtension;
import im.proto.sdkws.MsgData;
import im.rpc.msg.statistics.MessageCounts.Answer;
import im.rpc.msg.statistics.MessageCounts.Question;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MongoExtension.class)
class MessageCountsTest {
  private static final long MIDNIGHT = Instant.parse("2026-11-24T00:00:00Z").toEpochMilli();
  private static final Page FIRST = new Page(0, 10);

  private final MessageCounts counts = new MessageCounts(MongoExtension.mongo());
  private final MessageStore store = new MessageStore(MongoExtension.mongo());

  @BeforeEach
  void store() {
    MongoExtension.drop();
    store.insert(
        Map.of(
            "si_ann_bob",
                List.of(
                    sent("ann", "", 1, -2000), sent("bob", "", 2, 0), sent("ann", "", 101, 3000)),
            "sg_loud", List.of(sent("bob", "loud", 1, -1), sent("bob", "loud", 2, 500)),
            "sg_calm", List.of(sent("cid", "calm", 1, 1000)),
            "n_ann_bob", List.of(sent("ann", "", 1, 1))));
  }

  @Test
  void countsByNameAndDay() {
    Answer answer = counts.count(singles(-5000, 5000), FIRST);

    assertThat(answer.messages()).isEqualTo(3);
    assertThat(answer.names()).isEqualTo(2);
    assertThat(answer.perDay())
        .containsExactly(Map.entry("2026-11-23", 1L), Map.entry("2026-11-24", 2L));
    assertThat(answer.shown()).containsExactly(Map.entry("ann", 2L), Map.entry("bob", 1L));
  }

  @Test
  void keepsEachCountWithItsGroup() {
    assertThat(counts.count(groups(false), FIRST).shown())
        .containsExactly(Map.entry("loud", 2L), Map.entry("calm", 1L));
    assertThat(counts.count(groups(true), FIRST).shown())
        .containsExactly(Map.entry("calm", 1L), Map.entry("loud", 2L));
  }

  @Test
  void startBelongsToTheSpanAndEndDoesNot() {
    assertThat(counts.count(singles(0, 3000), FIRST).shown()).containsExactly(Map.entry("bob", 1L));
    assertThat(counts.count(singles(5000, 6000), FIRST)).isEqualTo(Answer.NOTHING);
    assertThat(counts.count(singles(1, 0), FIRST)).isEqualTo(Answer.NOTHING);
  }

  @Test
  void pagesNeitherOverlapNorLeaveOut() {
    Question all =
        new Question(List.of("si_", "sg_"), "send_id", MIDNIGHT - 5000, MIDNIGHT + 5000, false);

    assertThat(counts.count(all, new Page(0, 2)).shown())
        .containsExactly(Map.entry("bob", 3L), Map.entry("ann", 2L));
    assertThat(counts.count(all, new Page(2, 2)).shown()).containsExactly(Map.entry("cid", 1L));
    Answer nothingShown = counts.count(all, Page.EMPTY);
    assertThat(nothingShown.shown()).isEmpty();
    assertThat(nothingShown.names()).isEqualTo(3);
    assertThat(
            counts
                .count(
                    all, new Page(Integer.MAX_VALUE * (long) Integer.MAX_VALUE, Integer.MAX_VALUE))
                .shown())
        .isEmpty();
  }

  private static Question singles(long fromMidnight, long toMidnight) {
    return new Question(
        List.of("si_"), "send_id", MIDNIGHT + fromMidnight, MIDNIGHT + toMidnight, false);
  }

  private static Question groups(boolean leastFirst) {
    return new Question(List.of("sg_"), "group_id", MIDNIGHT - 5000, MIDNIGHT + 5000, leastFirst);
  }

  private static MsgData sent(String sender, String groupID, long seq, long afterMidnight) {
    return MsgData.newBuilder()
        .setSendID(sender)
        .setGroupID(groupID)
        .setSeq(seq)
        .setSendTime(MIDNIGHT + afterMidnight)
        .build();
  }
}
