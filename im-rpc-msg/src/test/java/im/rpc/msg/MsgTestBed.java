package im.rpc.msg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.error.ErrorTable;
import im.common.history.MessageCache;
import im.common.history.MessageHistory;
import im.common.history.MessageStore;
import im.common.lifecycle.ServiceSpec;
import im.common.queue.QueueRecord;
import im.common.rpc.ServiceName;
import im.common.sequence.ConversationSequences;
import im.common.sequence.MessageKey;
import im.common.sequence.UserSequences;
import im.common.sequence.UserSequences.Position;
import im.common.testing.MemoryQueue;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.SettableClock;
import im.common.testing.TestServices;
import im.common.testing.Until;
import im.proto.conversation.Conversation;
import im.proto.msg.GetConversationsHasReadAndMaxSeqReq;
import im.proto.msg.Seqs;
import im.proto.msg.msgGrpc;
import im.proto.msg.msgGrpc.msgBlockingStub;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.PullMessageBySeqsReq;
import im.proto.sdkws.PullMessageBySeqsResp;
import im.proto.sdkws.PullMsgs;
import im.proto.sdkws.SeqRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/// The service as its callers meet it: over gRPC, on real stores, with stand-ins for its peers.
/// Messages are stored as the pipeline does it; what the service publishes stays in [#queue].
@ExtendWith({MongoExtension.class, RedisExtension.class})
abstract class MsgTestBed {
  static final int OWNER = 100;
  static final int ADMIN = 60;
  static final int MEMBER = 20;
  private static final int CALL = 500;
  static final SettableClock clock = new SettableClock(Instant.parse("2025-11-24T05:00:00Z"));

  static final Peers peers = new Peers();
  private static final AtomicInteger RUN = new AtomicInteger();
  private static final ObjectMapper JSON = new ObjectMapper();

  static MemoryQueue queue;
  static TestServices services;
  static msgBlockingStub stub;
  static MessageCache cache;
  static MessageStore store;
  static MessageHistory history;
  static ConversationSequences sequences;
  static UserSequences users;

  String run = "";
  String ann = "";
  String bob = "";
  String eve = "";
  String pair = "";

  @BeforeAll
  static void start() throws Exception {
    queue = new MemoryQueue();
    services = new TestServices(clock, queue);
    services
        .peer(ServiceName.USER, peers.new User())
        .peer(ServiceName.FRIEND, peers.new Friend())
        .peer(ServiceName.GROUP, peers.new Group())
        .peer(ServiceName.CONVERSATION, peers.new Conversations())
        .start(new ServiceSpec("im-rpc-msg", ServiceName.MSG, MsgService::new));
    stub = services.stub(ServiceName.MSG, msgGrpc::newBlockingStub);
    cache = new MessageCache(RedisExtension.redis());
    store = new MessageStore(MongoExtension.mongo());
    history = new MessageHistory(cache, store);
    sequences =
        new ConversationSequences(
            RedisExtension.redis(), MongoExtension.mongo(), history::keys, clock);
    users = new UserSequences(RedisExtension.redis(), MongoExtension.mongo());
  }

  @AfterAll
  static void stop() throws Exception {
    services.close();
  }

  @BeforeEach
  void names() {
    run = "run" + RUN.incrementAndGet() + "-";
    ann = run + "Ann";
    bob = run + "Bob";
    eve = run + "Eve";
    pair = "si_" + ann + "_" + bob;
  }

