package im.msgtransfer.schedule;

import static im.common.rpc.Replies.reply;
import static org.assertj.core.api.Assertions.assertThat;

import im.common.config.CrontaskConfig;
import im.common.context.RequestContext;
import im.common.rpc.ServiceName;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.SettableClock;
import im.common.testing.TestServices;
import im.proto.conversation.ClearUserConversationMsgReq;
import im.proto.conversation.ClearUserConversationMsgResp;
import im.proto.conversation.conversationGrpc.conversationImplBase;
import im.proto.msg.DestructMsgsReq;
import im.proto.msg.DestructMsgsResp;
import im.proto.msg.msgGrpc.msgImplBase;
import im.proto.third.DeleteOutdatedDataReq;
import im.proto.third.DeleteOutdatedDataResp;
import im.proto.third.thirdGrpc.thirdImplBase;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({MongoExtension.class, RedisExtension.class})
class CleanUpTest {
  private static final long DUE = Instant.parse("2026-11-01T02:00:00Z").toEpochMilli();

  private @Nullable DestructMsgsReq messages;
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

  private final class Msg extends msgImplBase {
    @Override
    public void destructMsgs(DestructMsgsReq request, StreamObserver<DestructMsgsResp> out) {
      requireAdmin("cron_msg_");
      messages = request;
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
