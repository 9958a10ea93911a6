package im.msgtransfer.sequencing;

import static im.common.rpc.Replies.reply;
import static org.assertj.core.api.Assertions.assertThat;

import im.common.context.RequestContext;
import im.common.history.MessageCache;
import im.common.history.MessageHistory;
import im.common.history.MessageStore;
import im.common.notification.Outbox;
import im.common.rpc.ServiceName;
import im.common.sequence.ConversationSequences;
import im.common.sequence.DeletedConversations;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.TestServices;
import im.msgtransfer.peer.GroupMembers;
import im.proto.conversation.CreateGroupChatConversationsReq;
import im.proto.conversation.CreateGroupChatConversationsResp;
import im.proto.conversation.SetConversationMaxSeqReq;
import im.proto.conversation.SetConversationMaxSeqResp;
import im.proto.conversation.conversationGrpc;
import im.proto.group.GetGroupMemberUserIDsReq;
import im.proto.group.GetGroupMemberUserIDsResp;
import im.proto.group.GetGroupMembersInfoReq;
import im.proto.group.GetGroupMembersInfoResp;
import im.proto.group.groupGrpc;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.MsgData;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Members come and go while their group's chat is made.
@ExtendWith({MongoExtension.class, RedisExtension.class})
class ConversationBirthTest {
  private static final String CHAT = "sg_g";
  private static final MsgData MESSAGE =
      MsgData.newBuilder().setSendID("ann").setGroupID("g").setSessionType(3).build();

  private final Set<String> members = new ConcurrentSkipListSet<>(List.of("ann", "bob", "tom"));
  private final Map<String, Long> maxSeqs = new ConcurrentHashMap<>();
  private final AtomicReference<Runnable> beforeOpening = new AtomicReference<>(() -> {});
  private final AtomicReference<Runnable> beforeLimit = new AtomicReference<>(() -> {});
  private DeletedConversations deleted;
  private Outbox outbox;
  private TestServices services;
  private ConversationBirth birth;

  @BeforeEach
  void start() throws Exception {
    RedisExtension.redis().sync().flushall();
    Clock clock = Clock.systemUTC();
    services =
        new TestServices(clock)
            .peer(ServiceName.CONVERSATION, new Conversations())
            .peer(ServiceName.GROUP, new Groups());
    deleted = new DeletedConversations(RedisExtension.redis());
    outbox = new Outbox(MongoExtension.mongo(), "msgtransfer", () -> "", clock, services.meters());
    MessageHistory history =
        new MessageHistory(
            new MessageCache(RedisExtension.redis()), new MessageStore(MongoExtension.mongo()));
    birth =
        new ConversationBirth(
            services.stub(ServiceName.CONVERSATION, conversationGrpc::newBlockingStub),
            new GroupMembers(services.stub(ServiceName.GROUP, groupGrpc::newBlockingStub)),
            deleted,
            new ConversationSequences(
                RedisExtension.redis(), MongoExtension.mongo(), history::keys, clock),
            outbox);
  }

  @AfterEach
  void stop() throws Exception {
    outbox.close();
    services.close();
  }

  @Test
  void allMembersHaveTheChat() {
    create();
    assertThat(maxSeqs).isEqualTo(Map.of("ann", 0L, "bob", 0L, "tom", 0L));
  }

  @Test
  void whoIsRemovedMeanwhileSeesTheFirstMessageAtMost() {
    beforeOpening.set(this::removeTom);
    create();
    assertThat(maxSeqs).isEqualTo(Map.of("ann", 0L, "bob", 0L, "tom", 1L));
  }

  @Test
  void whoComesBackMeanwhileSeesAll() {
    beforeOpening.set(this::removeTom);
    beforeLimit.set(() -> {
      members.add("tom");
      maxSeqs.put("tom", 0L);
    });
    create();
    assertThat(maxSeqs).isEqualTo(Map.of("ann", 0L, "bob", 0L, "tom", 0L));
  }

  @Test
  void whoDeletedTheChatAndIsRemovedMeanwhileDoesNotGetAllOfItAgain() {
    deleted.note("tom", List.of(CHAT));
    beforeOpening.set(this::removeTom);
    RequestContext.of("op", "ann").run(() -> birth.ensureAgain(CHAT, MESSAGE));
    assertThat(maxSeqs).isEqualTo(Map.of("tom", 1L));
  }

  @Test
  void whoDeletedTheChatAndLeftDoesNotHoldItUp() {
    deleted.note("eve", List.of(CHAT));
    RequestContext.of("op", "ann").run(() -> birth.ensureAgain(CHAT, MESSAGE));
    assertThat(maxSeqs).isEmpty();
    assertThat(deleted.owners(CHAT)).isEmpty();
  }

  private void create() {
    RequestContext.of("op", "ann").run(() -> birth.ensure(CHAT, MESSAGE));
  }

  /// As the group service does it.
  private void removeTom() {
    members.remove("tom");
    maxSeqs.put("tom", 1L);
  }

  private final class Conversations extends conversationGrpc.conversationImplBase {
    @Override
    public void createGroupChatConversations(
        CreateGroupChatConversationsReq request,
        StreamObserver<CreateGroupChatConversationsResp> out) {
      beforeOpening.getAndSet(() -> {}).run();
      request.getUserIDsList().forEach(userID -> maxSeqs.put(userID, 0L));
      reply(out, CreateGroupChatConversationsResp.getDefaultInstance());
    }

    @Override
    public void setConversationMaxSeq(
        SetConversationMaxSeqReq request, StreamObserver<SetConversationMaxSeqResp> out) {
      assertThat(request.getConversationID()).isEqualTo(CHAT);
      beforeLimit.getAndSet(() -> {}).run();
      request.getOwnerUserIDList().forEach(userID -> maxSeqs.put(userID, request.getMaxSeq()));
      reply(out, SetConversationMaxSeqResp.getDefaultInstance());
    }
  }

  private final class Groups extends groupGrpc.groupImplBase {
    @Override
    public void getGroupMemberUserIDs(
        GetGroupMemberUserIDsReq request, StreamObserver<GetGroupMemberUserIDsResp> out) {
      reply(out, GetGroupMemberUserIDsResp.newBuilder().addAllUserIDs(members).build());
    }

    @Override
    public void getGroupMembersInfo(
        GetGroupMembersInfoReq request, StreamObserver<GetGroupMembersInfoResp> out) {
      // The group service refuses a question about nobody.
      assertThat(request.getUserIDsList()).isNotEmpty();
      GetGroupMembersInfoResp.Builder found = GetGroupMembersInfoResp.newBuilder();
      request.getUserIDsList().stream()
          .filter(members::contains)
          .forEach(id -> found.addMembers(GroupMemberFullInfo.newBuilder().setUserID(id)));
      reply(out, found.build());
    }
  }
}
