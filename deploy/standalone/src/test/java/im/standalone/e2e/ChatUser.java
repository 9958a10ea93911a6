package im.standalone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
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
import im.proto.sdkws.PushMessages;
import im.proto.sdkws.SeqRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One device of a user: a WebSocket with JSON frames, as the JavaScript client opens it.
final class ChatUser implements AutoCloseable {

  private static final int NEWEST_SEQS = 1001;
  private static final int PULL_BY_SEQS = 1002;
  private static final int SEND = 1003;
  private static final int MESSAGES_BY_SEQS = 1005;
  private static final int READ_AND_NEWEST = 1006;
  private static final int LAST_MESSAGE = 1007;
  private static final int PUSH = 2001;
  private static final long ANSWER_SECONDS = 10;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final String userID;
  private final AtomicLong increment = new AtomicLong();
  private final Map<String, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<MsgData> received = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> handshake = new CompletableFuture<>();
  private final Object sending = new Object();
  private final WebSocket socket;

  private ChatUser(String userID, URI uri) {
    this.userID = userID;
    this.socket = HTTP.newWebSocketBuilder().buildAsync(uri, new Frames()).join();
  }

  /// Logs in and returns when the gateway has said so.
  static ChatUser connect(String ws, String userID, String token)
      throws InterruptedException, IOException {
    String query =
        "/?sendID=%s&token=%s&platformID=%d&operationID=%s&isBackground=false&isMsgResp=true&sdkType=js"
            .formatted(
                userID,
                URLEncoder.encode(token, StandardCharsets.UTF_8),
                RestClient.WEB,
                RestClient.operationID());
    ChatUser user = new ChatUser(userID, URI.create(ws + query));
    JsonNode answer = JSON.readTree(within(user.handshake));
    if (answer.get("errCode").asInt() != 0) {
      throw new IOException(userID + " cannot log in: " + answer);
    }
    return user;
  }

  String userID() {
    return userID;
  }

  /// A text for one user.
  MsgData.Builder textTo(String recvID, String text) {
    return text(text).setRecvID(recvID).setSessionType(1);
  }

  /// A text for a group.
  MsgData.Builder textToGroup(String groupID, String text) {
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
  /// @throws IOException when the server refuses, the connection breaks or 10 s pass
  SendMsgResp send(MsgData message) throws IOException, InterruptedException {
    return SendMsgResp.parseFrom(ask(SEND, message));
  }

  /// The newest seq of every conversation.
  Map<String, Long> newestSeqs() throws IOException, InterruptedException {
    GetMaxSeqReq request = GetMaxSeqReq.newBuilder().setUserID(userID).build();
    return GetMaxSeqResp.parseFrom(ask(NEWEST_SEQS, request)).getMaxSeqsMap();
  }

  /// The messages of a conversation from `begin` to `end`, both included, at most 100.
  List<MsgData> pull(String conversationID, long begin, long end)
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
  Seqs readAndNewest(String conversationID) throws IOException, InterruptedException {
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
    return List.copyOf(received);
  }

  /// The texts of others pushed so far; what a user sends comes back to his devices as well.
  List<String> receivedTexts() {
    return received.stream()
        .filter(message -> message.getContentType() == 101)
        .filter(message -> !message.getSendID().equals(userID))
        .map(ChatUser::textOf)
        .toList();
  }

  /// The notifications of a type pushed so far, as the texts of their tips.
  List<String> receivedTips(int contentType) {
    return received.stream()
        .filter(message -> message.getContentType() == contentType)
        .map(message -> message.getContent().toStringUtf8())
        .toList();
  }

  /// The content types pushed so far.
  List<Integer> receivedTypes() {
    return received.stream().map(MsgData::getContentType).toList();
  }

  /// The first message of a content type that was pushed.
  MsgData received(int contentType) {
    return received.stream()
        .filter(message -> message.getContentType() == contentType)
        .findFirst()
        .orElseThrow();
  }

  /// The text in a message.
  static String textOf(MsgData message) {
    try {
      return JSON.readTree(message.getContent().toByteArray()).get("content").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] ask(int request, Message body) throws IOException, InterruptedException {
    String number = Long.toString(increment.incrementAndGet());
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(number, answer);
    byte[] frame =
        JSON.writeValueAsBytes(
            Map.of(
                "reqIdentifier",
                request,
                "sendID",
                userID,
                "operationID",
                RestClient.operationID(),
                "msgIncr",
                number,
                "token",
                "",
                "data",
                Base64.getEncoder().encodeToString(body.toByteArray())));
    synchronized (sending) { // A socket takes one frame at a time.
      within(socket.sendBinary(ByteBuffer.wrap(frame), true));
    }
    JsonNode reply = within(answer);
    if (reply.get("errCode").asInt() != 0) {
      throw new IOException(reply.get("errCode") + " " + reply.get("errMsg"));
    }
    return data(reply);
  }

  private static byte[] data(JsonNode frame) {
    return Base64.getDecoder().decode(frame.path("data").asText(""));
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
    socket.abort();
  }

  /// What comes in: the handshake's result as text, everything else binary.
  private final class Frames implements WebSocket.Listener {

    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private final StringBuilder partialText = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      partialText.append(part);
      if (last) {
        handshake.complete(partialText.toString());
        partialText.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      partial.writeBytes(bytes);
      if (last) {
        frame(partial.toByteArray());
        partial.reset();
      }
      from.request(1);
      return null;
    }

    private void frame(byte[] bytes) {
      try {
        JsonNode frame = JSON.readTree(bytes);
        if (frame.get("reqIdentifier").asInt() == PUSH) {
          pushed(PushMessages.parseFrom(data(frame)));
          return;
        }
        CompletableFuture<JsonNode> answer = waiting.remove(frame.path("msgIncr").asText());
        if (answer != null) {
          answer.complete(frame);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void pushed(PushMessages push) {
      push.getMsgsMap().values().forEach(list -> received.addAll(list.getMsgsList()));
      push.getNotificationMsgsMap().values().forEach(list -> received.addAll(list.getMsgsList()));
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      broken(new IOException("closed: " + code + " " + reason));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      broken(error);
    }

    private void broken(Throwable reason) {
      handshake.completeExceptionally(reason);
      waiting.values().forEach(answer -> answer.completeExceptionally(reason));
    }
  }
}
