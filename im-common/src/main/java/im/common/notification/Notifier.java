package im.common.notification;

import im.common.config.NotificationConfig;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.error.ErrorTable;
import im.common.error.ImException;
import im.common.message.ConversationIDs;
import im.common.notification.NotificationComposer.Setting;
import im.common.profile.UserProfiles;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.msg.SendMsgReq;
import im.proto.msg.msgGrpc;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.UserInfo;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells clients what happened, without making the request that made it happen wait for it or fail
/// with it (`reference/business-rules.md` 2.1, checks 125 and "every notification is delivered" of
/// `right-answers.md`).
///
/// Notifications of one conversation arrive at rpc-msg in the order of the [#send] calls. Each is
/// sent in the name of the server, since the caller may not be allowed to speak for its sender. A
/// failure that may pass is retried with the same clientMsgID, which rpc-msg takes for the same
/// message; a refusal is not. What could not be delivered is logged and counted in
/// `im.notification`; when it was sent inside of [Outbox#keep] it is not lost but sent later.
public final class Notifier implements AutoCloseable {
  /// How patient the notifier is.
  ///
  /// @param room how long [#send] waits for room when too many notifications wait
  /// @param firstPause pause before the second attempt; doubles with each further one
  /// @param attempts how often one notification is tried
  /// @param drain how long [#close()] waits for what is under way
  record Patience(Duration room, Duration firstPause, int attempts, Duration drain) {
    static final Patience DEFAULT =
        new Patience(Duration.ofSeconds(10), Duration.ofMillis(100), 7, Duration.ofSeconds(10));
  }

  private static final Logger log = LoggerFactory.getLogger(Notifier.class);
  private static final int LANES = 128;
  private static final int LANE_CAPACITY = 1024;

  private final NotificationComposer composer;
  private final Consumer<MsgData> sender;
  private final Function<String, UserInfo> profiles;
  private final Patience patience;
  private final OrderedLanes lanes = new OrderedLanes("notifier", LANES, LANE_CAPACITY);
  private final Counter sent;
  private final Counter refused;
  private final Counter lost;

  /// A notifier of `service` that follows `config` and sends through rpc-msg.
  public Notifier(
      String service,
      NotificationConfig config,
      RpcClients rpc,
      Clock clock,
      MeterRegistry meters) {
    this(
        service,
        new NotificationComposer(type -> Setting.of(config, type), clock),
        sender(rpc),
        profiles(rpc),
        Patience.DEFAULT,
        meters);
  }

  Notifier(
      String service,
      NotificationComposer composer,
      Consumer<MsgData> sender,
      Function<String, UserInfo> profiles,
      Patience patience,
      MeterRegistry meters) {
    this.composer = composer;
    this.sender = sender;
    this.profiles = profiles;
    this.patience = patience;
    sent = counter(meters, service, "sent");
    refused = counter(meters, service, "refused");
    lost = counter(meters, service, "lost");
    Gauge.builder("im.notification.pending", lanes, OrderedLanes::pending)
        .description("notifications that wait for rpc-msg")
        .tag("service", service)
        .register(meters);
  }

  /// Queues `notification` and returns; it never throws because of the delivery. When the queue is
  /// full the caller waits for room, up to ten seconds, and then the notification is counted as
  /// lost.
  public void send(Notification notification) {
    RequestContext current = RequestContext.current();
    RequestContext context =
        current.operationID().isEmpty()
            ? current.withOperationID("notification-" + UUID.randomUUID()).asAdmin()
            : current.asAdmin();
    @Nullable Promise promise = Promise.CURRENT.isBound() ? Promise.CURRENT.get() : null;
    MsgData message =
        promise == null
            ? composer.compose(notification)
            : composer.compose(notification, promise.open(notification));
    Runnable delivery = context.wrap(() -> deliver(message, notification.senderProfile(), promise));
    try {
      String lane = ConversationIDs.queueKey(message);
      if (!lanes.submit(lane, delivery, patience.room())) {
        missed(message, promise, "no room in the queue");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      missed(message, promise, "interrupted while waiting for room");
    }
  }

  /// Takes no more notifications and waits, within a deadline, until those under way are delivered.
  @Override
  public void close() {
    try {
      int abandoned = lanes.close(patience.drain());
      if (abandoned > 0) {
        lost.increment(abandoned);
        log.error("{} notifications lost: not delivered within {}", abandoned, patience.drain());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(MsgData message, boolean senderProfile, @Nullable Promise promise) {
    Duration pause = patience.firstPause();
    for (int attempt = 1; ; attempt++) {
      try {
        sender.accept(senderProfile ? withProfile(message) : message);
        sent.increment();
        settled(promise);
        return;
      } catch (RuntimeException e) {
        ImException error = ErrorTable.of(e);
        if (!error.mayPass()) {
          refused.increment();
          log.warn("notification {} refused: {}", describe(message), error.getMessage());
          settled(promise);
          return;
        }
        if (attempt >= patience.attempts()) {
          missed(message, promise, attempt + " attempts, the last: " + error.getMessage());
          return;
        }
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException _) {
        // close() has given up and counts what it abandons.
        Thread.currentThread().interrupt();
        return;
      }
      pause = pause.multipliedBy(2);
    }
  }

  private static void settled(@Nullable Promise promise) {
    if (promise != null) {
      promise.delivered();
    }
  }

  /// Lost for good, unless it was promised: then the outbox brings it up again.
  private void missed(MsgData message, @Nullable Promise promise, String reason) {
    if (promise != null) {
      log.warn("notification {} is sent later: {}", describe(message), reason);
      promise.missed();
      return;
    }
    lost.increment();
    log.error("notification {} lost: {}", describe(message), reason);
  }

  private MsgData withProfile(MsgData message) {
    UserInfo profile = profiles.apply(message.getSendID());
    return message.toBuilder()
        .setSenderNickname(profile.getNickname())
        .setSenderFaceURL(profile.getFaceURL())
        .build();
  }

  private static String describe(MsgData message) {
    return message.getContentType() + " from " + message.getSendID() + " to " + message.getRecvID();
  }

  private static Counter counter(MeterRegistry meters, String service, String outcome) {
    return Counter.builder("im.notification")
        .description("notifications by what became of them")
        .tag("service", service)
        .tag("outcome", outcome)
        .register(meters);
  }

  private static Consumer<MsgData> sender(RpcClients rpc) {
    msgGrpc.msgBlockingStub messages = rpc.stub(ServiceName.MSG, msgGrpc::newBlockingStub);
    return message -> {
      var _ = messages.sendMsg(SendMsgReq.newBuilder().setMsgData(message).build());
    };
  }

  private static Function<String, UserInfo> profiles(RpcClients rpc) {
    UserProfiles users = new UserProfiles(rpc);
    return userID -> users.require(userID, ErrorCode.USER_ID_NOT_FOUND);
  }
}
