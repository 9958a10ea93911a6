package im.api.presence;

import im.api.body.JsonBody;
import im.api.edge.Endpoint;
import im.api.edge.Envelope;
import im.api.edge.Reply;
import im.common.access.Access;
import im.common.http.HttpRequest;
import im.common.json.GoJson;
import im.proto.msggateway.GetUsersOnlineStatusReq;
import im.proto.msggateway.GetUsersOnlineStatusResp.SuccessResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `/user/get_users_online_status`: for each user asked about, the connections on the first gateway
/// that holds one.
public final class UsersOnlineStatus implements Endpoint {
  private final GatewayPresence presence;
  private final Access access;

  /// Asks `presence`, for app admins only.
  public UsersOnlineStatus(GatewayPresence presence, Access access) {
    this.presence = presence;
    this.access = access;
  }

  @Override
  public Reply handle(HttpRequest request) throws InterruptedException {
    var body = GetUsersOnlineStatusReq.newBuilder();
    JsonBody.merge(request.body(), body);
    access.requireAdmin();
    List<String> userIDs = body.getUserIDsList();
    if (userIDs.isEmpty()) {
      return Envelope.success(out -> out.writeNull());
    }
    Map<String, SuccessResult> online = new HashMap<>();
    for (List<SuccessResult> gateway : presence.find(userIDs)) {
      gateway.forEach(user -> online.putIfAbsent(user.getUserID(), user));
    }
    return Envelope.success(out -> {
      out.writeStartArray();
      for (String userID : userIDs) {
        GoJson.write(online.getOrDefault(userID, offline(userID)), out);
      }
      out.writeEndArray();
    });
  }

  private static SuccessResult offline(String userID) {
    return SuccessResult.newBuilder().setUserID(userID).build();
  }
}
