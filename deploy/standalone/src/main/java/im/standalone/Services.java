package im.standalone;

import im.api.ApiService;
import im.common.lifecycle.Resources;
import im.common.lifecycle.ServiceHost;
import im.common.lifecycle.ServiceSpec;
import im.common.rpc.ServiceName;
import im.msggateway.MsgGatewayService;
import im.msgtransfer.MsgTransferService;
import im.push.PushService;
import im.rpc.auth.AuthService;
import im.rpc.conversation.ConversationService;
import im.rpc.friend.FriendService;
import im.rpc.group.GroupService;
import im.rpc.msg.MsgService;
import im.rpc.msg.third.ThirdService;
import im.rpc.user.UserService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The services of the ten processes in this JVM, started from the inside to the outside (what
/// others call first, what clients see last) and stopped the other way round.
final class Services implements AutoCloseable {

  private static final List<List<ServiceSpec>> LAYERS =
      List.of(
          List.of(
              new ServiceSpec("im-rpc-auth", ServiceName.AUTH, AuthService::new),
              new ServiceSpec("im-rpc-user", ServiceName.USER, UserService::new),
              new ServiceSpec("im-rpc-friend", ServiceName.FRIEND, FriendService::new),
              new ServiceSpec("im-rpc-group", ServiceName.GROUP, GroupService::new),
              new ServiceSpec(
                  "im-rpc-conversation", ServiceName.CONVERSATION, ConversationService::new),
              new ServiceSpec("im-rpc-msg", ServiceName.MSG, MsgService::new),
              new ServiceSpec("im-rpc-third", ServiceName.THIRD, ThirdService::new)),
          List.of(
              new ServiceSpec("im-push", ServiceName.PUSH, PushService::new),
              new ServiceSpec("im-msgtransfer", null, MsgTransferService::new)),
          List.of(
              new ServiceSpec("im-msggateway", ServiceName.GATEWAY, MsgGatewayService::new),
              new ServiceSpec("im-api", null, ApiService::new)));

  private final List<List<ServiceHost>> running = new ArrayList<>();

  private Services() {}

  /// Starts all of them.
  ///
  /// @throws Exception of the first that cannot start; those that had started are stopped
  static Services start(Resources resources) throws Exception {
    Services services = new Services();
    try {
      for (List<ServiceSpec> layer : LAYERS) {
        List<ServiceHost> hosts = new ArrayList<>();
        services.running.addFirst(hosts);
        for (ServiceSpec spec : layer) {
          hosts.add(ServiceHost.start(spec, resources, 0));
        }
      }
      return services;
    } catch (Exception e) {
      services.close();
      throw e;
    }
  }

  @Override
  public void close() {
    for (List<ServiceHost> layer : running) {
      try (ExecutorService stoppers = Executors.newVirtualThreadPerTaskExecutor()) {
        layer.forEach(host -> stoppers.execute(host::close));
      }
    }
  }
}
