package im.common.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.mongo.Indexes;
import im.common.sequence.ConversationSequences.Stored;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.SettableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({RedisExtension.class, MongoExtension.class})
class ConversationSequencesTest {
  private static final String CONVERSATION = "si_a_b";

  private final List<Stored> stored = new ArrayList<>();
  private ConversationSequences sequences;
  private Runnable onRead = () -> {};

  @BeforeEach
  void start() {
    RedisExtension.redis().sync().flushall();
    MongoExtension.mongo().collection("seq").drop();
    Indexes.ensure(MongoExtension.mongo(), "seq");
    sequences = onFreshConnection();
  }

  @Test
  void numbersStartAtOneAndHaveNoGaps() {
    Allocation first = sequences.allocate(CONVERSATION, keys(1, 3));
    assertThat(first.before()).isZero();
    assertThat(first.seqs()).containsExactly(1, 2, 3);
    assertThat(sequences.allocate(CONVERSATION, keys(4, 5)).seqs()).containsExactly(4, 5);
    show(5);
    assertThat(sequences.maxSeqs(List.of(CONVERSATION, "si_x_y")))
        .containsEntry(CONVERSATION, 5L)
        .containsEntry("si_x_y", 0L);
  }

  @Test
  void itSaysWhatWasShownBefore() {
    assertThat(sequences.allocate(CONVERSATION, keys(1, 3)).shown()).isZero();
    assertThat(sequences.allocate(CONVERSATION, keys(4, 5)).shown()).isZero();
    show(3);
    assertThat(sequences.allocate(CONVERSATION, keys(1, 6)).shown()).isEqualTo(3);
    show(6);
    assertThat(sequences.allocate(CONVERSATION, keys(1, 6)).shown()).isEqualTo(6);
    assertThat(sequences.allocate(CONVERSATION, keys(7, 7)).shown()).isEqualTo(6);
  }

  @Test
  void aMessageThatComesAgainKeepsItsNumber() {
    sequences.allocate(CONVERSATION, keys(1, 3));
    assertThat(sequences.allocate(CONVERSATION, keys(2, 5)).seqs()).containsExactly(2, 3, 4, 5);
    assertThat(sequences.allocate(CONVERSATION, List.of(key(6), key(6))).seqs())
        .containsExactly(6, 6);
    assertThat(sequences.allocate("si_a_c", keys(1, 1)).seqs()).containsExactly(1);
  }

