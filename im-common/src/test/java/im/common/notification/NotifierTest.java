package im.common.notification;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.config.ConfigLoader;
import im.common.config.NotificationConfig;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.notification.NotificationComposer.Setting;
import im.common.notification.Notifier.Patience;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.UserInfo;
import im.proto.sdkws.UserInfoUpdatedTips;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NotifierTest {
  private static final UserInfoUpdatedTips TIPS =
      UserInfoUpdatedTips.newBuilder().setUserID("u1").build();

  private record Sent(MsgData message, RequestContext context) {}

  private final NotificationConfig config = ConfigLoader.defaults(Map.of()).notification();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
  private final List<Notifier> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(Notifier::close);
  }

  @Test
  void oneConversationKeepsItsOrder() throws InterruptedException {
    Notifier notifier = notifier(this::record);
    for (int i = 0; i < 500; i++) {
      UserInfoUpdatedTips numbered =
          UserInfoUpdatedTips.newBuilder().setUserID("no " + (1000 + i)).build();
      notifier.send(Notification.of(1520, "u1", "g" + i % 7, numbered).build());
    }

    Map<String, String> last = new HashMap<>();
    for (int i = 0; i < 500; i++) {
      MsgData message = take().message();
      String content = message.getContent().toStringUtf8();
      String before = last.put(message.getGroupID(), content);
      assertThat(content).isGreaterThan(before == null ? "" : before);
    }
    notifier.close();
    assertThat(count("sent")).isEqualTo(500);
  }

  @Test
  void bothDirectionsOfAChatAreOneOrder() throws InterruptedException {
    CountDownLatch first = new CountDownLatch(1);
    Notifier notifier =
        notifier(message -> {
          if (message.getSendID().equals("a")) {
            await(first);
          }
          record(message);
        });
    notifier.send(Notification.of(1201, "a", "b", TIPS).build());
    notifier.send(Notification.of(1201, "b", "a", TIPS).build());

    first.countDown();

    assertThat(take().message().getSendID()).isEqualTo("a");
    assertThat(take().message().getSendID()).isEqualTo("b");
  }

  @Test
  void oneStuckConversationDoesNotHoldUpAnother() throws InterruptedException {
    CountDownLatch stuck = new CountDownLatch(1);
    Notifier notifier =
        notifier(message -> {
          if (message.getRecvID().equals("g1")) {
            await(stuck);
          }
          record(message);
        });
    notifier.send(Notification.of(1520, "u1", "g1", TIPS).build());
    notifier.send(Notification.of(1520, "u1", "g2", TIPS).build());

    assertThat(take().message().getRecvID()).isEqualTo("g2");
    stuck.countDown();
    assertThat(take().message().getRecvID()).isEqualTo("g1");
  }

  @Test
  void itSpeaksForTheServerUnderTheCallersOperation() throws InterruptedException {
    Notifier notifier = notifier(this::record);
    RequestContext.of("op-1", "u1")
        .run(() -> notifier.send(Notification.of(1300, "u2", "u2", TIPS).build()));
    notifier.send(Notification.of(1300, "u3", "u3", TIPS).build());

    Sent asked = take();
    Sent own = take();
    if (asked.message().getSendID().equals("u3")) {
      Sent swapped = asked;
      asked = own;
      own = swapped;
    }
    assertThat(asked.context().operationID()).isEqualTo("op-1");
    assertThat(asked.context().temporaryAdmin()).isTrue();
    assertThat(own.context().operationID()).isNotEmpty();
  }

  @Test
  void aFailureThatMayPassIsRetriedAsTheSameMessage() throws InterruptedException {
    AtomicInteger attempts = new AtomicInteger();
    List<String> ids = new ArrayList<>();
    Notifier notifier =
        notifier(message -> {
          ids.add(message.getClientMsgID());
          if (attempts.incrementAndGet() < 3) {
            throw ErrorCode.INTERNAL.because("down");
          }
          record(message);
        });
    notifier.send(Notification.of(1303, "u1", "u1", TIPS).build());

    take();
    assertThat(ids).hasSize(3).containsOnly(ids.getFirst());
    assertThat(count("lost")).isZero();
  }

  @Test
  void aRefusalIsNotRepeated() throws InterruptedException {
    AtomicInteger attempts = new AtomicInteger();
    Notifier notifier =
        notifier(message -> {
          if (message.getSendID().equals("u1")) {
            attempts.incrementAndGet();
            throw ErrorCode.DISMISSED_ALREADY.because("gone");
          }
          record(message);
        });
    notifier.send(Notification.of(1520, "u1", "g1", TIPS).build());
    notifier.send(Notification.of(1520, "u2", "g1", TIPS).build());

    take();
    notifier.close();
    assertThat(attempts).hasValue(1);
    assertThat(count("refused")).isEqualTo(1);
  }

  @Test
  void whatNeverGetsThroughIsCounted() {
    Notifier notifier =
        notifier(_ -> {
          throw ErrorCode.INTERNAL.because("down");
        });
    notifier.send(Notification.of(1303, "u1", "u1", TIPS).build());
    notifier.close();

    assertThat(count("lost")).isEqualTo(1);
  }

  @Test
  void theSendersProfileGoesAlongWhenAskedFor() throws InterruptedException {
    Notifier notifier = notifier(this::record);
    notifier.send(Notification.of(1519, "u1", "g1", TIPS).withSenderProfile().build());

    assertThat(take().message().getSenderNickname()).isEqualTo("nick of u1");
  }

  @Test
  void closingDeliversWhatWaits() {
    Notifier notifier = notifier(this::record);
    for (int i = 0; i < 100; i++) {
      notifier.send(Notification.of(1303, "u" + i, "u" + i, TIPS).build());
    }
    notifier.close();

    assertThat(sent).hasSize(100);
    notifier.send(Notification.of(1303, "late", "late", TIPS).build());
    assertThat(sent).hasSize(100);
    assertThat(count("lost")).isEqualTo(1);
  }

  private Notifier notifier(Consumer<MsgData> sender) {
    Notifier notifier =
        new Notifier(
            "test",
            new NotificationComposer(type -> Setting.of(config, type), Clock.systemUTC()),
            sender,
            userID ->
                UserInfo.newBuilder().setUserID(userID).setNickname("nick of " + userID).build(),
            new Patience(Duration.ofMinutes(1), Duration.ofMillis(1), 4, Duration.ofMinutes(1)),
            meters);
    opened.add(notifier);
    return notifier;
  }

  private void record(MsgData message) {
    sent.add(new Sent(message, RequestContext.current()));
  }

  private Sent take() throws InterruptedException {
    Sent next = sent.poll(60, TimeUnit.SECONDS);
    assertThat(next).as("a notification within a minute").isNotNull();
    return Objects.requireNonNull(next);
  }

  private double count(String outcome) {
    return meters.get("im.notification").tag("outcome", outcome).counter().count();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
