package im.standalone.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import im.bench.client.Account;
import im.bench.client.ChatClients;
import im.bench.client.ChatConnection;
import im.bench.client.ChatListener;
import im.msggateway.codec.Response;
import im.proto.msg.ConversationSeqs;
import im.proto.msg.GetConversationsHasReadAndMaxSeqReq;
import im.proto.msg.GetConversationsHasReadAndMaxSeqResp;
import im.proto.msg.GetLastMessageReq;
import im.proto.msg.GetLastMessageResp;
import im.proto.msg.GetSeqMessageReq;
import im.proto.msg.GetSeqMessageResp;
import im.proto.msg.SendMsgResp;
import im.proto.msg.Seqs;
import im.proto.sdkws.GetMaxSeqReq;
import im.proto.sdkws.GetMaxSeqResp;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.PullMessageBySeqsReq;
import im.proto.sdkws.PullMessageBySeqsResp;
import im.proto.sdkws.PullMsgs;
import im.proto.sdkws.SeqRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One device of a user: a WebSocket with JSON frames, as the JavaScript client opens it.
public final class ChatUser implements AutoCloseable {

  private static final int NEWEST_SEQS = 1001;
  private static final int PULL_BY_SEQS = 1002;
  private static final int SEND = 1003;
  private static final int MESSAGES_BY_SEQS = 1005;
  private static final int READ_AND_NEWEST = 1006;
  private static final int LAST_MESSAGE = 1007;
  private static final long ANSWER_SECONDS = 60;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ChatClients CLIENTS = new ChatClients(List.of(), true, false, 1);

  private final String userID;
  private final ChatConnection connection;
  private final List<Pushed> received;

  /// A message or notification that came by itself.
  ///
  /// @param conversationID the notification conversation it came in, empty for a chat message
  public record Pushed(String conversationID, MsgData message) {}

  private ChatUser(String userID, ChatConnection connection, List<Pushed> received) {
    this.userID = userID;
    this.connection = connection;
    this.received = received;
  }

  /// Logs in and returns when what is pushed from now on arrives here.
  public static ChatUser connect(String ws, String userID, String token)
      throws InterruptedException, IOException {
    List<Pushed> received = new CopyOnWriteArrayList<>();
    Account account = new Account(userID, token);
    ChatUser user =
        new ChatUser(
            userID,
            within(CLIENTS.connect(URI.create(ws), account, new Received(received))),
            received);
    // The gateway accepts first, makes the route known then, and answers nothing before.
    var _ = user.answer(NEWEST_SEQS, GetMaxSeqReq.newBuilder().setUserID(userID).build());
    return user;
  }

  /// Who is connected.
  public String userID() {
    return userID;
  }

  /// A text for one user.
  public MsgData.Builder textTo(String recvID, String text) {
    return text(text).setRecvID(recvID).setSessionType(1);
  }

  /// A text for a group.
  public MsgData.Builder textToGroup(String groupID, String text) {
    return text(text).setGroupID(groupID).setSessionType(3);
  }

  private MsgData.Builder text(String text) {
    return MsgData.newBuilder()
        .setSendID(userID)
        .setClientMsgID(clientMsgID(userID, text))
        .setSenderPlatformID(RestClient.WEB)
        .setSenderNickname(userID)
        .setMsgFrom(100)
        .setContentType(101)
        .setContent(ByteString.copyFromUtf8("{\"content\":\"" + text + "\"}"))
        .setCreateTime(System.currentTimeMillis());
  }

  /// The id that a user's client gives a text.
  static String clientMsgID(String userID, String text) {
    return userID + "-" + text;
  }

  /// Sends and waits for the acknowledgement.
  ///
  /// @throws IOException when the server refuses, the connection breaks or a minute passes
  public SendMsgResp send(MsgData message) throws IOException, InterruptedException {
    return SendMsgResp.parseFrom(ask(SEND, message));
  }

  /// The newest seq of every conversation.
  public Map<String, Long> newestSeqs() throws IOException, InterruptedException {
    GetMaxSeqReq request = GetMaxSeqReq.newBuilder().setUserID(userID).build();
    return GetMaxSeqResp.parseFrom(ask(NEWEST_SEQS, request)).getMaxSeqsMap();
  }

