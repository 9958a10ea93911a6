package im.rpc.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.error.ErrorTable;
import im.common.lifecycle.ServiceSpec;
import im.common.rpc.ServiceName;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.SettableClock;
import im.common.testing.TestServices;
import im.proto.conversation.ClearUserConversationMsgReq;
import im.proto.conversation.Conversation;
import im.proto.conversation.ConversationReq;
import im.proto.conversation.CreateGroupChatConversationsReq;
import im.proto.conversation.CreateSingleChatConversationsReq;
import im.proto.conversation.DeleteConversationsReq;
import im.proto.conversation.GetAllConversationsReq;
import im.proto.conversation.GetConversationOfflinePushUserIDsReq;
import im.proto.conversation.GetConversationReq;
import im.proto.conversation.GetFullOwnerConversationIDsReq;
import im.proto.conversation.GetIncrementalConversationReq;
import im.proto.conversation.GetIncrementalConversationResp;
import im.proto.conversation.GetNotNotifyConversationIDsReq;
import im.proto.conversation.GetOwnerConversationReq;
import im.proto.conversation.GetOwnerConversationResp;
import im.proto.conversation.GetPinnedConversationIDsReq;
import im.proto.conversation.GetSortedConversationListReq;
import im.proto.conversation.GetSortedConversationListResp;
import im.proto.conversation.SetConversationsReq;
import im.proto.conversation.conversationGrpc;
import im.proto.conversation.conversationGrpc.conversationBlockingStub;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.RequestPagination;
import im.proto.wrappers.BoolValue;
import im.proto.wrappers.Int32Value;
import im.proto.wrappers.StringValue;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/// The service as its callers meet it: over gRPC, on real stores, with stand-ins for its peers.
@ExtendWith({MongoExtension.class, RedisExtension.class})
abstract class ConversationTestBed {
  static final long NEVER = -62135596800000L;
  private static final AtomicInteger RUN = new AtomicInteger();

  static final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T05:00:00Z"));
  static final Peers peers = new Peers();
  static TestServices services;
  static conversationBlockingStub stub;

  final String run = "run" + RUN.incrementAndGet() + "-";
  final String ann = run + "Ann";
  final String bob = run + "Bob";
  final String pair = "si_" + ann + "_" + bob;

  @BeforeAll
  static void start() throws Exception {
    services = new TestServices(clock);
    services
        .peer(ServiceName.MSG, peers.new Msg())
        .peer(ServiceName.USER, peers.new User())
        .peer(ServiceName.GROUP, peers.new Group())
        .start(
            new ServiceSpec(
                "im-rpc-conversation", ServiceName.CONVERSATION, ConversationService::new));
    stub = services.stub(ServiceName.CONVERSATION, conversationGrpc::newBlockingStub);
  }

  @AfterAll
  static void stop() throws Exception {
    services.close();
  }

  void talk(String from, String to) {
    create(from, to, pair, 1);
  }

  void create(String from, String to, String id, int type) {
    internally(() ->
        stub.createSingleChatConversations(
            CreateSingleChatConversationsReq.newBuilder()
                .setSendID(from)
                .setRecvID(to)
                .setConversationID(id)
                .setConversationType(type)
                .build()));
  }

  void createGroup(String groupID, String... members) {
    internally(() ->
        stub.createGroupChatConversations(
            CreateGroupChatConversationsReq.newBuilder()
                .setGroupID(groupID)
                .addAllUserIDs(List.of(members))
                .build()));
  }

  void set(String owner, Consumer<ConversationReq.Builder> change) {
    ConversationReq.Builder wanted = single(pair, bob);
    change.accept(wanted);
    as(
        owner,
        () ->
            stub.setConversations(
                SetConversationsReq.newBuilder()
                    .addUserIDs(owner)
                    .setConversation(wanted)
                    .build()));
  }

  void delete(String owner, Consumer<DeleteConversationsReq.Builder> change) {
    DeleteConversationsReq.Builder request =
        DeleteConversationsReq.newBuilder().setOwnerUserID(owner);
    change.accept(request);
    as(owner, () -> stub.deleteConversations(request.build()));
  }

  Conversation one(String owner, String id) {
    return as(owner, () -> stub.getConversation(conversationReq(owner, id))).getConversation();
  }

  List<Conversation> all(String owner) {
    return as(
            owner,
            () ->
                stub.getAllConversations(
                    GetAllConversationsReq.newBuilder().setOwnerUserID(owner).build()))
        .getConversationsList();
  }

