package im.msgtransfer.schedule;

import im.common.config.ConfigException;
import im.common.config.CrontaskConfig;
import im.common.context.RequestContext;
import im.common.lifecycle.ServiceEnvironment;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.conversation.ClearUserConversationMsgReq;
import im.proto.conversation.conversationGrpc;
import im.proto.msg.DestructMsgsReq;
import im.proto.msg.msgGrpc;
import im.proto.third.DeleteOutdatedDataReq;
import im.proto.third.thirdGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Scheduled clean-up (`reference/pipeline-storage.md` 9, `openim-crontask.yml`): documents of old
/// messages, messages that destroy themselves, old objects. Every process has one and they look
/// every few seconds whether something is due; the ledger sees to it that one of them does it.
public final class CleanUp implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CleanUp.class);
  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration RETRY = Duration.ofMinutes(5);
  private static final Duration END = Duration.ofSeconds(12);
  private static final int DOCUMENTS = 50;
  private static final int CONVERSATIONS = 100;
  private static final int OBJECTS = 100;

  private final List<Job> jobs;
  private final JobRunner runner;
  private final CountDownLatch closing = new CountDownLatch(1);
  private @Nullable Thread thread;

  /// Asks the services of `environment` as its first administrator.
  ///
  /// @throws ConfigException when the schedule is none
  public CleanUp(ServiceEnvironment environment) {
    CrontaskConfig config = environment.config().crontask();
    List<String> admins = environment.config().share().imAdminUser().userIDs();
    jobs = jobs(config, environment.rpc(), admins.isEmpty() ? "" : admins.getFirst());
    runner =
        new JobRunner(
            schedule(config, environment),
            new JobLedger(environment.redis(), UUID.randomUUID().toString(), LEASE, RETRY),
            environment.clock().withZone(java.time.ZoneId.systemDefault()),
            this::pause,
            environment.meters());
  }

  /// Begins to look for what is due.
  public void start() {
    if (jobs.isEmpty()) {
      log.info("scheduled clean-up is off: retainChatRecords below 1");
      return;
    }
    thread = Thread.ofVirtual().name("clean-up").start(this::look);
  }

  /// Ends after the call that is under way, which has twelve seconds; another process takes up what
  /// is left of the run.
  @Override
  public void close() {
    if (thread == null) {
      return;
    }
    closing.countDown();
    try {
      if (!thread.join(END)) {
        log.warn("clean-up does not end within {}", END);
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// The jobs that `config` wants done, in the order in which they are.
  static List<Job> jobs(CrontaskConfig config, RpcClients rpc, String adminID) {
    List<Job> jobs = new ArrayList<>();
    if (config.retainChatRecords() < 1) {
      return jobs;
    }
    AtomicLong number = new AtomicLong();
    var messages = rpc.stub(ServiceName.MSG, msgGrpc::newBlockingStub);
    var conversations = rpc.stub(ServiceName.CONVERSATION, conversationGrpc::newBlockingStub);
    var third = rpc.stub(ServiceName.THIRD, thirdGrpc::newBlockingStub);
    jobs.add(
        new Job(
            "deleteMsg",
            DOCUMENTS,
            due -> {
              long limit = due - Duration.ofDays(config.retainChatRecords()).toMillis();
              return as(adminID, "cron_msg", limit, number)
                  .call(() ->
                      messages.destructMsgs(
                          DestructMsgsReq.newBuilder()
                              .setTimestamp(limit)
                              .setLimit(DOCUMENTS)
                              .build()))
                  .getCount();
            }));
    jobs.add(
        new Job(
            "clearUserMsg",
            CONVERSATIONS,
            due ->
                as(adminID, "cron_user_msg", due, number)
                    .call(() ->
                        conversations.clearUserConversationMsg(
                            ClearUserConversationMsgReq.newBuilder()
                                .setTimestamp(due)
                                .setLimit(CONVERSATIONS)
                                .build()))
                    .getCount()));
    if (config.fileExpireTime() > 0 && !config.deleteObjectType().isEmpty()) {
      jobs.add(
          new Job(
              "clearS3",
              OBJECTS,
              due -> {
                long limit = due - Duration.ofDays(config.fileExpireTime()).toMillis();
                return as(adminID, "cron_s3", limit, number)
                    .call(() ->
                        third.deleteOutdatedData(
                            DeleteOutdatedDataReq.newBuilder()
                                .setExpireTime(limit)
                                .addAllObjectGroup(config.deleteObjectType())
                                .setLimit(OBJECTS)
                                .build()))
                    .getCount();
              }));
    }
    return jobs;
  }

  private static CronExpression schedule(CrontaskConfig config, ServiceEnvironment environment) {
    try {
      CronExpression schedule = CronExpression.parse(config.cronExecuteTime());
      var _ = schedule.lastUntil(environment.clock().instant().atZone(java.time.ZoneOffset.UTC));
      return schedule;
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new ConfigException("openim-crontask.yml: cronExecuteTime: " + e.getMessage());
    }
  }

  private static RequestContext as(String adminID, String what, long limit, AtomicLong number) {
    String operationID =
        "%s_%d_%d_%d"
            .formatted(what, ProcessHandle.current().pid(), limit, number.incrementAndGet());
    return RequestContext.of(operationID, adminID).asAdmin();
  }

  private void look() {
    try {
      while (true) {
        for (Job job : jobs) {
          pause(Duration.ZERO);
          lookAt(job);
        }
        pause(LOOK);
      }
    } catch (InterruptedException _) {
      // close() ends it.
    }
  }

  /// Throws once somebody closes.
  private void pause(Duration duration) throws InterruptedException {
    if (closing.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("closing");
    }
  }

  private void lookAt(Job job) throws InterruptedException {
    try {
      runner.runIfDue(job);
    } catch (RuntimeException e) {
      log.warn("clean-up {}: nothing known of what is due: {}", job.name(), e.getMessage());
    }
  }
}
