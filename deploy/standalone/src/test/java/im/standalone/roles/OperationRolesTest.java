package im.standalone.roles;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import im.api.route.RouteTable;
import im.api.route.RpcMethods;
import im.common.access.AccessTable;
import im.common.context.RequestContext;
import im.common.error.ErrorTable;
import im.common.json.GoJson;
import im.common.rpc.ServiceName;
import im.proto.msggateway.msgGatewayGrpc;
import im.proto.push.PushMsgServiceGrpc;
import im.standalone.Settings;
import im.standalone.StandaloneServer;
import im.standalone.embedded.Infrastructure;
import im.standalone.roles.RoleTable.Row;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every gRPC method and every route, called by everybody: whom access.tsv, or roles.tsv for what a
/// handler decides, does not name is refused, and whom it names is not. A new method is in it as
/// soon as it has its row; one that a handler guards, or a composed route, fails until roles.tsv
/// says who may.
class OperationRolesTest {
  private static final int NO_TOKEN = 1001;
  private static final int REFUSED = 1002;
  private static final Set<Integer> TOKEN_CODES = Set.of(1501, 1502, 1503, 1504, 1505, 1506, 1507);
  private static final List<String> WITHOUT_TOKEN =
      List.of("/auth/get_admin_token", "/auth/parse_token");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<Map.Entry<ServiceName, ServiceDescriptor>> SERVICES =
      Stream.concat(
              RpcMethods.SERVICES.stream(),
              Stream.of(
                  Map.entry(ServiceName.GATEWAY, msgGatewayGrpc.getServiceDescriptor()),
                  Map.entry(ServiceName.PUSH, PushMsgServiceGrpc.getServiceDescriptor())))
          .toList();

  @TempDir private static Path data;

  private static StandaloneServer server;
  private static Cast cast;
  private static String sharedGroup;

  private final RoleTable roles = new RoleTable();
  private final AccessTable access = AccessTable.load();

  @BeforeAll
  static void start() throws Exception {
    Path config = Files.createDirectory(data.resolve("config"));
    Files.writeString(config.resolve("openim-api.yml"), "api: {groupReadCursors: true}");
    server =
        StandaloneServer.start(
            new Settings(data.resolve("stores"), config, 0, 0, Infrastructure.Given.NOTHING));
    cast = new Cast(server);
    sharedGroup = cast.group();
  }

  @AfterAll
  static void stop() {
    cast.close();
    server.close();
  }

