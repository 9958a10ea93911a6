package im.api.presence;

import im.api.body.JsonBody;
import im.api.edge.Endpoint;
import im.api.edge.Envelope;
import im.api.edge.Reply;
import im.common.access.Access;
import im.common.http.HttpRequest;
import im.common.json.GoJson;
import im.common.presence.OnlineStatus;
import im.proto.msggateway.GetUsersOnlineStatusReq;
import im.proto.msggateway.GetUsersOnlineStatusResp.SuccessDetail;
import im.proto.msggateway.GetUsersOnlineStatusResp.SuccessResult;
import im.proto.msggateway.SingleDetail;
import im.proto.msggateway.SinglePlatformToken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `/user/get_users_online_token_detail`: for each user who is online, the tokens in use per
/// platform over all gateways.
public final class UsersOnlineTokenDetail implements Endpoint {
  private final GatewayPresence presence;
  private final Access access;

  /// Asks `presence`, for app admins only.
  public UsersOnlineTokenDetail(GatewayPresence presence, Access access) {
    this.presence = presence;
    this.access = access;
  }

  @Override
  public Reply handle(HttpRequest request) throws InterruptedException {
    var body = GetUsersOnlineStatusReq.newBuilder();
    JsonBody.merge(request.body(), body);
    access.requireAdmin();
    List<SingleDetail> details =
        body.getUserIDsCount() == 0 ? List.of() : details(presence.find(body.getUserIDsList()));
    return Envelope.success(out -> {
      if (details.isEmpty()) {
        out.writeNull();
        return;
      }
      out.writeStartArray();
      for (SingleDetail detail : details) {
        GoJson.write(detail, out);
      }
      out.writeEndArray();
    });
  }

  private static List<SingleDetail> details(List<List<SuccessResult>> gateways) {
    Map<String, Map<Integer, List<String>>> tokens = new LinkedHashMap<>();
    for (List<SuccessResult> gateway : gateways) {
      for (SuccessResult user : gateway) {
        var platforms = tokens.computeIfAbsent(user.getUserID(), _ -> new TreeMap<>());
        for (SuccessDetail connection : user.getDetailPlatformStatusList()) {
          platforms
              .computeIfAbsent(connection.getPlatformID(), _ -> new ArrayList<>())
              .add(connection.getToken());
        }
      }
    }
    List<SingleDetail> details = new ArrayList<>();
    tokens.forEach((userID, platforms) -> {
      var detail = SingleDetail.newBuilder().setUserID(userID).setStatus(OnlineStatus.ONLINE);
      platforms.forEach((platformID, used) ->
          detail.addSinglePlatformToken(
              SinglePlatformToken.newBuilder()
                  .setPlatformID(platformID)
                  .setTotal(used.size())
                  .addAllToken(used)));
      details.add(detail.build());
    });
    return details;
  }
}
