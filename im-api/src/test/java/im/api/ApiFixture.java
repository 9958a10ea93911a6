package im.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.common.access.Access;
import im.common.access.AccessTable;
import im.common.config.ConfigLoader;
import im.common.config.ImConfig;
import im.common.discovery.InProcessDiscovery;
import im.common.lifecycle.Resources;
import im.common.lifecycle.ServiceEnvironment;
import im.common.rpc.RpcServer;
import im.common.rpc.ServiceName;
import im.common.rpc.validation.RequestValidator;
import io.grpc.BindableService;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;

/// A started [ApiService] on a free port, in front of stand-in services in this JVM.
final class ApiFixture implements AutoCloseable {
  static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private final ImConfig config;
  private final InProcessDiscovery discovery = new InProcessDiscovery();
  private final Resources resources;
  private final ApiService api;
  private final List<RpcServer> servers = new ArrayList<>();
  // HTTP/1.1, for an offer to upgrade would switch compression off.
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ApiFixture() throws IOException {
    this(Map.of());
  }

  /// One that is configured otherwise by `more`.
  ApiFixture(Map<String, Object> more) throws IOException {
    // Names of in-process servers are global in the JVM.
    String unique = UUID.randomUUID().toString();
    Map<String, Object> overrides = new HashMap<>(more);
    overrides.putAll(
        Map.ofEntries(
            Map.entry("openim-api.yml/api.listenIP", "127.0.0.1"),
            Map.entry("openim-api.yml/api.ports", List.of(0)),
            Map.entry("openim-api.yml/prometheus.grafanaURL", "http://grafana.example/"),
            Map.entry("discovery.yml/rpcService.auth", "auth-" + unique),
            Map.entry("discovery.yml/rpcService.user", "user-" + unique),
            Map.entry("discovery.yml/rpcService.friend", "friend-" + unique),
            Map.entry("discovery.yml/rpcService.group", "group-" + unique),
            Map.entry("discovery.yml/rpcService.conversation", "conversation-" + unique),
            Map.entry("discovery.yml/rpcService.msg", "msg-" + unique),
            Map.entry("discovery.yml/rpcService.third", "third-" + unique),
            Map.entry("discovery.yml/rpcService.messageGateway", "gateway-" + unique)));
    this.config = ConfigLoader.defaults(overrides);
    this.resources = new Resources(config, discovery, meters, Clock.fixed(NOW, ZoneOffset.UTC));
    this.api = new ApiService(new ServiceEnvironment(resources, 0));
    serve(ServiceName.AUTH, new FakeAuth());
    api.start();
  }

  /// Serves a stand-in under the name of a service.
  void serve(ServiceName name, BindableService service) throws IOException {
    start(name.registeredName(config.discovery()), service);
  }

  /// Serves one more gateway.
  void serveGateway(BindableService service) throws IOException {
    String address = "gateway-" + UUID.randomUUID();
    start(address, service);
    discovery.register(ServiceName.GATEWAY.registeredName(config.discovery()), address);
  }

  private void start(String name, BindableService service) throws IOException {
    var guards =
        new RpcServer.Guards(
            new RequestValidator(),
            AccessTable.load(),
            new Access(config.share().imAdminUser().userIDs()),
            meters);
    RpcServer server = RpcServer.inProcess(name, List.of(service), guards);
    server.start();
    servers.add(server);
  }

  /// An answer with its body parsed.
  record Answer(int status, String text, HttpResponse<?> http) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(text);
    }

    int errCode() throws IOException {
      return json().get("errCode").intValue();
    }

    String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }
  }

  /// A POST as a user of [FakeAuth]; the token is the user's id.
  Answer post(String path, String body, String userID, String... moreHeaders) throws Exception {
    var headers = new ArrayList<>(List.of("operationID", "op-1", "token", userID));
    headers.addAll(List.of(moreHeaders));
    return send("POST", path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  /// A request with exactly these headers.
  Answer send(String method, String path, byte[] body, List<String> headers) throws Exception {
    var request =
        java.net.http.HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
            .method(method, BodyPublishers.ofByteArray(body));
    for (int i = 0; i < headers.size(); i += 2) {
      request.header(headers.get(i), headers.get(i + 1));
    }
    var response = client.send(request.build(), BodyHandlers.ofByteArray());
    return new Answer(response.statusCode(), text(response), response);
  }

  private static String text(HttpResponse<byte[]> response) throws IOException {
    byte[] body = response.body();
    if (response.headers().firstValue("content-encoding").orElse("").equals("gzip")) {
      body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.close();
    api.close();
    servers.forEach(RpcServer::close);
    resources.close();
  }
}