  GetOwnerConversationResp page(int number, int size) {
    return as(
        ann,
        () ->
            stub.getOwnerConversation(
                GetOwnerConversationReq.newBuilder()
                    .setUserID(ann)
                    .setPagination(
                        RequestPagination.newBuilder().setPageNumber(number).setShowNumber(size))
                    .build()));
  }

  GetSortedConversationListResp sorted(int number, int size) {
    return as(
        ann,
        () ->
            stub.getSortedConversationList(
                GetSortedConversationListReq.newBuilder()
                    .setUserID(ann)
                    .setPagination(
                        RequestPagination.newBuilder().setPageNumber(number).setShowNumber(size))
                    .build()));
  }

  List<String> pinned(String owner) {
    return as(
            owner,
            () ->
                stub.getPinnedConversationIDs(
                    GetPinnedConversationIDsReq.newBuilder().setUserID(owner).build()))
        .getConversationIDsList();
  }

  List<String> silent(String owner) {
    return as(
            owner,
            () ->
                stub.getNotNotifyConversationIDs(
                    GetNotNotifyConversationIDsReq.newBuilder().setUserID(owner).build()))
        .getConversationIDsList();
  }

  List<String> fullIDs(String owner, long hash) {
    return as(
            owner,
            () ->
                stub.getFullOwnerConversationIDs(
                    GetFullOwnerConversationIDsReq.newBuilder()
                        .setUserID(owner)
                        .setIdHash(hash)
                        .build()))
        .getConversationIDsList();
  }

  List<String> offlinePush(String id, String... userIDs) {
    return internally(() ->
            stub.getConversationOfflinePushUserIDs(
                GetConversationOfflinePushUserIDsReq.newBuilder()
                    .setConversationID(id)
                    .addAllUserIDs(List.of(userIDs))
                    .build()))
        .getUserIDsList();
  }

  int destruct(long timestamp) {
    return internally(() ->
            stub.clearUserConversationMsg(
                ClearUserConversationMsgReq.newBuilder()
                    .setTimestamp(timestamp)
                    .setLimit(100)
                    .build()))
        .getCount();
  }

  GetIncrementalConversationResp since(
      String owner, @Nullable GetIncrementalConversationResp known) {
    GetIncrementalConversationReq.Builder request =
        GetIncrementalConversationReq.newBuilder().setUserID(owner);
    if (known != null) {
      request.setVersion(known.getVersion()).setVersionID(known.getVersionID());
    }
    return as(owner, () -> stub.getIncrementalConversation(request.build()));
  }

  void drain(int contentType) throws InterruptedException {
    assertThat(peers.nextNotification(run).getContentType()).isEqualTo(contentType);
  }

  static <T> T as(String userID, Supplier<T> call) {
    return RequestContext.of("test", userID).call(call::get);
  }

  /// Calls as a service does for work of its own.
  static <T> T internally(Supplier<T> call) {
    return as("", call);
  }

  static void assertRefused(ErrorCode code, Runnable call) {
    assertThatThrownBy(call::run)
        .satisfies(e -> assertThat(ErrorTable.of(e).code()).isEqualTo(code.code()));
  }

  static GetConversationReq conversationReq(String owner, String id) {
    return GetConversationReq.newBuilder().setOwnerUserID(owner).setConversationID(id).build();
  }

  static ConversationReq.Builder single(String id, String peer) {
    return ConversationReq.newBuilder()
        .setConversationID(id)
        .setConversationType(1)
        .setUserID(peer);
  }

  static Conversation.Builder fresh(String owner, String id) {
    return Conversation.newBuilder()
        .setOwnerUserID(owner)
        .setConversationID(id)
        .setConversationType(1)
        .setLatestMsgDestructTime(NEVER);
  }

  static MsgData message(long seq, long sendTime) {
    return MsgData.newBuilder()
        .setSeq(seq)
        .setSendTime(sendTime)
        .setSessionType(1)
        .setContentType(101)
        .setContent(ByteString.copyFromUtf8("{}"))
        .build();
  }

  static BoolValue flag(boolean value) {
    return BoolValue.newBuilder().setValue(value).build();
  }

  static Int32Value number(int value) {
    return Int32Value.newBuilder().setValue(value).build();
  }

  static StringValue text(String value) {
    return StringValue.newBuilder().setValue(value).build();
  }
}
