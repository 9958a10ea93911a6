package im.msgtransfer.sequencing;

import static im.common.rpc.Replies.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import im.common.config.ConfigLoader;
import im.common.config.KafkaConfig;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.history.MessageCache;
import im.common.history.MessageHistory;
import im.common.history.MessageStore;
import im.common.history.StoredMessage;
import im.common.metrics.MetricName;
import im.common.mongo.Indexes;
import im.common.mongo.Mongo;
import im.common.notification.Outbox;
import im.common.queue.PoisonRecordException;
import im.common.queue.QueueRecord;
import im.common.rpc.ServiceName;
import im.common.sequence.ConversationSequences;
import im.common.sequence.DeletedConversations;
import im.common.sequence.UserSequences;
import im.common.testing.MemoryQueue;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.TestServices;
import im.common.testing.Until;
import im.msgtransfer.peer.GroupMembers;
import im.msgtransfer.persist.Mentions;
import im.msgtransfer.persist.PersistStage;
import im.proto.conversation.CreateGroupChatConversationsReq;
import im.proto.conversation.CreateGroupChatConversationsResp;
import im.proto.conversation.CreateSingleChatConversationsReq;
import im.proto.conversation.CreateSingleChatConversationsResp;
import im.proto.conversation.conversationGrpc;
import im.proto.conversation.conversationGrpc.conversationBlockingStub;
import im.proto.group.GetGroupMemberUserIDsReq;
import im.proto.group.GetGroupMemberUserIDsResp;
import im.proto.group.groupGrpc;
import im.proto.msg.MsgDataToMongoByMQ;
import im.proto.msg.PushMsgDataToMQ;
import im.proto.sdkws.MsgData;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith({MongoExtension.class, RedisExtension.class})
class SequencingStageTest {
  private static final String CHAT = "si_Ann_Bob";
  private static final String NOTIFICATIONS = "n_Ann_Bob";

  private final List<Long> toldAtBirth = new ArrayList<>();
  private final List<Boolean> cachedAtBirth = new ArrayList<>();
  private final List<List<String>> givenTo = new CopyOnWriteArrayList<>();
  private final MemoryQueue queue = new MemoryQueue();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private volatile boolean isConversationServiceAway;
  private @Nullable ImException refusal;
  private TestServices services;
  private ConversationSequences sequences;
  private MessageHistory history;
  private UserSequences users;
  private SequencingStage stage;
  private PersistStage persist;
  private Mentions mentions;
  private Outbox outbox;

  @BeforeEach
  void start() throws Exception {
    RedisExtension.redis().sync().flushall();
    MongoExtension.mongo().collection("seq").drop();
    MongoExtension.mongo().collection("msg").drop();
    MongoExtension.mongo().collection("seq_user").drop();
    MongoExtension.mongo().collection("notification_outbox").drop();
    Indexes.ensure(MongoExtension.mongo(), "msg", "seq", "seq_user");
    services = new TestServices(Clock.systemUTC(), queue);
    services.peer(ServiceName.CONVERSATION, new Conversations());
    services.peer(ServiceName.GROUP, new Groups());
    MessageCache cache = new MessageCache(RedisExtension.redis());
    history = new MessageHistory(cache, new MessageStore(MongoExtension.mongo()));
    sequences =
        new ConversationSequences(
            RedisExtension.redis(), MongoExtension.mongo(), history::keys, Clock.systemUTC());
    users = new UserSequences(RedisExtension.redis(), MongoExtension.mongo());
    KafkaConfig kafka = ConfigLoader.defaults(Map.of()).kafka();
    GroupMembers members =
        new GroupMembers(services.stub(ServiceName.GROUP, groupGrpc::newBlockingStub));
    conversationBlockingStub chats =
        services.stub(ServiceName.CONVERSATION, conversationGrpc::newBlockingStub);
    outbox =
        new Outbox(
            MongoExtension.mongo(), "msgtransfer", () -> "", Clock.systemUTC(), services.meters());
    mentions = new Mentions(history, users, members, chats, outbox);
    persist = new PersistStage(history, users, mentions, meters);
    ConversationBirth birth =
        new ConversationBirth(
            chats, members, new DeletedConversations(RedisExtension.redis()), sequences, outbox);
    outbox.start(birth.recoveries());
    stage =
        new SequencingStage(
            sequences, users, cache, history, birth, new TransferOutput(queue, kafka), meters);
  }

