package im.msggateway;

import im.common.redis.Redis;
import im.common.rpc.RpcServer;
import im.common.testing.Until;
import im.msggateway.codec.Gzip;
import im.msggateway.codec.WireFormat;
import im.msggateway.session.LoginPolicy;
import im.msggateway.session.Timings;
import im.proto.msggateway.msgGatewayGrpc;
import im.proto.sdkws.MsgData;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Backends and one or more gateways on free ports.
final class GatewayFixture implements AutoCloseable {
  static final WireFormat.All FORMATS = WireFormat.All.of(new Gzip(4 << 20));

  /// For those who say nothing for as long as a test takes.
  static final Timings PATIENT =
      new Timings(Duration.ofMinutes(10), Timings.PROTOCOL.ping(), Timings.PROTOCOL.linger());

  final Backends backends;
  private final Redis redis;
  private final List<Node> nodes = new ArrayList<>();
  private final List<WsClient> clients = new ArrayList<>();

  /// A running gateway with the stub that other services use.
  record Node(
      MsgGatewayService service,
      String address,
      MeterRegistry meters,
      msgGatewayGrpc.msgGatewayBlockingStub stub,
      RpcServer server) {
    int port() {
      return service.port();
    }

    double metric(String name, String... tags) {
      return meters.get(name).tags(tags).meter().measure().iterator().next().getValue();
    }
  }

  GatewayFixture(Redis redis) throws IOException {
    this.redis = redis;
    backends = new Backends(redis);
  }

  static GatewayOptions options(LoginPolicy policy, Timings timings) {
    return new GatewayOptions(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        1000,
        Duration.ofMinutes(1),
        policy,
        timings);
  }

  Node start() throws Exception {
    return start(options(LoginPolicy.ONE_PER_PLATFORM, Timings.PROTOCOL));
  }

  Node start(GatewayOptions options) throws Exception {
    String gateway = backends.config.rpcService().messageGateway();
    String address = nodes.isEmpty() ? gateway : gateway + "-" + nodes.size();
    MeterRegistry meters = new SimpleMeterRegistry();
    MsgGatewayService service =
        new MsgGatewayService(
            options,
            backends.rpc,
            redis,
            backends.access,
            Clock.systemUTC(),
            meters,
            () -> address);
    RpcServer server = RpcServer.inProcess(address, service.grpc(), backends.guards);
    server.start();
    backends.discovery.register(gateway, address);
    service.start();
    var channel =
        backends.rpc.instances(im.common.rpc.ServiceName.GATEWAY).stream()
            .filter(each -> each.address().equals(address))
            .findFirst()
            .orElseThrow()
            .channel();
    Node node = new Node(service, address, meters, msgGatewayGrpc.newBlockingStub(channel), server);
    nodes.add(node);
    return node;
  }

  /// A JSON client in a browser that is connected and has read the result of its handshake.
  WsClient login(Node node, String userID, int platformID) throws IOException {
    return login(node, userID, platformID, Backends.token(userID, platformID));
  }

  WsClient login(Node node, String userID, int platformID, String token) throws IOException {
    return login(node, userID, platformID, token, "Origin: https://chat.example");
  }

  WsClient login(Node node, String userID, int platformID, String token, String... headers)
      throws IOException {
    WsClient client =
        connect(node, query(userID, platformID, token) + "&isMsgResp=true&sdkType=js", headers);
    client.format(FORMATS.json());
    client.userID = userID;
    client.expectText("{\"errCode\":0,\"errMsg\":\"\",\"errDlt\":\"\"}");
    return client;
  }

  WsClient connect(Node node, String query, String... headers) throws IOException {
    WsClient client = WsClient.connect(node.port(), "/?" + query, headers);
    clients.add(client);
    return client;
  }

  static String query(String userID, int platformID, String token) {
    return "sendID=%s&token=%s&platformID=%d&operationID=op1&isBackground=false"
        .formatted(userID, token.replace("|", "%7C"), platformID);
  }

  /// Waits until `userID` has `count` connections to `node`.
  static void awaitSessions(Node node, String userID, int count) throws Exception {
    Until.holds(userID + " has " + count + " sessions", () -> sessions(node, userID) == count);
  }

  static int sessions(Node node, String userID) {
    return RequestContexts.ADMIN.call(() ->
        node
            .stub()
            .getUsersOnlineStatus(
                im.proto.msggateway.GetUsersOnlineStatusReq.newBuilder().addUserIDs(userID).build())
            .getSuccessResultList()
            .stream()
            .mapToInt(each -> each.getDetailPlatformStatusCount())
            .sum());
  }

  static MsgData message(String from, String to, String id, long seq) {
    return MsgData.newBuilder()
        .setSendID(from)
        .setRecvID(to)
        .setClientMsgID(id)
        .setServerMsgID("s" + id)
        .setSessionType(1)
        .setContentType(101)
        .setContent(com.google.protobuf.ByteString.copyFromUtf8("{\"content\":\"" + id + "\"}"))
        .setSeq(seq)
        .setSendTime(1)
        .build();
  }

  @Override
  public void close() {
    clients.forEach(WsClient::close);
    nodes.forEach(node -> {
      node.server().close();
      node.service().close();
    });
    backends.close();
  }
}
