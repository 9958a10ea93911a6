package im.common.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.common.config.ConfigLoader;
import im.common.config.NotificationConfig;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.notification.NotificationComposer.Setting;
import im.common.testing.LeftBehind;
import im.common.testing.MongoExtension;
import im.common.testing.SettableClock;
import im.common.testing.Until;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.UserInfo;
import im.proto.sdkws.UserInfoUpdatedTips;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Processes are played by outboxes of their own on one store; a dead one by a notifier that never
/// gets through.
@ExtendWith(MongoExtension.class)
class OutboxTest {
  private static final UserInfoUpdatedTips TIPS =
      UserInfoUpdatedTips.newBuilder().setUserID("u1").build();

  private final NotificationConfig config = ConfigLoader.defaults(Map.of()).notification();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T05:00:00Z"));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final BlockingQueue<MsgData> sent = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeEach
  void forget() {
    MongoExtension.mongo().collection(OutboxStore.COLLECTION).deleteMany(new Document());
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  @Test
  void anEntryIsThereBeforeTheChangeAndGoneAfterTheDelivery() throws Exception {
    Notifier notifier = notifier(sent::add);
    String result =
        outbox("here:1")
            .keep(
                "kind",
                new Document("name", "value"),
                () -> {
                  assertThat(rows()).hasSize(1);
                  notifier.send(Notification.of(1303, "u1", "u1", TIPS).build());
                  return "done";
                });

    assertThat(result).isEqualTo("done");
    assertThat(take().getContentType()).isEqualTo(1303);
    Until.holds("the entry is struck out", () -> rows().isEmpty());
    Until.holds("nothing is pending", () -> pending() == 0);
    assertThat(count("kept")).isEqualTo(1);
  }

  @Test
  void entriesThatEndWhileOthersAreStruckOutAreStruckOutToo() throws Exception {
    Outbox outbox = outbox("here:1");
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 400; i++) {
        threads.execute(() -> outbox.keep("kind", new Document(), () -> {}));
      }
    }
    Until.holds("all entries are struck out", () -> rows().isEmpty());
    Until.holds("nothing is pending", () -> pending() == 0);
    assertThat(count("kept")).isEqualTo(400);
  }

  @Test
  void theNextProcessAtTheAddressFinishesWhatItsPredecessorLeft() throws Exception {
    BlockingQueue<MsgData> undelivered = new LinkedBlockingQueue<>();
    Notifier stuck = notifier(message -> fail(undelivered, message));
    RequestContext caller = new RequestContext("op-1", "u7", "Web", "c1", false);
    caller.run(() ->
        outbox("here:1")
            .keep(
                "kind",
                new Document("name", "value"),
                () -> {
                  stuck.send(Notification.of(1303, "u1", "u2", TIPS).build());
                  stuck.send(Notification.of(1303, "u1", "u2", TIPS).build());
                }));
    MsgData first = within(undelivered);

    Notifier notifier = notifier(sent::add);
    List<RequestContext> callers = new ArrayList<>();
    outbox("here:1")
        .start(
            Map.of(
                "kind",
                facts -> {
                  assertThat(facts.getString("name")).isEqualTo("value");
                  callers.add(RequestContext.current());
                  notifier.send(Notification.of(1303, "u1", "u2", TIPS).build());
                  notifier.send(Notification.of(1303, "u1", "u2", TIPS).build());
                  return true;
                }));

    assertThat(take().getClientMsgID()).isEqualTo(first.getClientMsgID());
    assertThat(take().getClientMsgID()).isNotEqualTo(first.getClientMsgID());
    assertThat(callers).containsExactly(caller);
    Until.holds("the entry is struck out", () -> rows().isEmpty());
    assertThat(count("recovered")).isEqualTo(1);
  }

  @Test
  void anotherInstanceTakesOverWhenTheLeaseEnds() throws Exception {
    Notifier stuck = notifier(message -> fail(new LinkedBlockingQueue<>(), message));
    outbox("there:1").keep("kind", new Document("of", "there"), () -> say(stuck));
    LeftBehind.entry(MongoExtension.mongo(), "test", "kind", new Document("of", "dead"), "u1");
    Notifier notifier = notifier(sent::add);
    List<String> taken = new CopyOnWriteArrayList<>();
    Outbox.Recovery recovery =
        facts -> {
          taken.add(facts.getString("of"));
          return say(notifier);
        };

    Outbox early = outbox("here:1");
    early.start(Map.of("kind", recovery));
    // Behind the one that is alive.
    assertThat(take().getRecvID()).isEqualTo("u1");
    Until.holds("the entry of the dead is struck out", () -> rows().size() == 1);
    early.close();
    assertThat(taken).containsExactly("dead");

    clock.advance(OutboxStore.LEASE.plusSeconds(1));
    outbox("here:1").start(Map.of("kind", recovery));
    assertThat(take().getRecvID()).isEqualTo("u1");
    assertThat(taken).containsExactly("dead", "there");
    Until.holds("the entry is struck out", () -> rows().isEmpty());
  }

  @Test
  void whatAChangeThatFailedHalfWayDidIsFinished() throws Exception {
    Notifier notifier = notifier(sent::add);
    Outbox outbox = outbox("here:1");
    outbox.start(Map.of("kind", _ -> say(notifier)));

    assertThatThrownBy(() ->
            outbox.keep(
                "kind",
                new Document(),
                () -> {
                  throw ErrorCode.INTERNAL.because("store away");
                }))
        .hasMessageContaining("store away");

    assertThat(take().getRecvID()).isEqualTo("u1");
    Until.holds("the entry is struck out", () -> rows().isEmpty());
  }

  @Test
  void whatFailsBecauseAPeerIsAwayIsTriedAgainSoon() throws Exception {
    Notifier notifier = notifier(sent::add);
    Outbox outbox = outbox("here:1");
    AtomicInteger attempts = new AtomicInteger();
    outbox.start(
        Map.of(
            "kind",
            _ -> {
              if (attempts.incrementAndGet() < 3) {
                throw ErrorCode.INTERNAL.because("peer away");
              }
              return say(notifier);
            }));
    assertThatThrownBy(() ->
            outbox.keep(
                "kind",
                new Document(),
                () -> {
                  throw ErrorCode.INTERNAL.because("peer away");
                }))
        .hasMessageContaining("peer away");

    assertThat(take().getRecvID()).isEqualTo("u1");
    assertThat(attempts).hasValue(3);
    Until.holds("the entry is struck out", () -> rows().isEmpty());
  }

  @Test
  void aPartThatFailsIsMadeUpForAndTheCallerDoesNotHearOfIt() throws Exception {
    Notifier notifier = notifier(sent::add);
    Outbox outbox = outbox("here:1");
    AtomicInteger parts = new AtomicInteger();
    outbox.start(
        Map.of(
            "kind",
            _ -> {
              if (parts.incrementAndGet() < 3) {
                throw ErrorCode.INTERNAL.because("peer away");
              }
              return say(notifier);
            }));
    String result =
        outbox.keep(
            "kind",
            new Document(),
            () -> {
              Outbox.attempt(
                  "the part",
                  () -> {
                    throw ErrorCode.INTERNAL.because("peer away");
                  });
              say(notifier);
              return "done";
            });

    assertThat(result).isEqualTo("done");
    String first = take().getClientMsgID();
    assertThat(take().getClientMsgID()).isEqualTo(first);
    assertThat(parts).hasValue(3);
    Until.holds("the entry is struck out", () -> rows().isEmpty());
    Until.holds("nothing is pending", () -> pending() == 0);
    assertThatThrownBy(() -> Outbox.attempt("the part", () -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPartThatTakesLongGoesOnWithoutTheCaller() throws Exception {
    Outbox outbox = outbox("here:1");
    CountDownLatch slow = new CountDownLatch(1);
    outbox.keep("kind", new Document(), () -> Outbox.attempt("the part", () -> wait(slow)));

    assertThat(pending()).isOne();
    assertThat(rows()).hasSize(1);
    slow.countDown();
    Until.holds("the entry is struck out", () -> rows().isEmpty());
    assertThat(count("kept")).isEqualTo(1);
  }

  @Test
  void whatConcernsManyIsDoneBesideTheCallerAndTriedAgain() throws Exception {
    Notifier notifier = notifier(sent::add);
    Outbox outbox = outbox("here:1");
    CountDownLatch slow = new CountDownLatch(1);
    AtomicInteger attempts = new AtomicInteger();
    outbox.start(
        Map.of(
            "kind",
            facts -> {
              wait(slow);
              if (attempts.incrementAndGet() == 1) {
                throw ErrorCode.INTERNAL.because("peer away");
              }
              assertThat(facts.getString("name")).isEqualTo("value");
              return say(notifier);
            }));
    outbox.hand("kind", new Document("name", "value"));

    assertThat(rows()).hasSize(1);
    slow.countDown();
    assertThat(take().getRecvID()).isEqualTo("u1");
    assertThat(attempts).hasValue(2);
    Until.holds("the entry is struck out", () -> rows().isEmpty());
  }

  private static void wait(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void aChangeThatWasNotMadePromisesNothing() throws Exception {
    Outbox outbox = outbox("here:1");
    outbox.start(Map.of("kind", _ -> false));
    assertThatThrownBy(() ->
            outbox.keep(
                "kind",
                new Document(),
                () -> {
                  throw ErrorCode.ARGS.because("refused");
                }))
        .hasMessageContaining("refused");

    Until.holds("the entry is struck out", () -> rows().isEmpty());
    assertThat(sent).isEmpty();
    assertThat(count("dropped")).isEqualTo(1);
    assertThat(meters.find("im.outbox").tag("outcome", "recovered").counter()).isNull();
  }

  @Test
  void whatOnlyANewerVersionKnowsIsLeftToIt() throws Exception {
    Notifier stuck = notifier(message -> fail(new LinkedBlockingQueue<>(), message));
    outbox("here:1").keep("newer", new Document(), () -> say(stuck));
    outbox("here:1").keep("kind", new Document(), () -> say(stuck));
    Notifier notifier = notifier(sent::add);
    outbox("here:1").start(Map.of("kind", _ -> say(notifier)));

    assertThat(take().getRecvID()).isEqualTo("u1");
    Until.holds("one entry is left", () -> rows().size() == 1);
    assertThat(rows().getFirst().getString("kind")).isEqualTo("newer");
  }

  private static boolean say(Notifier notifier) {
    notifier.send(Notification.of(1303, "u1", "u1", TIPS).build());
    return true;
  }

  private static void fail(BlockingQueue<MsgData> undelivered, MsgData message) {
    undelivered.add(message);
    throw ErrorCode.INTERNAL.because("down");
  }

  private Outbox outbox(String address) {
    Outbox outbox = new Outbox(MongoExtension.mongo(), "test", () -> address, clock, meters);
    opened.add(outbox);
    return outbox;
  }

  private Notifier notifier(Consumer<MsgData> sender) {
    Notifier notifier =
        new Notifier(
            "test",
            new NotificationComposer(type -> Setting.of(config, type), clock),
            sender,
            _ -> UserInfo.getDefaultInstance(),
            new Notifier.Patience(
                Duration.ofSeconds(1), Duration.ofMillis(1), 1, Duration.ofSeconds(5)),
            meters);
    opened.add(notifier);
    return notifier;
  }

  private MsgData take() throws InterruptedException {
    return within(sent);
  }

  private static MsgData within(BlockingQueue<MsgData> queue) throws InterruptedException {
    MsgData message = queue.poll(60, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no notification within a minute");
    }
    return message;
  }

  private static List<Document> rows() {
    return MongoExtension.rows(OutboxStore.COLLECTION);
  }

  private double pending() {
    return meters.get("im.outbox.pending").gauge().value();
  }

  private double count(String outcome) {
    return meters.get("im.outbox").tag("outcome", outcome).counter().count();
  }
}
