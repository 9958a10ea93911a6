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
import java.util.Objects;

/// The devices of some users: a WebSocket each, which can be cut, and a second device that calls
/// the REST API.
final class LifeDevices implements AutoCloseable {
  private static final int PAGE = 100;
  private static final int PHONE = 1;

  private final String ws;
  private final RestClient rest;
  private final Map<String, Devices> devices = new HashMap<>();

  /// What a user has.
  private record Devices(String webToken, String phoneToken, ChatUser socket) {}

  LifeDevices(String ws, RestClient rest, List<String> userIDs)
      throws IOException, InterruptedException {
    this.ws = ws;
    this.rest = rest;
    for (String userID : userIDs) {
      String webToken = rest.userToken(userID);
      devices.put(
          userID,
          new Devices(
              webToken, rest.userToken(userID, PHONE), ChatUser.connect(ws, userID, webToken)));
    }
  }

  /// The connection of a user.
  ChatUser socket(String userID) {
    return of(userID).socket();
  }

  /// Cuts the connection of a user, who comes back at once.
  void reconnect(String userID) throws IOException, InterruptedException {
    Devices before = of(userID);
    before.socket().close();
    ChatUser socket = ChatUser.connect(ws, userID, before.webToken());
    devices.put(userID, new Devices(before.webToken(), before.phoneToken(), socket));
  }

  private Devices of(String userID) {
    return Objects.requireNonNull(devices.get(userID), userID);
  }

  /// The error code of a user's call.
  int call(String userID, String path, Map<String, Object> body)
      throws IOException, InterruptedException {
    return rest.answer(path, body, of(userID).phoneToken()).get("errCode").asInt();
  }

  /// What a user's call that has to succeed answers.
  JsonNode post(String userID, String path, Map<String, Object> body)
      throws IOException, InterruptedException {
    return rest.post(path, body, of(userID).phoneToken());
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
    devices.values().forEach(each -> each.socket().close());
  }
}
