package im.msgtransfer.persist;

import static im.common.rpc.Replies.reply;
import static org.assertj.core.api.Assertions.assertThat;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.history.MessageCache;
import im.common.history.MessageHistory;
import im.common.history.MessageStore;
import im.common.history.StoredMessage.Revoke;
import im.common.mongo.Indexes;
import im.common.notification.Outbox;
import im.common.queue.QueueRecord;
import im.common.rpc.ServiceName;
import im.common.sequence.UserSequences;
import im.common.sequence.UserSequences.Position;
import im.common.testing.LeftBehind;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.TestServices;
import im.msgtransfer.peer.GroupMembers;
import im.proto.conversation.SetConversationsReq;
import im.proto.conversation.SetConversationsResp;
import im.proto.conversation.conversationGrpc;
import im.proto.group.GetGroupMemberUserIDsReq;
import im.proto.group.GetGroupMemberUserIDsResp;
import im.proto.group.GetGroupMembersInfoReq;
import im.proto.group.GetGroupMembersInfoResp;
import im.proto.group.groupGrpc;
import im.proto.msg.MsgDataToMongoByMQ;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.MsgData;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({MongoExtension.class, RedisExtension.class})
class MentionsTest {
  private static final String CHAT = "sg_g";
  private static final List<String> MEMBERS = List.of("Ann", "Bob", "Eve");

  private final Map<String, Integer> marks = new ConcurrentHashMap<>();
  private volatile boolean isConversationServiceAway;
  private volatile boolean isGroupGone;
  private TestServices services;
  private MessageHistory history;
  private UserSequences users;
  private Outbox outbox;
  private PersistStage stage;
  private long newest;

  @BeforeEach
  void start() throws Exception {
    RedisExtension.redis().sync().flushall();
    MongoExtension.mongo().collection("msg").drop();
    MongoExtension.mongo().collection("seq_user").drop();
    Indexes.ensure(MongoExtension.mongo(), "msg", "seq_user");
    services =
        new TestServices(Clock.systemUTC())
            .peer(ServiceName.CONVERSATION, new Conversations())
            .peer(ServiceName.GROUP, new Groups());
    startTransfer();
  }

  @AfterEach
  void stop() throws Exception {
    outbox.close();
    services.close();
  }

  @Test
  void whoIsMentionedFindsHisChatMarked() throws Exception {
    store(mention("Bob", "Stranger"));
    assertMarked(Map.of("Bob", 1));
  }

  @Test
  void whenAllAreMentionedTheSenderIsNot() throws Exception {
    store(mention("AtAllTag"));
    assertMarked(Map.of("Bob", 2, "Eve", 2));
  }

  @Test
  void whoIsMentionedAmongAllSeesBoth() throws Exception {
    store(mention("AtAllTag", "Eve"));
    assertMarked(Map.of("Bob", 2, "Eve", 3));
  }

  @Test
  void aLaterMessageOfTheSameBatchCountsMore() throws Exception {
    store(mention("Bob", "Eve"), message().setContentType(101), mention("AtAllTag"));
    assertMarked(Map.of("Bob", 2, "Eve", 2));
  }

  @Test
  void onlyMessagesInGroupsThatMentionSomebodyMark() throws Exception {
    store(message().setContentType(101).addAtUserIDList("Bob"), message().setContentType(106));
    assertMarked(Map.of());
  }

  @Test
  void marksAreMadeWhenTheConversationServiceIsBack() throws Exception {
    isConversationServiceAway = true;
    store(mention("Bob"));
    assertThat(marks).isEmpty();
    isConversationServiceAway = false;
    assertMarked(Map.of("Bob", 1));
  }

  @Test
  void marksThatAProcessLeftAreMadeByTheNext() throws Exception {
    isConversationServiceAway = true;
    store(mention("Bob"));
    outbox.close();
    isConversationServiceAway = false;
    startTransfer();
    assertMarked(Map.of("Bob", 1));
  }

  @Test
  void aRecordThatComesAgainMarksNobodyWhoHasReadTheMessage() throws Exception {
    QueueRecord record = store(mention("Bob", "Eve"));
    assertMarked(Map.of("Bob", 1, "Eve", 1));
    users.keepRead(new Position("Bob", CHAT), 1);
    marks.clear();
    stage.handle(0, List.of(record));
    assertMarked(Map.of("Eve", 1));
  }

