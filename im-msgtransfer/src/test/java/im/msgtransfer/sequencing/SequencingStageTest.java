package im.msgtransfer.sequencing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import im.common.config.ConfigLoader;
import im.common.config.KafkaConfig;
import im.common.context.RequestContext;
import im.common.history.MessageCache;
import im.common.history.MessageHistory;
import im.common.history.MessageStore;
import im.common.mongo.Indexes;
import im.common.queue.QueueRecord;
import im.common.rpc.ServiceName;
import im.common.sequence.ConversationSequences;
import im.common.sequence.DeletedConversations;
import im.common.sequence.UserSequences;
import im.common.testing.MemoryQueue;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.TestServices;
import im.proto.conversation.CreateSingleChatConversationsReq;
import im.proto.conversation.CreateSingleChatConversationsResp;
import im.proto.conversation.conversationGrpc;
import im.proto.group.groupGrpc;
import im.proto.sdkws.MsgData;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({MongoExtension.class, RedisExtension.class})
class SequencingStageTest {
  private static final String CHAT = "si_Ann_Bob";
  private static final String NOTIFICATIONS = "n_Ann_Bob";

  private final List<Long> toldAtBirth = new ArrayList<>();
  private final MemoryQueue queue = new MemoryQueue();
  private boolean isConversationServiceAway;
  private TestServices services;
  private ConversationSequences sequences;
  private MessageHistory history;
  private SequencingStage stage;

  @BeforeEach
  void start() throws Exception {
    RedisExtension.redis().sync().flushall();
    MongoExtension.mongo().collection("seq").drop();
    MongoExtension.mongo().collection("msg").drop();
    Indexes.ensure(MongoExtension.mongo(), "msg", "seq", "seq_user");
    services = new TestServices(Clock.systemUTC(), queue);
    services.peer(ServiceName.CONVERSATION, new Conversations());
    MessageCache cache = new MessageCache(RedisExtension.redis());
    history = new MessageHistory(cache, new MessageStore(MongoExtension.mongo()));
    sequences =
        new ConversationSequences(
            RedisExtension.redis(), MongoExtension.mongo(), history::keys, Clock.systemUTC());
    KafkaConfig kafka = ConfigLoader.defaults(Map.of()).kafka();
    stage =
        new SequencingStage(
            sequences,
            new UserSequences(RedisExtension.redis(), MongoExtension.mongo()),
            cache,
            history,
            new ConversationBirth(
                services.stub(ServiceName.CONVERSATION, conversationGrpc::newBlockingStub),
                services.stub(ServiceName.GROUP, groupGrpc::newBlockingStub),
                new DeletedConversations(RedisExtension.redis())),
            new TransferOutput(queue, kafka),
            new SimpleMeterRegistry());
  }

  @AfterEach
  void stop() throws Exception {
    services.close();
  }

  @Test
  void nobodyIsToldOfAMessageBeforeItCanBeRead() throws Exception {
    handle(text("m1"), text("m2"));
    assertThat(toldAtBirth).containsExactly(0L);
    assertThat(newest(CHAT)).isEqualTo(2);
    assertThat(history.find(CHAT, List.of(1L, 2L))).containsOnlyKeys(1L, 2L);
  }

  @Test
  void whatFailedHalfWayIsToldWhenItComesAgain() throws Exception {
    isConversationServiceAway = true;
    assertThatThrownBy(() -> handle(text("m1"))).isNotNull();
    assertThat(newest(CHAT)).isZero();
    assertThat(queue.published()).isEmpty();

    isConversationServiceAway = false;
    handle(text("m1"), text("m2"));
    assertThat(newest(CHAT)).isEqualTo(2);
    assertThat(history.find(CHAT, List.of(1L, 2L))).containsOnlyKeys(1L, 2L);
  }

  @Test
  void notificationsAreToldToo() throws Exception {
    MsgData notification =
        message("n1").setContentType(1201).putOptions("isNotNotification", false).build();
    handle(record(notification));
    assertThat(newest(NOTIFICATIONS)).isEqualTo(1);
    assertThat(history.find(NOTIFICATIONS, List.of(1L))).containsOnlyKeys(1L);
  }

  private void handle(QueueRecord... records) throws Exception {
    records[0]
        .context()
        .call(() -> {
          stage.handle(0, List.of(records));
          return true;
        });
  }

  private long newest(String conversationID) {
    return sequences.maxSeqs(List.of(conversationID)).getOrDefault(conversationID, 0L);
  }

  private static QueueRecord text(String clientMsgID) {
    return record(message(clientMsgID).build());
  }

  private static QueueRecord record(MsgData message) {
    return new QueueRecord("Ann_Bob", message.toByteArray(), RequestContext.of("op", "Ann"));
  }

  private static MsgData.Builder message(String clientMsgID) {
    return MsgData.newBuilder()
        .setSendID("Ann")
        .setRecvID("Bob")
        .setClientMsgID(clientMsgID)
        .setSessionType(1)
        .setContentType(101)
        .setContent(ByteString.copyFromUtf8("{}"));
  }

  private final class Conversations extends conversationGrpc.conversationImplBase {
    @Override
    public void createSingleChatConversations(
        CreateSingleChatConversationsReq request,
        StreamObserver<CreateSingleChatConversationsResp> out) {
      toldAtBirth.add(newest(request.getConversationID()));
      if (isConversationServiceAway) {
        out.onError(Status.UNAVAILABLE.asRuntimeException());
        return;
      }
      out.onNext(CreateSingleChatConversationsResp.getDefaultInstance());
      out.onCompleted();
    }
  }
}
