package im.standalone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import im.common.json.GoJson;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.PullMessageBySeqsResp;
import im.proto.sdkws.PullMsgs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The devices of some users: a WebSocket each, which can be cut, and a second device that calls
/// the REST API.
final class LifeDevices implements AutoCloseable {
  private static final int PAGE = 100;
  private static final int PHONE = 1;

  private final String ws;
  private final RestClient rest;
  private final Map<String, String> webTokens = new HashMap<>();
  private final Map<String, String> phoneTokens = new HashMap<>();
  private final Map<String, ChatUser> sockets = new HashMap<>();

  LifeDevices(String ws, RestClient rest, List<String> userIDs)
      throws IOException, InterruptedException {
    this.ws = ws;
    this.rest = rest;
    for (String userID : userIDs) {
      webTokens.put(userID, rest.userToken(userID));
      phoneTokens.put(userID, rest.userToken(userID, PHONE));
      sockets.put(userID, ChatUser.connect(ws, userID, webTokens.get(userID)));
    }
  }

  /// The connection of a user.
  ChatUser socket(String userID) {
    return sockets.get(userID);
  }

  /// Cuts the connection of a user, who comes back at once.
  void reconnect(String userID) throws IOException, InterruptedException {
    sockets.get(userID).close();
    sockets.put(userID, ChatUser.connect(ws, userID, webTokens.get(userID)));
  }

  /// The error code of a user's call.
  int call(String userID, String path, Map<String, Object> body)
      throws IOException, InterruptedException {
    return rest.answer(path, body, phoneTokens.get(userID)).get("errCode").asInt();
  }

  /// What a user's call that has to succeed answers.
  JsonNode post(String userID, String path, Map<String, Object> body)
      throws IOException, InterruptedException {
    return rest.post(path, body, phoneTokens.get(userID));
  }

  /// The history up to `newest` over the WebSocket.
  List<MsgData> pullOverWebSocket(String userID, String conversationID, long newest)
      throws IOException, InterruptedException {
    List<MsgData> all = new ArrayList<>();
    for (long begin = 1; begin <= newest; begin += PAGE) {
      long end = Math.min(newest, begin + PAGE - 1);
      all.addAll(socket(userID).pull(conversationID, begin, end));
    }
    return all;
  }

  /// The history up to `newest` over REST.
  List<MsgData> pullOverRest(String userID, String conversationID, long newest)
      throws IOException, InterruptedException {
    List<MsgData> all = new ArrayList<>();
    for (long begin = 1; begin <= newest; begin += PAGE) {
      long end = Math.min(newest, begin + PAGE - 1);
      Map<String, Object> range =
          Map.of("conversationID", conversationID, "begin", begin, "end", end, "num", PAGE);
      JsonNode data =
          post(
              userID,
              "/msg/pull_msg_by_seq",
              Map.of("userID", userID, "seqRanges", List.of(range)));
      PullMessageBySeqsResp.Builder answer = PullMessageBySeqsResp.newBuilder();
      GoJson.merge(data.toString().getBytes(StandardCharsets.UTF_8), answer);
      all.addAll(
          answer.getMsgsOrDefault(conversationID, PullMsgs.getDefaultInstance()).getMsgsList());
    }
    return all;
  }

  @Override
  public void close() {
    sockets.values().forEach(ChatUser::close);
  }
}
