package im.msgtransfer.schedule;

import static im.common.rpc.Replies.reply;
import static org.assertj.core.api.Assertions.assertThat;

import im.common.config.CrontaskConfig;
import im.common.context.RequestContext;
import im.common.lifecycle.ImService;
import im.common.lifecycle.ServiceEnvironment;
import im.common.lifecycle.ServiceSpec;
import im.common.rpc.ServiceName;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.SettableClock;
import im.common.testing.TestServices;
import im.common.testing.Until;
import im.proto.conversation.ClearUserConversationMsgReq;
import im.proto.conversation.ClearUserConversationMsgResp;
import im.proto.conversation.conversationGrpc.conversationImplBase;
import im.proto.msg.DestructMsgsReq;
import im.proto.msg.DestructMsgsResp;
import im.proto.msg.msgGrpc.msgImplBase;
import im.proto.third.DeleteOutdatedDataReq;
import im.proto.third.DeleteOutdatedDataResp;
import im.proto.third.thirdGrpc.thirdImplBase;
import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({MongoExtension.class, RedisExtension.class})
class CleanUpTest {
  private static final long DUE = Instant.parse("2026-11-01T02:00:00Z").toEpochMilli();

  private volatile CountDownLatch answering = new CountDownLatch(0);
  private volatile @Nullable DestructMsgsReq messages;
  private @Nullable ClearUserConversationMsgReq conversations;
  private @Nullable DeleteOutdatedDataReq objects;
  private TestServices services;

  @BeforeEach
  void start() throws Exception {
    services =
        new TestServices(new SettableClock(Instant.ofEpochMilli(DUE)))
            .peer(ServiceName.MSG, new Msg())
            .peer(ServiceName.CONVERSATION, new Conversations())
            .peer(ServiceName.THIRD, new Third());
  }

  @AfterEach
  void stop() throws Exception {
    services.close();
  }

  @Test
  void eachJobAsksItsServiceForWhatIsTooOld() {
    List<Job> jobs = jobs(365, 180, List.of("msg-picture", "sdklog"));
    assertThat(jobs).extracting(Job::name).containsExactly("deleteMsg", "clearUserMsg", "clearS3");
    assertThat(jobs).extracting(job -> job.step().run(DUE)).containsExactly(1, 2, 3);
    assertThat(messages)
        .isEqualTo(
            DestructMsgsReq.newBuilder()
                .setTimestamp(DUE - Duration.ofDays(365).toMillis())
                .setLimit(50)
                .build());
    assertThat(conversations)
        .isEqualTo(
            ClearUserConversationMsgReq.newBuilder().setTimestamp(DUE).setLimit(100).build());
    assertThat(objects)
        .isEqualTo(
            DeleteOutdatedDataReq.newBuilder()
                .setExpireTime(DUE - Duration.ofDays(180).toMillis())
                .addObjectGroup("msg-picture")
                .addObjectGroup("sdklog")
                .setLimit(100)
                .build());
  }

  @Test
  void whatIsNotWantedIsNoJob() {
    assertThat(jobs(0, 180, List.of("sdklog"))).isEmpty();
    assertThat(jobs(365, 0, List.of("sdklog"))).extracting(Job::name).doesNotContain("clearS3");
    assertThat(jobs(365, 180, List.of())).extracting(Job::name).doesNotContain("clearS3");
  }

  @Test
  void theCallUnderWayIsFinishedWhenItCloses() throws Exception {
    RedisExtension.redis().sync().del(JobLedger.key("deleteMsg"));
    var _ =
        new JobLedger(RedisExtension.redis(), "other", Duration.ofMinutes(1), Duration.ZERO)
            .claim("deleteMsg", DUE - Duration.ofDays(2).toMillis());
    answering = new CountDownLatch(1);
    AtomicReference<@Nullable CleanUp> cleanUp = new AtomicReference<>();
    services.start(
        new ServiceSpec(
            "im-msgtransfer", null, environment -> new OnlyCleanUp(environment, cleanUp)));
    Until.holds("a call is under way", () -> messages != null);

    Thread closing = Thread.ofVirtual().start(() -> Objects.requireNonNull(cleanUp.get()).close());
    Until.holds("it is closing", () -> closing.getState() == Thread.State.TIMED_WAITING);
    answering.countDown();
    closing.join();
    assertThat(RedisExtension.redis().sync().hget(JobLedger.key("deleteMsg"), "done"))
        .isEqualTo("1");
    assertThat(conversations).isNull();
  }

  private List<Job> jobs(int retain, int expire, List<String> types) {
    return CleanUp.jobs(
        new CrontaskConfig("0 2 * * *", retain, expire, types),
        services.clients(),
        TestServices.ADMIN);
  }

  private static void requireAdmin(String operation) {
    RequestContext caller = RequestContext.current();
    assertThat(caller.opUserID()).isEqualTo(TestServices.ADMIN);
    assertThat(caller.operationID()).startsWith(operation);
  }

  private static final class OnlyCleanUp implements ImService {
    private final CleanUp cleanUp;

    OnlyCleanUp(ServiceEnvironment environment, AtomicReference<@Nullable CleanUp> made) {
      cleanUp = new CleanUp(environment);
      made.set(cleanUp);
    }

    @Override
    public List<BindableService> grpc() {
      return List.of();
    }

    @Override
    public void start() {
      cleanUp.start();
    }

    @Override
    public void close() {
      cleanUp.close();
    }
  }

  private final class Msg extends msgImplBase {
    @Override
    public void destructMsgs(DestructMsgsReq request, StreamObserver<DestructMsgsResp> out) {
      requireAdmin("cron_msg_");
      messages = request;
      try {
        assertThat(answering.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      reply(out, DestructMsgsResp.newBuilder().setCount(1).build());
    }
  }

  private final class Conversations extends conversationImplBase {
    @Override
    public void clearUserConversationMsg(
        ClearUserConversationMsgReq request, StreamObserver<ClearUserConversationMsgResp> out) {
      requireAdmin("cron_user_msg_");
      conversations = request;
      reply(out, ClearUserConversationMsgResp.newBuilder().setCount(2).build());
    }
  }

  private final class Third extends thirdImplBase {
    @Override
    public void deleteOutdatedData(
        DeleteOutdatedDataReq request, StreamObserver<DeleteOutdatedDataResp> out) {
      requireAdmin("cron_s3_");
      objects = request;
      reply(out, DeleteOutdatedDataResp.newBuilder().setCount(3).build());
    }
  }
}