  /// Ann and Bob have a chat with `count` messages of Ann.
  void annWritesToBob(int count) {
    haveChat(ann, bob, pair, 1);
    haveChat(bob, ann, pair, 1);
    List<MsgData> messages = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      messages.add(from(ann).setRecvID(bob).setContent(text("m" + i)).build());
    }
    for (int from = 0; from < count; from += CALL) {
      storeAll(pair, messages.subList(from, Math.min(count, from + CALL)));
    }
  }

  /// A group whose members have its chat.
  String group(Map<String, Integer> roles) {
    String groupID = run + "group";
    peers.groups.put(groupID, new ConcurrentHashMap<>(roles));
    roles.keySet().forEach(member -> haveGroupChat(member, groupID));
    return groupID;
  }

  static void haveGroupChat(String owner, String groupID) {
    peers.have(
        Conversation.newBuilder()
            .setOwnerUserID(owner)
            .setConversationID("sg_" + groupID)
            .setConversationType(3)
            .setGroupID(groupID)
            .build());
  }

  long writeToGroup(String groupID, String sender) {
    return store(
        "sg_" + groupID,
        from(sender).setGroupID(groupID).setSessionType(3).setContent(text("hi")).build());
  }

  static void haveChat(String owner, String other, String conversationID, int type) {
    peers.have(
        Conversation.newBuilder()
            .setOwnerUserID(owner)
            .setUserID(other)
            .setConversationID(conversationID)
            .setConversationType(type)
            .build());
  }

  /// Numbers, caches and stores a message, as the pipeline does.
  static long store(String conversationID, MsgData message) {
    return storeAll(conversationID, List.of(message));
  }

  static MsgData number(String conversationID, MsgData message) {
    return numbered(conversationID, List.of(message)).getFirst();
  }

  static long storeAll(String conversationID, List<MsgData> messages) {
    List<MsgData> numbered = numbered(conversationID, messages);
    cache.put(conversationID, numbered).toCompletableFuture().join();
    store.insert(Map.of(conversationID, numbered));
    long last = numbered.getLast().getSeq();
    show(conversationID, last);
    Position sender = new Position(messages.getFirst().getSendID(), conversationID);
    users.persistRead(Map.of(sender, last));
    users.raiseRead(sender, last).toCompletableFuture().join();
    return last;
  }

  static void show(String conversationID, long seq) {
    sequences.show(conversationID, seq).toCompletableFuture().join();
  }

  private static List<MsgData> numbered(String conversationID, List<MsgData> messages) {
    long[] seqs =
        sequences
            .allocate(
                conversationID,
                messages.stream()
                    .map(message -> new MessageKey(message.getSendID(), message.getClientMsgID()))
                    .toList())
            .seqs();
    List<MsgData> numbered = new ArrayList<>();
    for (int i = 0; i < seqs.length; i++) {
      numbered.add(messages.get(i).toBuilder().setSeq(seqs[i]).build());
    }
    return numbered;
  }

  static MsgData.Builder from(String sender) {
    clock.advance(java.time.Duration.ofMillis(10));
    return MsgData.newBuilder()
        .setSendID(sender)
        .setClientMsgID("c" + RUN.incrementAndGet())
        .setSessionType(1)
        .setContentType(101)
        .setSendTime(clock.millis())
        .setStatus(2);
  }

  static ByteString text(String text) {
    return ByteString.copyFromUtf8("{\"content\":\"" + text + "\"}");
  }

  static PullMessageBySeqsReq pull(String userID, String conversationID, long begin, long end) {
    return PullMessageBySeqsReq.newBuilder()
        .setUserID(userID)
        .addSeqRanges(
            SeqRange.newBuilder()
                .setConversationID(conversationID)
                .setBegin(begin)
                .setEnd(end)
                .setNum(100))
        .build();
  }

  List<MsgData> read(String userID, String conversationID, long begin, long end) {
    PullMessageBySeqsResp found =
        as(userID, () -> stub.pullMessageBySeqs(pull(userID, conversationID, begin, end)));
    PullMsgs none = PullMsgs.getDefaultInstance();
    return conversationID.startsWith("n_")
        ? found.getNotificationMsgsOrDefault(conversationID, none).getMsgsList()
        : found.getMsgsOrDefault(conversationID, none).getMsgsList();
  }

  /// What a user has read of a conversation, and its newest number for him.
  static Seqs seqsOf(String userID, String id) {
    return as(
            userID,
            () ->
                stub.getConversationsHasReadAndMaxSeq(
                    GetConversationsHasReadAndMaxSeqReq.newBuilder()
                        .setUserID(userID)
                        .addConversationIDs(id)
                        .build()))
        .getSeqsOrThrow(id);
  }

  List<Long> seqs(String userID, String conversationID) {
    return read(userID, conversationID, 1, 100).stream().map(MsgData::getSeq).toList();
  }

  /// The messages of a type that the service sent in this run.
  List<MsgData> sent(int contentType) {
    return queue.published("toRedis").stream()
        .map(QueueRecord::value)
        .map(MsgTestBed::message)
        .filter(message -> message.getContentType() == contentType)
        .filter(message -> message.toString().contains(run))
        .toList();
  }

  /// The same, once there are `count`.
  List<MsgData> sent(int contentType, int count) throws Exception {
    Until.holds(
        count + " messages of type " + contentType, () -> sent(contentType).size() >= count);
    assertThat(sent(contentType)).hasSize(count);
    return sent(contentType);
  }

  /// Nothing of a type is sent that names this run: what was promised is sent before the end.
  void assertNothingSent(int contentType) throws Exception {
    stop();
    List<MsgData> sent = sent(contentType);
    start();
    assertThat(sent).isEmpty();
  }

  /// What a notification tells.
  static JsonNode detail(MsgData message) {
    try {
      String content = message.getContent().toStringUtf8();
      return JSON.readTree(JSON.readTree(content).path("detail").asText());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /// The numbers that a notification names.
  static Stream<Long> namedSeqs(MsgData message) {
    return StreamSupport.stream(detail(message).path("seqs").spliterator(), false)
        .map(JsonNode::asLong);
  }

  static <T> T as(String userID, Supplier<T> call) {
    return RequestContext.of("test", userID).call(call::get);
  }

  /// Calls as a service does for work of its own.
  static <T> T internally(Supplier<T> call) {
    return RequestContext.of("test", "").asAdmin().call(call::get);
  }

  static void assertRefused(ErrorCode code, Runnable call) {
    assertThatThrownBy(call::run)
        .satisfies(e -> assertThat(ErrorTable.of(e).code()).isEqualTo(code.code()));
  }

  private static MsgData message(byte[] value) {
    try {
      return MsgData.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