  @AfterEach
  void stop() throws Exception {
    outbox.close();
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
    assertThatThrownBy(() -> handle(text("m1"))).hasMessageContaining("service down");
    assertThat(newest(CHAT)).isZero();
    assertThat(queue.published()).isEmpty();

    isConversationServiceAway = false;
    handle(text("m1"), text("m2"));
    assertThat(newest(CHAT)).isEqualTo(2);
    assertThat(history.find(CHAT, List.of(1L, 2L))).containsOnlyKeys(1L, 2L);
  }

  @Test
  void whatTheStoreCanNeverTakeDoesNotHoldUpTheRest() throws Exception {
    MsgData.Builder unstorable = message("m2").setRecvID("Cid").putOptions("a\u0000", true);
    handle(text("m1"), record(unstorable.build()));
    List<QueueRecord> runs = new ArrayList<>(queue.published("toMongo"));

    PoisonRecordException poison =
        catchThrowableOfType(PoisonRecordException.class, () -> persist.handle(0, runs));
    assertThat(MsgDataToMongoByMQ.parseFrom(poison.record().value()).getConversationID())
        .isEqualTo("si_Ann_Cid");

    runs.remove(poison.record());
    persist.handle(0, runs);
    RedisExtension.redis().sync().flushall();
    assertThat(kept(CHAT)).isTrue();
  }

  @Test
  void whatWentThroughIsNotPushedAgainWithWhatFailed() throws Exception {
    QueueRecord typing =
        record(message("t1").setRecvID("Cid").putOptions("history", false).build());
    QueueRecord first = text("m1");
    isConversationServiceAway = true;
    assertThatThrownBy(() -> handle(typing, first)).isNotNull();
    isConversationServiceAway = false;
    handle(typing, first);
    assertThat(pushed().keySet()).containsExactlyInAnyOrder("si_Ann_Cid", CHAT);
  }

  @Test
  void aDeletedChatComesBackWithWhatIsSaidButNotWithAChangedSetting() throws Exception {
    handle(text("m1"));
    new DeletedConversations(RedisExtension.redis()).note("Bob", List.of(CHAT));
    toldAtBirth.clear();
    MsgData.Builder madePrivate =
        message("m2").setContentType(1701).putOptions("isNotNotification", false);
    handle(record(madePrivate.build()));
    assertThat(newest(CHAT)).isEqualTo(2);
    assertThat(toldAtBirth).isEmpty();

    handle(record(madePrivate.setClientMsgID("m3").build()), text("m4"));
    assertThat(toldAtBirth).containsExactly(2L);
    handle(text("m5"));
    assertThat(toldAtBirth).containsExactly(2L);
  }

  @Test
  void aDeletedChatStaysSoWhenItsOldMessagesComeAgain() throws Exception {
    handle(text("m1"), text("m2"));
    new DeletedConversations(RedisExtension.redis()).note("Bob", List.of(CHAT));
    toldAtBirth.clear();
    handle(text("m1"), text("m2"));
    assertThat(toldAtBirth).isEmpty();
    handle(text("m2"), text("m3"));
    assertThat(toldAtBirth).containsExactly(2L);
  }

  @Test
  void whenRedisForgetsWhoDeletedAGroupsChatAllHaveItAgain() throws Exception {
    handle(toGroup("m1"));
    RedisExtension.redis().sync().flushall();
    givenTo.clear();
    isConversationServiceAway = true;
    handle(toGroup("m2"));
    assertThat(newest("sg_g")).isGreaterThan(1);

    isConversationServiceAway = false;
    Until.holds("all have it", () -> givenTo.contains(List.of("Ann", "Bob")));
    Until.holds(
        "nothing is left to do", () -> MongoExtension.rows("notification_outbox").isEmpty());
    givenTo.clear();
    handle(toGroup("m3"));
    assertThat(givenTo).isEmpty();
  }

  @Test
  void aFirstMessageGetsItsChatThoughRedisIsRestartedBeforeItWasShown() throws Exception {
    isConversationServiceAway = true;
    assertThatThrownBy(() -> handle(text("m1"))).hasMessageContaining("service down");
    RedisExtension.redis().sync().hset("MALLOC_SEQ:" + CHAT, "RUN", "0123456789abcdef");
    toldAtBirth.clear();

    isConversationServiceAway = false;
    handle(text("m1"));
    assertThat(toldAtBirth).hasSize(1);
  }

