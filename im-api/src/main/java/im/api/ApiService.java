package im.api;

import im.api.edge.Endpoint;
import im.api.edge.Reply;
import im.api.jssdk.ConversationViews;
import im.api.jssdk.Counterparts;
import im.api.jssdk.JsConversations;
import im.api.jssdk.LastMessages;
import im.api.message.BatchSendMessage;
import im.api.message.ClientMsgIDs;
import im.api.message.MessageComposer;
import im.api.message.MessageSender;
import im.api.message.SendBusinessNotification;
import im.api.message.SendMessage;
import im.api.message.SendSimpleMessage;
import im.api.object.ObjectRedirect;
import im.api.object.UploadEndpoint;
import im.api.presence.GatewayPresence;
import im.api.presence.UsersOnlineStatus;
import im.api.presence.UsersOnlineTokenDetail;
import im.api.route.RouteTable;
import im.api.route.RpcEndpoint;
import im.api.route.RpcMethods;
import im.common.access.Access;
import im.common.config.ApiConfig;
import im.common.http.GzipHandler;
import im.common.http.HttpHandler;
import im.common.http.HttpResponse;
import im.common.http.HttpServer;
import im.common.lifecycle.ImService;
import im.common.lifecycle.ServiceEnvironment;
import im.common.profile.UserProfiles;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.auth.AuthGrpc;
import im.proto.conversation.conversationGrpc;
import im.proto.group.groupGrpc;
import im.proto.msg.msgGrpc;
import im.proto.relation.friendGrpc;
import im.proto.third.thirdGrpc;
import im.proto.user.userGrpc;
import io.grpc.BindableService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The REST interface: an HTTP server whose routes call the other services.
public final class ApiService implements ImService {
  private final ApiConfig.Api config;
  private final int port;
  private final HttpHandler handler;
  private @Nullable HttpServer server;

  /// Listens, once started, where `openim-api.yml` says.
  public ApiService(ServiceEnvironment env) {
    this.config = env.config().api().api();
    this.port = config.port(env.index());
    RpcClients rpc = env.rpc();
    var methods = new RpcMethods();
    var routes =
        new RouteTable(
            RouteTable.all(config.groupReadCursors()),
            name -> {
              RpcMethods.RpcMethod method = methods.get(name);
              return UploadEndpoint.of(
                  method, new RpcEndpoint(method, rpc.channel(method.service())));
            },
            composites(
                rpc, env.access(), env.clock(), env.config().api().prometheus().grafanaURL()));
    this.handler =
        new GzipHandler(
            new ApiHandler(
                routes, rpc.stub(ServiceName.AUTH, AuthGrpc::newBlockingStub), env.meters()),
            config.compressionLevel());
  }

  private static Map<String, Endpoint> composites(
      RpcClients rpc, Access access, Clock clock, String grafanaURL) {
    var users = rpc.stub(ServiceName.USER, userGrpc::newBlockingStub);
    var messages = rpc.stub(ServiceName.MSG, msgGrpc::newBlockingStub);
    var clientMsgIDs = new ClientMsgIDs();
    var composer = new MessageComposer(users, clientMsgIDs, clock);
    var sender = new MessageSender(messages);
    var presence = new GatewayPresence(() -> rpc.instances(ServiceName.GATEWAY));
    var jssdk =
        new JsConversations(
            new ConversationViews(
                rpc.stub(ServiceName.CONVERSATION, conversationGrpc::newBlockingStub),
                messages,
                new LastMessages(messages),
                new Counterparts(
                    new UserProfiles(rpc),
                    rpc.stub(ServiceName.FRIEND, friendGrpc::newBlockingStub),
                    rpc.stub(ServiceName.GROUP, groupGrpc::newBlockingStub))));
    return Map.ofEntries(
        Map.entry("send_msg", new SendMessage(composer, sender, access)),
        Map.entry("batch_send_msg", new BatchSendMessage(composer, sender, users, access)),
        Map.entry(
            "send_business_notification",
            new SendBusinessNotification(sender, clientMsgIDs, access, clock)),
        Map.entry("send_simple_msg", new SendSimpleMessage(sender, clientMsgIDs)),
        Map.entry("get_users_online_status", new UsersOnlineStatus(presence, access)),
        Map.entry("get_users_online_token_detail", new UsersOnlineTokenDetail(presence, access)),
        Map.entry("jssdk_get_conversations", jssdk::named),
        Map.entry("jssdk_get_active_conversations", jssdk::active),
        Map.entry(
            "object", new ObjectRedirect(rpc.stub(ServiceName.THIRD, thirdGrpc::newBlockingStub))),
        Map.entry("discovery", _ -> noTargets()),
        Map.entry("grafana", _ -> redirect(grafanaURL)));
  }

  /// No discovery that is built keeps a list of metrics ports, so there is nothing to name.
  private static Reply noTargets() {
    byte[] empty = "[]".getBytes(StandardCharsets.UTF_8);
    return Reply.plain(HttpResponse.of(200, "application/json", empty));
  }

  private static Reply redirect(String url) {
    return Reply.plain(
        HttpResponse.of(302, "application/json", new byte[0])
            .with("Location", url.isEmpty() ? "/third/" : url));
  }

  @Override
  public List<BindableService> grpc() {
    return List.of();
  }

  @Override
  public void start() throws IOException {
    server = new HttpServer("im-api", config.listenIP(), port, handler);
  }

  /// The port on which the started service listens.
  public int port() {
    return server == null ? port : server.port();
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
