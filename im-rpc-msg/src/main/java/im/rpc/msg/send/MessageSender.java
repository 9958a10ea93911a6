package im.rpc.msg.send;

import im.common.access.Access;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.lifecycle.ServiceEnvironment;
import im.common.message.ConversationIDs;
import im.common.message.SessionType;
import im.common.metrics.MetricName;
import im.common.queue.MessageQueue;
import im.common.queue.QueueRecord;
import im.proto.msg.SendMsgResp;
import im.proto.sdkws.MsgData;
import im.rpc.msg.facts.ChatFacts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;

/// Accepts messages. When [#send(MsgData)] returns, the message is in the queue on all in-sync
/// replicas and will be numbered, stored and pushed, once, however often its sender repeats it.
public final class MessageSender {
  private final MessageQueue queue;
  private final String topic;
  private final MessageStamp stamp;
  private final SingleChatRules single;
  private final GroupChatRules group;
  private final ChatFacts facts;
  private final Counter singleSent;
  private final Counter singleFailed;
  private final Counter groupSent;
  private final Counter groupFailed;

  /// Queues on `toRedisTopic`; the rules ask `facts`.
  public MessageSender(ServiceEnvironment environment, ChatFacts facts) {
    Access access = environment.access();
    Clock clock = environment.clock();
    MeterRegistry meters = environment.meters();
    queue = environment.queue();
    topic = environment.config().kafka().toRedisTopic();
    this.facts = facts;
    stamp = new MessageStamp(clock);
    single = new SingleChatRules(facts, access, environment.config().rpcMsg().friendVerify());
    group = new GroupChatRules(facts, access, clock);
    singleSent = meters.counter(MetricName.SINGLE_CHAT_SUCCESS);
    singleFailed = meters.counter(MetricName.SINGLE_CHAT_FAILED);
    groupSent = meters.counter(MetricName.GROUP_CHAT_SUCCESS);
    groupFailed = meters.counter(MetricName.GROUP_CHAT_FAILED);
  }

  /// Checks, stamps and queues `message`.
  ///
  /// @throws im.common.error.ImException the rule that refuses it
  public SendMsgResp send(MsgData message) {
    MsgData stamped = stamp.apply(message);
    return switch (message.getSessionType()) {
      case SessionType.SINGLE -> counted(singleSent, singleFailed, stamped, single::check);
      case SessionType.GROUP ->
          counted(
              groupSent,
              groupFailed,
              stamped,
              checked -> {
                group.check(checked);
                return checked;
              });
      case SessionType.NOTIFICATION -> enqueue(single.checkOfficial(stamped));
      default ->
          throw ErrorCode.ARGS.because(
              "sessionType: " + message.getSessionType() + " (expected: 1, 3 or 4)");
    };
  }

  /// Sends `message` under the stored name and face of its sender.
  public SendMsgResp sendAsStored(MsgData message) {
    var sender = facts.user(message.getSendID());
    return send(
        message.toBuilder()
            .setSenderNickname(sender.getNickname())
            .setSenderFaceURL(sender.getFaceURL())
            .build());
  }

  /// A rule that refuses a message or gives it as it may be sent.
  @FunctionalInterface
  private interface Rule {
    MsgData check(MsgData message);
  }

  private SendMsgResp counted(Counter sent, Counter failed, MsgData message, Rule rule) {
    try {
      SendMsgResp answer = enqueue(rule.check(message));
      sent.increment();
      return answer;
    } catch (RuntimeException e) {
      failed.increment();
      throw e;
    }
  }

  private SendMsgResp enqueue(MsgData message) {
    StorableForm.require(message);
    queue
        .publish(
            topic,
            new QueueRecord(
                ConversationIDs.queueKey(message), message.toByteArray(), RequestContext.current()))
        .toCompletableFuture()
        .join();
    return SendMsgResp.newBuilder()
        .setServerMsgID(message.getServerMsgID())
        .setClientMsgID(message.getClientMsgID())
        .setSendTime(message.getSendTime())
        .build();
  }
}