  /// The messages of a conversation from `begin` to `end`, both included, at most 100.
  public List<MsgData> pull(String conversationID, long begin, long end)
      throws IOException, InterruptedException {
    PullMessageBySeqsReq request =
        PullMessageBySeqsReq.newBuilder()
            .setUserID(userID)
            .addSeqRanges(
                SeqRange.newBuilder()
                    .setConversationID(conversationID)
                    .setBegin(begin)
                    .setEnd(end)
                    .setNum(end - begin + 1))
            .build();
    PullMessageBySeqsResp answer = PullMessageBySeqsResp.parseFrom(ask(PULL_BY_SEQS, request));
    return answer.getMsgsOrDefault(conversationID, PullMsgs.getDefaultInstance()).getMsgsList();
  }

  /// The messages of a conversation under single numbers, in their order.
  List<MsgData> bySeqs(String conversationID, Collection<Long> seqs)
      throws IOException, InterruptedException {
    GetSeqMessageReq request =
        GetSeqMessageReq.newBuilder()
            .setUserID(userID)
            .addConversations(
                ConversationSeqs.newBuilder().setConversationID(conversationID).addAllSeqs(seqs))
            .build();
    return GetSeqMessageResp.parseFrom(ask(MESSAGES_BY_SEQS, request))
        .getMsgsOrDefault(conversationID, PullMsgs.getDefaultInstance())
        .getMsgsList();
  }

  /// What the user has read of a conversation, and its newest seq.
  public Seqs readAndNewest(String conversationID) throws IOException, InterruptedException {
    GetConversationsHasReadAndMaxSeqReq request =
        GetConversationsHasReadAndMaxSeqReq.newBuilder()
            .setUserID(userID)
            .addConversationIDs(conversationID)
            .build();
    return GetConversationsHasReadAndMaxSeqResp.parseFrom(ask(READ_AND_NEWEST, request))
        .getSeqsOrThrow(conversationID);
  }

  /// The newest message of a conversation that the user can read.
  Optional<MsgData> last(String conversationID) throws IOException, InterruptedException {
    GetLastMessageReq request =
        GetLastMessageReq.newBuilder().setUserID(userID).addConversationIDs(conversationID).build();
    return Optional.ofNullable(
        GetLastMessageResp.parseFrom(ask(LAST_MESSAGE, request)).getMsgsMap().get(conversationID));
  }

  /// Everything pushed so far, in the order it came.
  List<MsgData> received() {
    return received.stream().map(Pushed::message).toList();
  }

  /// Everything pushed so far with where it came in, in the order it came.
  public List<Pushed> pushed() {
    return List.copyOf(received);
  }

  /// The texts of others pushed so far; what a user sends comes back to his devices as well.
  public List<String> receivedTexts() {
    return received().stream()
        .filter(message -> message.getContentType() == 101)
        .filter(message -> !message.getSendID().equals(userID))
        .map(ChatUser::textOf)
        .toList();
  }

  /// The notifications of a type pushed so far, as the texts of their tips.
  List<String> receivedTips(int contentType) {
    return received().stream()
        .filter(message -> message.getContentType() == contentType)
        .map(message -> message.getContent().toStringUtf8())
        .toList();
  }

  /// The content types pushed so far.
  List<Integer> receivedTypes() {
    return received().stream().map(MsgData::getContentType).toList();
  }

  /// The first message of a content type that was pushed.
  MsgData received(int contentType) {
    return received().stream()
        .filter(message -> message.getContentType() == contentType)
        .findFirst()
        .orElseThrow();
  }

  /// The text in a message.
  public static String textOf(MsgData message) {
    try {
      return JSON.readTree(message.getContent().toByteArray()).get("content").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ByteString ask(int request, Message body) throws IOException, InterruptedException {
    Response answer = answer(request, body);
    if (answer.errCode() != 0) {
      throw new IOException(answer.errCode() + " " + answer.errMsg());
    }
    return answer.data() == null ? ByteString.EMPTY : answer.data();
  }

  private Response answer(int request, Message body) throws IOException, InterruptedException {
    return within(connection.request(request, body.toByteString()).toCompletableFuture());
  }

  private static <T> T within(CompletableFuture<T> future)
      throws IOException, InterruptedException {
    try {
      return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("no answer in " + ANSWER_SECONDS + " s", e);
    }
  }

  @Override
  public void close() {
    connection.close();
  }

  /// Keeps what is pushed.
  private record Received(List<Pushed> messages) implements ChatListener {
    @Override
    public void onMessage(MsgData message) {
      messages.add(new Pushed("", message));
    }

    @Override
    public void onNotification(String conversationID, MsgData notification) {
      messages.add(new Pushed(conversationID, notification));
    }

    @Override
    public void onClosed(String reason) {
      // Whoever asks next is told.
    }
  }
}