  @Test
  void aMessageThatWasTakenBackMarksNobody() throws Exception {
    QueueRecord record = store(mention("Bob"));
    assertMarked(Map.of("Bob", 1));
    assertThat(history.revoke(CHAT, 1, new Revoke(0, "Ann", "Ann", 7))).isTrue();
    marks.clear();
    stage.handle(0, List.of(record));
    assertMarked(Map.of());
  }

  @Test
  void aGroupThatIsGoneHoldsNothingUp() throws Exception {
    isGroupGone = true;
    store(mention("Bob"));
    store(mention("AtAllTag"));
    assertMarked(Map.of());
  }

  /// What a transfer has, beginning with what an earlier one at the same address left.
  private void startTransfer() {
    history =
        new MessageHistory(
            new MessageCache(RedisExtension.redis()), new MessageStore(MongoExtension.mongo()));
    users = new UserSequences(RedisExtension.redis(), MongoExtension.mongo());
    outbox =
        new Outbox(
            MongoExtension.mongo(),
            "msgtransfer",
            () -> "here:1",
            Clock.systemUTC(),
            services.meters());
    Mentions mentions =
        new Mentions(
            history,
            users,
            new GroupMembers(services.stub(ServiceName.GROUP, groupGrpc::newBlockingStub)),
            services.stub(ServiceName.CONVERSATION, conversationGrpc::newBlockingStub),
            outbox);
    outbox.start(mentions.recoveries());
    stage = new PersistStage(history, users, mentions, services.meters());
  }

  private QueueRecord store(MsgData.Builder... messages) throws Exception {
    MsgDataToMongoByMQ.Builder run =
        MsgDataToMongoByMQ.newBuilder().setConversationID(CHAT).setLastSeq(newest);
    for (MsgData.Builder message : messages) {
      run.addMsgData(message.setSeq(++newest));
    }
    QueueRecord record =
        new QueueRecord("g", run.build().toByteArray(), RequestContext.of("op", "Ann"));
    stage.handle(0, List.of(record));
    return record;
  }

  private void assertMarked(Map<String, Integer> expected) throws Exception {
    LeftBehind.isFinished(MongoExtension.mongo(), "msgtransfer");
    assertThat(marks).isEqualTo(expected);
  }

  private static MsgData.Builder mention(String... userIDs) {
    return message().setContentType(106).addAllAtUserIDList(List.of(userIDs));
  }

  private static MsgData.Builder message() {
    return MsgData.newBuilder().setSendID("Ann").setGroupID("g").setSessionType(3);
  }

  private final class Conversations extends conversationGrpc.conversationImplBase {
    @Override
    public void setConversations(
        SetConversationsReq request, StreamObserver<SetConversationsResp> out) {
      assertThat(RequestContext.current().temporaryAdmin()).as("rights of the server").isTrue();
      if (isConversationServiceAway) {
        out.onError(Status.UNAVAILABLE.asRuntimeException());
        return;
      }
      assertThat(request.getConversation().getConversationID()).isEqualTo(CHAT);
      request
          .getUserIDsList()
          .forEach(id -> marks.put(id, request.getConversation().getGroupAtType().getValue()));
      reply(out, SetConversationsResp.getDefaultInstance());
    }
  }

  private final class Groups extends groupGrpc.groupImplBase {
    @Override
    public void getGroupMemberUserIDs(
        GetGroupMemberUserIDsReq request, StreamObserver<GetGroupMemberUserIDsResp> out) {
      requireGroup();
      reply(out, GetGroupMemberUserIDsResp.newBuilder().addAllUserIDs(MEMBERS).build());
    }

    @Override
    public void getGroupMembersInfo(
        GetGroupMembersInfoReq request, StreamObserver<GetGroupMembersInfoResp> out) {
      requireGroup();
      GetGroupMembersInfoResp.Builder found = GetGroupMembersInfoResp.newBuilder();
      request.getUserIDsList().stream()
          .filter(MEMBERS::contains)
          .forEach(id -> found.addMembers(GroupMemberFullInfo.newBuilder().setUserID(id)));
      reply(out, found.build());
    }

    private void requireGroup() {
      if (isGroupGone) {
        throw ErrorCode.GROUP_ID_NOT_FOUND.because("g");
      }
    }
  }
}