  /// A method and where it is served.
  private record Method(ServiceName service, MethodDescriptor<Message, Message> descriptor) {
    String name() {
      return descriptor.getFullMethodName();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyMethod() {
    return methods()
        .filter(method -> !access.rows().getOrDefault(method.name(), "").equals("internal"))
        .map(method -> DynamicTest.dynamicTest(method.name(), () -> callAsEverybody(method)));
  }

  @TestFactory
  Stream<DynamicTest> everyRoute() {
    Map<String, Method> byName = new HashMap<>();
    methods().forEach(method -> byName.put(method.name(), method));
    return RouteTable.all(true).stream()
        .map(route ->
            DynamicTest.dynamicTest(
                route.method() + " " + route.path(),
                () -> {
                  if (route.composite() != null) {
                    callComposition(route);
                  } else {
                    callRoute(
                        route, Objects.requireNonNull(byName.get(route.target()), route.target()));
                  }
                }));
  }

  @Test
  void everyRowNamesAnOperation() {
    List<String> operations = new ArrayList<>(access.rows().keySet());
    RouteTable.all(true).forEach(route -> operations.add(route.method() + " " + route.path()));
    assertThat(operations).containsAll(roles.rows().keySet());
  }

  private void callAsEverybody(Method method) throws Exception {
    Map<Role, Integer> refusals = refusals(method);
    String groupID = group(roles.rows().get(method.name()));
    for (Role role : inOrder(refusals)) {
      int code = call(method, request(method, role, groupID), Cast.id(role));
      check(code, refusals.get(role), method.name() + " as " + role);
    }
    String rule = access.rows().getOrDefault(method.name(), "");
    if (!rule.equals("handler")) {
      int code = call(method, request(method, Role.STRANGER, groupID), "");
      check(code, rule.equals("anyone") ? null : REFUSED, method.name() + " as nobody");
    }
  }

  private void callRoute(RouteTable.Row route, Method method) throws Exception {
    assertThat(access.rows().get(method.name())).as("access to %s", route).isNotEqualTo("internal");
    Map<Role, Integer> refusals = refusals(method);
    String groupID = group(roles.rows().get(method.name()));
    for (Role role : inOrder(refusals)) {
      byte[] body = GoJson.toBytes(request(method, role, groupID));
      int code = cast.post(route.path(), body, role);
      checkServed(route, code);
      if (route.built()) {
        check(code, refusals.get(role), route.path() + " as " + role);
      }
    }
    if (route.built()) {
      withoutToken(route.path());
    }
  }

  private static void withoutToken(String path) throws Exception {
    boolean isOpen = WITHOUT_TOKEN.contains(path);
    byte[] body = new byte[] {'{', '}'};
    int none = cast.post(path, body, "");
    int wrong = cast.post(path, body, "x.y.z");
    if (isOpen) {
      assertThat(List.of(none, wrong)).as(path).doesNotContainAnyElementsOf(TOKEN_CODES);
    } else {
      assertThat(none).as("%s without a token", path).isEqualTo(NO_TOKEN);
      assertThat(wrong).as("%s with a token that is none", path).isIn(TOKEN_CODES);
    }
  }

  private void callComposition(RouteTable.Row route) throws Exception {
    String operation = route.method() + " " + route.path();
    Row row = roles.rows().get(operation);
    assertThat(row).as("%s in roles.tsv", operation).isNotNull();
    assertThat(row.refusals()).as("who may call %s", operation).isNotNull();
    if (row.isPublic()) {
      assertThat(route.method()).as("public: %s", operation).isEqualTo("GET");
      int status = cast.get(route.path().replace("*name", "nothing"));
      assertThat(status).as(operation).isNotIn(401, 403);
      return;
    }
    String groupID = group(row);
    for (Role role : inOrder(row.refusals())) {
      String body = cast.named(row.request(), role, groupID);
      int code = cast.post(route.path() + query(body), body.getBytes(StandardCharsets.UTF_8), role);
      checkServed(route, code);
      if (route.built()) {
        check(code, row.refusals().get(role), operation + " as " + role);
      }
    }
    if (route.built()) {
      withoutToken(route.path());
    }
  }

  /// A group of its own for a row that does something to one.
  private static String group(@Nullable Row row) {
    return row != null && row.request().contains("${group}") ? cast.group() : sharedGroup;
  }

  private static void checkServed(RouteTable.Row route, int code) {
    assertThat(code == 404).as("%s is not served", route).isEqualTo(!route.built());
  }

  private static void check(int code, @Nullable Integer refusal, String what) {
    if (refusal == null) {
      assertThat(code).as(what).isNotIn(REFUSED).isNotIn(TOKEN_CODES);
    } else {
      assertThat(code).as(what).isEqualTo(refusal);
    }
  }

  /// The refused ones first: what the others do may end what is asked about.
  private static List<Role> inOrder(Map<Role, Integer> refusals) {
    List<Role> order = new ArrayList<>(refusals.keySet());
    Stream.of(Role.values()).filter(role -> !refusals.containsKey(role)).forEach(order::add);
    return order;
  }

  private Map<Role, Integer> refusals(Method method) throws Exception {
    Row row = roles.rows().get(method.name());
    String rule = access.rows().get(method.name());
    assertThat(rule).as("%s in access.tsv", method.name()).isNotNull();
    if (rule.equals("handler")) {
      assertThat(row).as("%s in roles.tsv", method.name()).isNotNull();
      assertThat(row.refusals()).as("who may call %s", method.name()).isNotNull();
      return row.refusals();
    }
    assertThat(row == null || row.refusals() == null)
        .as("%s: access.tsv says who may", method.name())
        .isTrue();
    Map<Role, Integer> refusals = new EnumMap<>(Role.class);
    if (rule.equals("anyone")) {
      return refusals;
    }
    Message request = request(method, Role.MEMBER, "any");
    for (Role role : Role.values()) {
      boolean isSubject = !rule.equals("admin") && names(rule, request, Cast.id(role));
      if (role != Role.ADMIN && !isSubject) {
        refusals.put(role, REFUSED);
      }
    }
    return refusals;
  }

  /// Whether one of the fields that `rule` names holds `userID`.
  private static boolean names(String rule, Message request, String userID) {
    for (String path : rule.substring(rule.indexOf(':') + 1).split(",")) {
      Object value = request;
      for (String name : path.split("\\.")) {
        Message message = (Message) value;
        value = message.getField(message.getDescriptorForType().findFieldByName(name));
      }
      if (value.equals(userID)) {
        return true;
      }
    }
    return false;
  }

  private Message request(Method method, Role caller, String groupID)
      throws JsonProcessingException {
    Message empty =
        (Message)
            ((MethodDescriptor.PrototypeMarshaller<Message>)
                    method.descriptor().getRequestMarshaller())
                .getMessagePrototype();
    Message.Builder request =
        new MadeUpRequest(Cast.id(Role.MEMBER), Cast.id(Role.PEER), groupID).fill(empty);
    Row row = roles.rows().get(method.name());
    if (row != null) {
      String json = cast.named(row.request(), caller, groupID);
      JSON.readTree(json)
          .fieldNames()
          .forEachRemaining(name -> {
            FieldDescriptor field = empty.getDescriptorForType().findFieldByName(name);
            assertThat(field).as("%s of %s", name, method.name()).isNotNull();
            request.clearField(field);
          });
      GoJson.merge(json.getBytes(StandardCharsets.UTF_8), request);
    }
    return request.build();
  }

  private static int call(Method method, Message request, String userID) {
    try {
      RequestContext.of("roles", userID)
          .run(() -> {
            var _ =
                ClientCalls.blockingUnaryCall(
                    cast.rpc().channel(method.service()),
                    method.descriptor(),
                    CallOptions.DEFAULT,
                    request);
          });
      return 0;
    } catch (StatusRuntimeException e) {
      return ErrorTable.of(e).code();
    }
  }

  private static String query(String json) throws JsonProcessingException {
    JsonNode body = JSON.readTree(json);
    if (!(body instanceof ObjectNode object) || !object.has("?key")) {
      return "";
    }
    byte[] key = JSON.writeValueAsBytes(object.get("?key"));
    return "?key="
        + URLEncoder.encode(Base64.getEncoder().encodeToString(key), StandardCharsets.UTF_8);
  }

  @SuppressWarnings("unchecked") // every method here takes and gives generated messages
  private static Stream<Method> methods() {
    return SERVICES.stream()
        .flatMap(service ->
            service.getValue().getMethods().stream()
                .map(method ->
                    new Method(service.getKey(), (MethodDescriptor<Message, Message>) method)));
  }
}