  @Test
  void aMessageKeepsItsNumberWhenTheClockGoesBack() {
    SettableClock clock = new SettableClock(Instant.parse("2026-07-01T12:00:00.001Z"));
    ConversationSequences nextWindow = by(clock);
    assertThat(nextWindow.allocate(CONVERSATION, keys(1, 2)).seqs()).containsExactly(1, 2);
    clock.setBack(Duration.ofMillis(10));
    assertThat(nextWindow.allocate(CONVERSATION, keys(1, 3)).seqs()).containsExactly(1, 2, 3);
    clock.advance(Duration.ofHours(24));
    assertThat(nextWindow.allocate(CONVERSATION, keys(1, 4)).seqs()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aDeletedConversationIsSeenUntilItsOwnersHaveItAgain() {
    DeletedConversations deleted = new DeletedConversations(RedisExtension.redis());
    sequences.allocate(CONVERSATION, keys(1, 3));
    assertThat(sequences.allocate(CONVERSATION, keys(4, 4)).isDeletedBySome()).isFalse();

    deleted.note("a", List.of(CONVERSATION, "si_a_c"));
    assertThat(sequences.allocate(CONVERSATION, keys(5, 5)).isDeletedBySome()).isTrue();
    Map<String, String> first = deleted.owners(CONVERSATION);
    assertThat(first).containsOnlyKeys("a");

    // Deleted once more before the first deletion is forgotten: the second one stays.
    deleted.note("a", List.of(CONVERSATION));
    deleted.forget(CONVERSATION, first);
    assertThat(sequences.allocate(CONVERSATION, keys(6, 6)).isDeletedBySome()).isTrue();
    deleted.forget(CONVERSATION, deleted.owners(CONVERSATION));
    assertThat(sequences.allocate(CONVERSATION, keys(7, 7)).isDeletedBySome()).isFalse();
    assertThat(deleted.owners("si_a_c")).containsOnlyKeys("a");
  }

  @Test
  void whenRedisForgetsItMayHaveBeenDeleted() {
    assertThat(sequences.allocate(CONVERSATION, keys(1, 3)).isForgotten()).isFalse();
    RedisExtension.redis().sync().flushall();
    assertThat(sequences.allocate(CONVERSATION, keys(4, 4)).isForgotten()).isTrue();
    // Who dies before it is shown leaves it to whoever tries again.
    Allocation again = sequences.allocate(CONVERSATION, keys(4, 5));
    assertThat(again.isForgotten()).isTrue();
    show(again.seqs()[0]);
    assertThat(sequences.allocate(CONVERSATION, keys(5, 5)).isForgotten()).isTrue();
    show(again.seqs()[1]);
    assertThat(sequences.allocate(CONVERSATION, keys(6, 6)).isForgotten()).isFalse();
  }

  @Test
  void afterARestartItMayHaveBeenDeletedAMomentBefore() {
    sequences.allocate(CONVERSATION, keys(1, 3));
    RedisExtension.redis().sync().hset("MALLOC_SEQ:" + CONVERSATION, "RUN", "0123456789abcdef");
    Allocation after = sequences.allocate(CONVERSATION, keys(4, 4));
    assertThat(after.isForgotten()).as("a first message may not be shown yet").isTrue();
    show(after.seqs()[0]);

    RedisExtension.redis().sync().hset("MALLOC_SEQ:" + CONVERSATION, "RUN", "0123456789abcdef");
    for (int again = 0; again < 2; again++) {
      after = sequences.allocate(CONVERSATION, keys(5, 5));
      assertThat(after.isDeletedBySome()).isTrue();
      assertThat(after.isForgotten()).isFalse();
    }
    show(after.seqs()[0]);
    assertThat(sequences.allocate(CONVERSATION, keys(6, 6)).isDeletedBySome()).isFalse();
  }

  @Test
  void blocksFollowOneAnotherWithoutAGap() {
    for (int from = 1; from < 2_000; from += 100) {
      assertThat(sequences.allocate(CONVERSATION, keys(from, from + 99)).seqs())
          .containsExactly(IntStream.range(from, from + 100).asLongStream().toArray());
    }
  }

  @Test
  void noNumberIsGivenTwiceWhateverRedisForgets() {
    long highest = 0;
    for (int round = 0; round < 5; round++) {
      Allocation allocation = sequences.allocate(CONVERSATION, keys(round * 100, round * 100 + 59));
      assertThat(allocation.seqs()[0]).isGreaterThan(highest);
      highest = allocation.seqs()[59];
      RedisExtension.redis().sync().flushall();
    }
  }

  @Test
  void aServerThatCameBackWithoutItsNewestWritesIsNotBelieved() {
    sequences.allocate(CONVERSATION, keys(1, 3));
    IntStream.rangeClosed(1, 3).forEach(i -> stored.add(new Stored(key(i), i)));
    RedisExtension.redis().sync().hset("MALLOC_SEQ:" + CONVERSATION, "CURR", "1");
    RedisExtension.redis().sync().hset("MALLOC_SEQ:" + CONVERSATION, "RUN", "0123456789abcdef");
    assertThat(sequences.maxSeqs(List.of(CONVERSATION)).get(CONVERSATION))
        .isGreaterThanOrEqualTo(3);
    long[] seqs = sequences.allocate(CONVERSATION, keys(3, 5)).seqs();
    assertThat(seqs[0]).isEqualTo(3);
    assertThat(seqs[1]).isGreaterThan(3);
    assertThat(seqs[2]).isEqualTo(seqs[1] + 1);
    show(seqs[2]);
    assertThat(sequences.maxSeqs(List.of(CONVERSATION))).containsEntry(CONVERSATION, seqs[2]);
  }

  @Test
  void whatAnotherSystemWroteWithoutNamingTheRunIsBelieved() {
    RedisExtension.redis().sync().hset("MALLOC_SEQ:" + CONVERSATION, "CURR", "7");
    RedisExtension.redis().sync().hset("MALLOC_SEQ:" + CONVERSATION, "LAST", "50");
    assertThat(sequences.maxSeqs(List.of(CONVERSATION))).containsEntry(CONVERSATION, 7L);
    assertThat(sequences.allocate(CONVERSATION, keys(1, 1)).seqs()).containsExactly(8);
  }

  @Test
  void nobodyIsToldOfANumberBeforeItIsShown() {
    sequences.allocate(CONVERSATION, keys(1, 3));
    assertThat(newest()).isZero();
    show(2);
    assertThat(newest()).isEqualTo(2);
    sequences.allocate(CONVERSATION, keys(4, 5));
    assertThat(newest()).isEqualTo(2);
    show(3);
    show(1);
    assertThat(newest()).isEqualTo(3);
    show(5);
    assertThat(newest()).isEqualTo(5);
    assertThat(RedisExtension.redis().sync().hkeys("MALLOC_SEQ:" + CONVERSATION))
        .containsExactlyInAnyOrder("CURR", "LAST", "TIME", "RUN");
  }

  @Test
  void whatWasNotShownIsHiddenUntilItComesAgain() {
    sequences.allocate(CONVERSATION, keys(1, 3));
    show(3);
    sequences.allocate(CONVERSATION, keys(4, 60));
    sequences.allocate(CONVERSATION, keys(4, 70));
    assertThat(newest()).isEqualTo(3);
    show(70);
    assertThat(newest()).isEqualTo(70);
  }

  @Test
  void anotherSystemHidesNothing() {
    sequences.allocate(CONVERSATION, keys(1, 3));
    RedisExtension.redis().sync().hset("MALLOC_SEQ:" + CONVERSATION, "CURR", "7");
    assertThat(newest()).isEqualTo(7);
    sequences.allocate(CONVERSATION, keys(8, 8));
    assertThat(newest()).isEqualTo(7);
    show(8);
    assertThat(newest()).isEqualTo(8);
  }

  @Test
  void afterALossTheNewestIsTheBoundUntilThereIsANewerOne() {
    show(sequences.allocate(CONVERSATION, keys(1, 3)).seqs()[2]);
    RedisExtension.redis().sync().flushall();
    long bound = newest();
    assertThat(bound).isGreaterThanOrEqualTo(3);
    List<Long> told = new ArrayList<>();
    onRead = () -> told.add(newest());
    long seq = sequences.allocate(CONVERSATION, keys(4, 4)).seqs()[0];
    assertThat(told).containsExactly(bound);
    assertThat(newest()).isEqualTo(bound);
    show(seq);
    assertThat(newest()).isEqualTo(seq);
  }

  @Test
  void theNewestNumberNeverGoesBack() throws Exception {
    List<String> ids = IntStream.range(0, 40).mapToObj(i -> "si_a_c" + i).toList();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var writer =
          threads.submit(() -> {
            for (int round = 1; round <= 2; round++) {
              for (String id : ids) {
                long seq = sequences.allocate(id, keys(round, round)).seqs()[0];
                sequences.show(id, seq).toCompletableFuture().join();
              }
              RedisExtension.redis().sync().flushall();
            }
          });
      Map<String, Long> before = new HashMap<>();
      while (!writer.isDone()) {
        Map<String, Long> now = sequences.maxSeqs(ids);
        now.forEach((id, seq) ->
            assertThat(seq).as(id).isGreaterThanOrEqualTo(before.getOrDefault(id, 0L)));
        before.putAll(now);
      }
      writer.get();
    }
  }

  @Test
  void aBlockThatComesTooLateIsNotUsed() {
    show(sequences.allocate(CONVERSATION, keys(1, 3)).seqs()[2]);
    RedisExtension.redis().sync().flushall();
    // The lock of the one who recovers ends, and another one is quicker.
    List<Long> others = new ArrayList<>();
    onRead =
        () -> {
          onRead = () -> {};
          RedisExtension.redis().sync().del("MALLOC_SEQ:" + CONVERSATION);
          others.add(onFreshConnection().allocate(CONVERSATION, keys(4, 4)).seqs()[0]);
        };
    assertThat(sequences.allocate(CONVERSATION, keys(5, 5)).seqs())
        .containsExactly(others.getFirst() + 1);
  }

  @Test
  void whatIsStoredIsRememberedWhenRedisForgets() {
    sequences.allocate(CONVERSATION, keys(1, 3));
    IntStream.rangeClosed(1, 3).forEach(i -> stored.add(new Stored(key(i), i)));
    RedisExtension.redis().sync().flushall();
    long[] again = sequences.allocate(CONVERSATION, keys(2, 4)).seqs();
    assertThat(again[0]).isEqualTo(2);
    assertThat(again[1]).isEqualTo(3);
    assertThat(again[2]).isGreaterThan(3);
  }

  @Test
  void whatIsStoredIsRememberedAtTheStartOfALargeBlock() {
    long[] first = sequences.allocate(CONVERSATION, keys(1, 500)).seqs();
    IntStream.rangeClosed(1, 500).forEach(i -> stored.add(new Stored(key(i), first[i - 1])));
    long[] more = sequences.allocate(CONVERSATION, keys(501, 1000)).seqs();
    IntStream.rangeClosed(501, 1000).forEach(i -> stored.add(new Stored(key(i), more[i - 501])));
    long[] last = sequences.allocate(CONVERSATION, keys(1001, 1001)).seqs();
    stored.add(new Stored(key(1001), last[0]));
    RedisExtension.redis().sync().flushall();
    assertThat(sequences.allocate(CONVERSATION, keys(1001, 1001)).seqs()).containsExactly(last);
    assertThat(sequences.allocate(CONVERSATION, keys(900, 900)).seqs()).containsExactly(more[399]);
  }

  @Test
  void concurrentCallersShareOneSequence() throws Exception {
    Set<Long> given = new ConcurrentSkipListSet<>();
    List<Callable<Boolean>> callers = new ArrayList<>();
    for (int caller = 0; caller < 16; caller++) {
      int from = caller * 1_000;
      callers.add(() -> {
        for (int call = 0; call < 20; call++) {
          for (long seq :
              sequences
                  .allocate(CONVERSATION, keys(from + call * 10, from + call * 10 + 9))
                  .seqs()) {
            assertThat(given.add(seq)).as("seq %s is new", seq).isTrue();
          }
        }
        return true;
      });
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var result : threads.invokeAll(callers)) {
        assertThat(result.get()).isTrue();
      }
    }
    assertThat(given).hasSize(3_200).contains(1L, 3_200L);
  }

  private long newest() {
    return sequences.maxSeqs(List.of(CONVERSATION)).getOrDefault(CONVERSATION, 0L);
  }

  private void show(long seq) {
    sequences.show(CONVERSATION, seq).toCompletableFuture().join();
  }

  private List<Stored> between(long from, long to) {
    onRead.run();
    return stored.stream().filter(each -> each.seq() >= from && each.seq() <= to).toList();
  }

  private ConversationSequences onFreshConnection() {
    return by(Clock.systemUTC());
  }

  private ConversationSequences by(Clock clock) {
    return new ConversationSequences(
        RedisExtension.redis(), MongoExtension.mongo(), (_, from, to) -> between(from, to), clock);
  }

  private static List<MessageKey> keys(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(ConversationSequencesTest::key).toList();
  }

  private static MessageKey key(int number) {
    return new MessageKey("a", "m" + number);
  }
}
