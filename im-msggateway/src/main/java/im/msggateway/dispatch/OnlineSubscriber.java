package im.msggateway.dispatch;

import com.google.protobuf.ByteString;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.common.rpc.validation.IdLengths;
import im.msggateway.codec.Request;
import im.msggateway.presence.Subscriptions;
import im.msggateway.session.Session;
import im.proto.sdkws.SubUserOnlineStatus;
import im.proto.sdkws.SubUserOnlineStatusElem;
import im.proto.sdkws.SubUserOnlineStatusTips;
import im.proto.user.getUserStatusReq;
import im.proto.user.onlineStatus;
import im.proto.user.userGrpc;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Request 2005: changes whose online status a connection is told, and answers with how it is now,
/// one element for each id asked, in order, also twice (`reference/ws-protocol.md` 4.3). Always
/// asks the user service: a cache here could keep what a change overtook.
public final class OnlineSubscriber {
  private final userGrpc.userBlockingStub users;
  private final Subscriptions subscriptions;

  /// Calls the user service through `rpc`.
  public OnlineSubscriber(RpcClients rpc, Subscriptions subscriptions) {
    users = rpc.stub(ServiceName.USER, userGrpc::newBlockingStub);
    this.subscriptions = subscriptions;
  }

  ByteString handle(Session session, Request request) {
    SubUserOnlineStatus wanted = Operation.parse(SubUserOnlineStatus.parser(), request);
    IdLengths.require("subscribeUserID", wanted.getSubscribeUserIDList());
    subscriptions.unsubscribe(session, wanted.getUnsubscribeUserIDList());
    // Before asking, so that no change falls between the two.
    subscriptions.subscribe(session, wanted.getSubscribeUserIDList());
    Map<String, List<Integer>> platforms =
        wanted.getSubscribeUserIDCount() == 0
            ? Map.of()
            : platforms(session.login().userID(), wanted.getSubscribeUserIDList());
    SubUserOnlineStatusTips.Builder tips = SubUserOnlineStatusTips.newBuilder();
    for (String userID : wanted.getSubscribeUserIDList()) {
      tips.addSubscribers(
          SubUserOnlineStatusElem.newBuilder()
              .setUserID(userID)
              .addAllOnlinePlatformIDs(platforms.getOrDefault(userID, List.of())));
    }
    return tips.build().toByteString();
  }

  private Map<String, List<Integer>> platforms(String caller, List<String> userIDs) {
    return users
        .getUserStatus(
            getUserStatusReq
                .newBuilder()
                .setUserID(caller)
                .addAllUserIDs(new LinkedHashSet<>(userIDs))
                .build())
        .getStatusListList()
        .stream()
        .collect(
            Collectors.toMap(
                onlineStatus::getUserID, onlineStatus::getPlatformIDsList, (one, _) -> one));
  }
}
