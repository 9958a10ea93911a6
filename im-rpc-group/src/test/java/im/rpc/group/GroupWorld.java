package im.rpc.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.common.context.RequestContext;
import im.common.error.ErrorTable;
import im.common.lifecycle.ServiceSpec;
import im.common.rpc.ServiceName;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.SettableClock;
import im.common.testing.TestServices;
import im.common.testing.Until;
import im.proto.group.CreateGroupReq;
import im.proto.group.InviteUserToGroupReq;
import im.proto.group.groupGrpc;
import im.proto.group.groupGrpc.groupBlockingStub;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.MsgData;
import im.rpc.group.Neighbours.Conversations;
import im.rpc.group.Neighbours.Messages;
import im.rpc.group.Neighbours.Users;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/// A running group service with its neighbours, and the ways tests talk to it. Needs
/// [MongoExtension] and [RedisExtension] on the test class.
final class GroupWorld implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  final Users users = new Users();
  final Messages messages = new Messages();
  final Conversations conversations = new Conversations();
  final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T08:00:00Z"));

  private final TestServices services;
  private final groupBlockingStub stub;

  GroupWorld() throws Exception {
    services =
        new TestServices(clock)
            .peer(ServiceName.USER, users)
            .peer(ServiceName.MSG, messages)
            .peer(ServiceName.CONVERSATION, conversations)
            .start(new ServiceSpec("im-rpc-group", ServiceName.GROUP, GroupService::new));
    stub = services.stub(ServiceName.GROUP, groupGrpc::newBlockingStub);
  }

  @Override
  public void close() throws Exception {
    services.close();
  }

  /// What the service measures.
  SimpleMeterRegistry meters() {
    return services.meters();
  }

  /// An id that no other test has.
  static String id(String name) {
    return name + NUMBERS.incrementAndGet();
  }

  /// What the service answers `userID`.
  <T> T as(String userID, Function<groupBlockingStub, T> call) {
    return RequestContext.of("test", userID).call(() -> call.apply(stub));
  }

  /// The code with which the service refuses `userID`; 0 when it does not.
  int code(String userID, Function<groupBlockingStub, ?> call) {
    try {
      var _ = as(userID, call);
      return 0;
    } catch (StatusRuntimeException e) {
      return ErrorTable.of(e).code();
    }
  }

  /// A new group with these people; its id.
  String found(String ownerID, List<String> adminIDs, List<String> memberIDs) {
    return found(GroupInfo.newBuilder().setGroupType(2), ownerID, adminIDs, memberIDs);
  }

  /// A new group that is open to all (needVerification 2), closed (1) or neither (0); its id.
  String found(
      GroupInfo.Builder info, String ownerID, List<String> adminIDs, List<String> memberIDs) {
    String groupID = id("g");
    CreateGroupReq request =
        CreateGroupReq.newBuilder()
            .setGroupInfo(info.setGroupID(groupID).setGroupType(2))
            .setOwnerUserID(ownerID)
            .addAllAdminUserIDs(adminIDs)
            .addAllMemberUserIDs(memberIDs)
            .build();
    return as(ownerID, s -> s.createGroup(request)).getGroupInfo().getGroupID();
  }

  /// The code of the answer to `userID`, who invites others; 0 when it is done.
  int invite(String userID, String groupID, List<String> invitedIDs) {
    InviteUserToGroupReq request =
        InviteUserToGroupReq.newBuilder()
            .setGroupID(groupID)
            .addAllInvitedUserIDs(invitedIDs)
            .build();
    return code(userID, s -> s.inviteUserToGroup(request));
  }

  /// The next notification like that; fails when none comes.
  MsgData told(int contentType, Predicate<MsgData> test) throws Exception {
    return sent(contentType, test).message();
  }

  /// The notification of `contentType` that went to a group or user.
  MsgData told(int contentType, String receiver) throws Exception {
    return told(contentType, message -> message.getRecvID().equals(receiver));
  }

  Neighbours.Sent sent(int contentType, Predicate<MsgData> test) throws Exception {
    Neighbours.Sent found =
        Until.found(
            "notification " + contentType,
            () ->
                messages.sent.stream()
                    .filter(sent -> sent.message().getContentType() == contentType)
                    .filter(sent -> test.test(sent.message()))
                    .findFirst());
    assertThat(found.asServer()).isTrue();
    return found;
  }

  /// The content types sent to a receiver so far, in order.
  List<Integer> typesTo(String receiver) {
    return messages.sent.stream()
        .map(Neighbours.Sent::message)
        .filter(message -> message.getRecvID().equals(receiver))
        .map(MsgData::getContentType)
        .toList();
  }

  /// The tips inside a notification.
  static JsonNode tips(MsgData message) {
    try {
      return JSON.readTree(
          JSON.readTree(message.getContent().toStringUtf8()).get("detail").asText());
    } catch (JsonProcessingException e) {
      throw new AssertionError("tips are JSON", e);
    }
  }

  /// The values of a field in a list of the tips.
  static List<String> texts(JsonNode list, String field) {
    return list.findValuesAsText(field);
  }
}