  @Test
  void afterARestartAChatThatWasDeletedAMomentBeforeComesBackHoweverManyTriesItTakes()
      throws Exception {
    handle(text("m1"));
    RedisExtension.redis().sync().hset("MALLOC_SEQ:" + CHAT, "RUN", "0123456789abcdef");
    isConversationServiceAway = true;
    assertThatThrownBy(() -> handle(text("m2"))).hasMessageContaining("service down");
    toldAtBirth.clear();

    isConversationServiceAway = false;
    handle(text("m2"));
    assertThat(toldAtBirth).hasSize(1);
  }

  @Test
  void aChatThatIsRefusedHoldsNobodyUp() throws Exception {
    refusal = ErrorCode.ARGS.because("planted");
    handle(text("m1"));
    assertThat(newest(CHAT)).isEqualTo(1);
    assertThat(meters.counter("msg.chats.refused").count()).isEqualTo(1);
  }

  @Test
  void whoSendsAMessageAgainCannotChangeIt() throws Exception {
    QueueRecord other = record(message("m1").setContent(ByteString.copyFromUtf8("{2}")).build());
    handle(text("m1"), other);
    handle(other);
    RedisExtension.redis().sync().flushall();
    persist.handle(0, queue.published("toMongo"));
    assertThat(history.find(CHAT, List.of(1L)).values())
        .extracting(StoredMessage::message)
        .extracting(MsgData::getContent)
        .containsExactly(ByteString.copyFromUtf8("{}"));
    for (QueueRecord pushed : queue.published("toPush")) {
      assertThat(PushMsgDataToMQ.parseFrom(pushed.value()).getMsgData().getContent().toStringUtf8())
          .isEqualTo("{}");
    }
  }

  @Test
  void whoHasTheChatSoonHasItsMessageToo() throws Exception {
    handle(text("m1"));
    assertThat(cachedAtBirth).containsExactly(true);
  }

  @Test
  void notificationsAreToldToo() throws Exception {
    MsgData notification =
        message("n1").setContentType(1201).putOptions("isNotNotification", false).build();
    handle(record(notification));
    assertThat(newest(NOTIFICATIONS)).isEqualTo(1);
    assertThat(history.find(NOTIFICATIONS, List.of(1L))).containsOnlyKeys(1L);
  }

