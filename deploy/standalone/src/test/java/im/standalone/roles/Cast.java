package im.standalone.roles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.common.config.ImConfig;
import im.common.context.RequestContext;
import im.common.discovery.InProcessDiscovery;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.auth.AuthGrpc;
import im.proto.auth.getAdminTokenReq;
import im.proto.auth.getUserTokenReq;
import im.proto.group.CreateGroupReq;
import im.proto.group.groupGrpc;
import im.proto.relation.friendGrpc;
import im.proto.relation.importFriendReq;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.UserInfo;
import im.proto.user.userGrpc;
import im.proto.user.userRegisterReq;
import im.standalone.StandaloneServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// One user for each role on a running server, with a token, and groups in which they have it.
final class Cast implements AutoCloseable {
  static final String ADMIN = "imAdmin";
  private static final int WEB = 5;
  private static final int WORK_GROUP = 2;
  private static final List<String> EXTRAS = List.of("stranger2", "member2");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String api;
  private final RpcClients clients;
  private final Map<Role, String> tokens = new EnumMap<>(Role.class);
  private int groups;

  Cast(StandaloneServer server) {
    api = server.apiAddress();
    ImConfig config = server.config();
    clients = new RpcClients(new InProcessDiscovery(), config.discovery(), Integer.MAX_VALUE);
    userRegisterReq.Builder users = userRegisterReq.newBuilder();
    List<String> ids = new ArrayList<>(EXTRAS);
    for (Role role : Role.values()) {
      if (role != Role.ADMIN) {
        ids.add(role.label());
      }
    }
    ids.forEach(id -> users.addUsers(UserInfo.newBuilder().setUserID(id).setNickname(id)));
    asAdmin(
        () -> rpc().stub(ServiceName.USER, userGrpc::newBlockingStub).userRegister(users.build()));
    asAdmin(() ->
        rpc()
            .stub(ServiceName.FRIEND, friendGrpc::newBlockingStub)
            .importFriends(
                importFriendReq
                    .newBuilder()
                    .setOwnerUserID(Role.MEMBER.label())
                    .addFriendUserIDs(Role.PEER.label())
                    .build()));
    for (Role role : Role.values()) {
      tokens.put(role, token(role, config));
    }
  }

  RpcClients rpc() {
    return clients;
  }

  /// The id of the user in that role.
  static String id(Role role) {
    return role == Role.ADMIN ? ADMIN : role.label();
  }

  /// A new group that has owner, groupadmin, member and member2.
  String group() {
    String groupID = "roles" + groups++;
    asAdmin(() ->
        rpc()
            .stub(ServiceName.GROUP, groupGrpc::newBlockingStub)
            .createGroup(
                CreateGroupReq.newBuilder()
                    .setOwnerUserID(id(Role.OWNER))
                    .addAdminUserIDs(id(Role.GROUPADMIN))
                    .addMemberUserIDs(id(Role.MEMBER))
                    .addMemberUserIDs("member2")
                    .setGroupInfo(
                        GroupInfo.newBuilder()
                            .setGroupID(groupID)
                            .setGroupName(groupID)
                            .setGroupType(WORK_GROUP))
                    .build()));
    return groupID;
  }

  /// `text` with what roles.tsv may name replaced by what it is on this server.
  String named(String text, Role caller, String groupID) {
    String named =
        text.replace("${group}", groupID)
            .replace("${caller}", id(caller))
            .replace("${token}", tokens.getOrDefault(Role.MEMBER, ""));
    for (Role role : Role.values()) {
      named = named.replace("${" + role.label() + "}", id(role));
    }
    for (String extra : EXTRAS) {
      named = named.replace("${" + extra + "}", extra);
    }
    return named;
  }

  /// The code that a POST is answered with.
  int post(String path, byte[] body, Role role) throws IOException, InterruptedException {
    return post(path, body, tokens.getOrDefault(role, ""));
  }

  /// The code that a POST with this token is answered with; 404 when nothing is there.
  int post(String path, byte[] body, String token) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api + path))
            .timeout(Duration.ofSeconds(30))
            .header("operationID", "roles")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (!token.isEmpty()) {
      request.header("token", token);
    }
    HttpResponse<byte[]> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() == 404) {
      return 404;
    }
    JsonNode answer = JSON.readTree(response.body());
    return answer.path("errCode").asInt(-1);
  }

  /// The HTTP status of a GET without a token.
  int get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(api + path)).GET().build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Override
  public void close() {
    http.close();
    clients.close();
  }

  private String token(Role role, ImConfig config) {
    var auth = rpc().stub(ServiceName.AUTH, AuthGrpc::newBlockingStub);
    return role == Role.ADMIN
        ? asAdmin(() ->
                auth.getAdminToken(
                    getAdminTokenReq
                        .newBuilder()
                        .setUserID(ADMIN)
                        .setSecret(config.share().secret())
                        .build()))
            .getToken()
        : asAdmin(() ->
                auth.getUserToken(
                    getUserTokenReq.newBuilder().setUserID(id(role)).setPlatformID(WEB).build()))
            .getToken();
  }

  private static <T> T asAdmin(Supplier<T> call) {
    return RequestContext.of("roles", ADMIN).call(call::get);
  }
}