  /// What the options of a message change on its way (`reference/pipeline-storage.md` 1.4, 3.4):
  /// where it is numbered and stored, where it is only pushed, and what is unread then. Off are
  /// those of `off`; the others are not named, which means on.
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          # off                                        | stored in         | only pushed in
            -                                          | si_Ann_Bob        | -
            history                                    | -                 | si_Ann_Bob
            persistent                                 | si_Ann_Bob        | -
            offlinePush                                | si_Ann_Bob        | -
            unreadCount                                | si_Ann_Bob        | -
            conversationUpdate                         | si_Ann_Bob        | -
            senderSync                                 | si_Ann_Bob        | -
            notPrivate                                 | si_Ann_Bob        | -
            senderConversationUpdate                   | si_Ann_Bob        | -
            reactionFromCache                          | si_Ann_Bob        | -
            isSendMsg                                  | si_Ann_Bob        | -
            isNotNotification                          | si_Ann_Bob n_Ann_Bob | -
            isNotNotification history                  | si_Ann_Bob        | n_Ann_Bob
            isNotNotification isSendMsg                | n_Ann_Bob         | -
            isNotNotification isSendMsg history        | -                 | n_Ann_Bob
            isNotNotification isSendMsg offlinePush    | n_Ann_Bob         | -
          """,
      delimiter = '|')
  void optionsDecideWhatIsStored(
      @Nullable String off, @Nullable String stored, @Nullable String onlyPushed) throws Exception {
    MsgData.Builder message = message("m1");
    words(off).forEach(option -> message.putOptions(option, false));
    handle(record(message.build()));
    persist();

    Map<String, MsgData> pushed = pushed();
    assertThat(pushed.keySet()).containsExactlyInAnyOrderElementsOf(both(stored, onlyPushed));
    for (String conversationID : List.of(CHAT, NOTIFICATIONS)) {
      boolean isStored = words(stored).contains(conversationID);
      assertThat(newest(conversationID)).isEqualTo(isStored ? 1 : 0);
      assertThat(kept(conversationID)).isEqualTo(isStored);
      // The sender has read what he wrote in the chat; the receiver has not.
      boolean isRead = isStored && conversationID.equals(CHAT);
      assertThat(users.readSeqs("Ann", List.of(conversationID)))
          .containsEntry(conversationID, isRead ? 1L : 0L);
      assertThat(users.readSeqs("Bob", List.of(conversationID))).containsEntry(conversationID, 0L);
      MsgData sent = pushed.get(conversationID);
      if (sent != null) {
        assertThat(sent.getSeq()).isEqualTo(isStored ? 1 : 0);
        assertThat(sent.getOptionsMap())
            .isEqualTo(expectedOptions(message.getOptionsMap(), conversationID, pushed.size()));
      }
    }
  }

  /// A notification that shows in the chat leaves there what the client does with a message; the
  /// notification itself disturbs nobody. Everything else keeps its options.
  private static Map<String, Boolean> expectedOptions(
      Map<String, Boolean> options, String conversationID, int copies) {
    if (copies == 1) {
      return options;
    }
    Map<String, Boolean> expected = new HashMap<>();
    if (conversationID.equals(NOTIFICATIONS)) {
      expected.putAll(options);
      expected.put("offlinePush", false);
      expected.put("unreadCount", false);
    } else {
      expected.put("offlinePush", options.getOrDefault("offlinePush", true));
      expected.put("unreadCount", options.getOrDefault("unreadCount", true));
    }
    return expected;
  }

  @Test
  void whatTheSenderReadIsCountedWhenItCannotBeSaved() throws Exception {
    handle(text("m1"));
    Mongo gone = new Mongo(MongoExtension.config());
    gone.close();
    UserSequences unsaved = new UserSequences(RedisExtension.redis(), gone);
    PersistStage failing = new PersistStage(history, unsaved, mentions, meters);
    assertThatThrownBy(() -> failing.handle(0, queue.published("toMongo")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(meters.counter(MetricName.SEQ_SET_FAILED).count()).isEqualTo(1);
    assertThat(meters.counter(MetricName.MONGO_INSERT_FAILED).count()).isZero();

    persist.handle(0, queue.published("toMongo"));
    assertThat(meters.counter(MetricName.SEQ_SET_FAILED).count()).isEqualTo(1);
    assertThat(meters.counter(MetricName.MONGO_INSERT_SUCCESS).count()).isEqualTo(1);
  }

  private void persist() throws Exception {
    persist.handle(0, queue.published("toMongo"));
    RedisExtension.redis().sync().keys("MSG_CACHE:*").forEach(RedisExtension.redis().sync()::del);
    RedisExtension.redis()
        .sync()
        .keys("SEQ_USER_READ:*")
        .forEach(RedisExtension.redis().sync()::del);
  }

  private boolean kept(String conversationID) {
    return !history.find(conversationID, List.of(1L)).isEmpty();
  }

  private Map<String, MsgData> pushed() throws Exception {
    Map<String, MsgData> pushed = new HashMap<>();
    for (QueueRecord record : queue.published("toPush")) {
      PushMsgDataToMQ task = PushMsgDataToMQ.parseFrom(record.value());
      assertThat(pushed.put(task.getConversationID(), task.getMsgData())).isNull();
    }
    return pushed;
  }

  private static List<String> words(@Nullable String text) {
    return text == null ? List.of() : List.of(text.split(" "));
  }

  private static List<String> both(@Nullable String some, @Nullable String others) {
    return Stream.concat(words(some).stream(), words(others).stream()).toList();
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

  private static QueueRecord toGroup(String clientMsgID) {
    return record(message(clientMsgID).clearRecvID().setGroupID("g").setSessionType(3).build());
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
      cachedAtBirth.add(kept(request.getConversationID()));
      answer(out, CreateSingleChatConversationsResp.getDefaultInstance());
    }

    @Override
    public void createGroupChatConversations(
        CreateGroupChatConversationsReq request,
        StreamObserver<CreateGroupChatConversationsResp> out) {
      if (!isConversationServiceAway) {
        givenTo.add(request.getUserIDsList());
      }
      answer(out, CreateGroupChatConversationsResp.getDefaultInstance());
    }

    private <T> void answer(StreamObserver<T> out, T answer) {
      if (isConversationServiceAway) {
        out.onError(Status.UNAVAILABLE.asRuntimeException());
      } else if (refusal != null) {
        throw refusal;
      } else {
        reply(out, answer);
      }
    }
  }

  private static final class Groups extends groupGrpc.groupImplBase {
    @Override
    public void getGroupMemberUserIDs(
        GetGroupMemberUserIDsReq request, StreamObserver<GetGroupMemberUserIDsResp> out) {
      reply(
          out, GetGroupMemberUserIDsResp.newBuilder().addAllUserIDs(List.of("Ann", "Bob")).build());
    }
  }
}
