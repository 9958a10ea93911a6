package im.rpc.user;

import static im.common.rpc.Replies.reply;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.error.ErrorTable;
import im.common.lifecycle.ServiceSpec;
import im.common.rpc.ServiceName;
import im.common.testing.SettableClock;
import im.common.testing.TestServices;
import im.common.testing.Until;
import im.proto.group.groupGrpc;
import im.proto.msg.SendMsgReq;
import im.proto.msg.SendMsgResp;
import im.proto.msg.msgGrpc;
import im.proto.relation.friendGrpc;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.RequestPagination;
import im.proto.sdkws.UserInfo;
import im.proto.user.getDesignateUsersReq;
import im.proto.user.userGrpc;
import im.proto.user.userGrpc.userBlockingStub;
import im.proto.user.userRegisterReq;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/// A running user service, what it says to its neighbours, and the ways tests talk to it. Needs
/// [im.common.testing.MongoExtension] and [im.common.testing.RedisExtension] on the test class.
final class UserWorld implements AutoCloseable {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T10:00:00Z"));
  final Queue<MsgData> messages = new ConcurrentLinkedQueue<>();
  final Queue<im.proto.group.notificationUserInfoUpdateReq> toGroups =
      new ConcurrentLinkedQueue<>();
  final Queue<im.proto.relation.notificationUserInfoUpdateReq> toFriends =
      new ConcurrentLinkedQueue<>();
  volatile boolean groupsFail;

  private final TestServices services;
  private final userBlockingStub stub;

  UserWorld() throws Exception {
    services =
        new TestServices(clock)
            .peer(ServiceName.MSG, new Messages())
            .peer(ServiceName.GROUP, new Groups())
            .peer(ServiceName.FRIEND, new Friends())
            .start(new ServiceSpec("im-rpc-user", ServiceName.USER, UserService::new));
    stub = services.stub(ServiceName.USER, userGrpc::newBlockingStub);
  }

  @Override
  public void close() throws Exception {
    services.close();
  }

  /// An id that no other test has.
  static String id(String name) {
    return name + "_" + NUMBERS.incrementAndGet();
  }

  /// Registers ordinary users, named as their ids.
  void register(String... userIDs) {
    register(
        Arrays.stream(userIDs)
            .map(id -> UserInfo.newBuilder().setUserID(id).setNickname(id).build())
            .toArray(UserInfo[]::new));
  }

  void register(UserInfo... users) {
    asAdmin(each ->
        each.userRegister(userRegisterReq.newBuilder().addAllUsers(Arrays.asList(users)).build()));
  }

  int registerCode(String caller, UserInfo... users) {
    return code(
        caller,
        each ->
            each.userRegister(
                userRegisterReq.newBuilder().addAllUsers(Arrays.asList(users)).build()));
  }

  /// What everybody sees of the users.
  List<UserInfo> infos(String... userIDs) {
    return as(
            "anybody",
            each ->
                each.getDesignateUsers(
                    getDesignateUsersReq
                        .newBuilder()
                        .addAllUserIDs(Arrays.asList(userIDs))
                        .build()))
        .getUsersInfoList();
  }

  <T> T asAdmin(Function<userBlockingStub, T> call) {
    return as(TestServices.ADMIN, call);
  }

  <T> T as(String caller, Function<userBlockingStub, T> call) {
    return RequestContext.of("test", caller).call(() -> call.apply(stub));
  }

  /// The code with which the service refuses `caller`; 0 when it does not.
  int code(String caller, Function<userBlockingStub, ?> call) {
    try {
      as(caller, call);
      return 0;
    } catch (StatusRuntimeException e) {
      return ErrorTable.of(e).code();
    }
  }

  int adminCode(Function<userBlockingStub, ?> call) {
    return code(TestServices.ADMIN, call);
  }

  /// The next notification to `userID` that reached the message service.
  MsgData nextMessage(String userID) throws Exception {
    return next("a notification to " + userID, messages, each -> each.getRecvID().equals(userID));
  }

  /// What the group service is told next of `userID`.
  im.proto.group.notificationUserInfoUpdateReq nextToGroups(String userID) throws Exception {
    return next("groups of " + userID, toGroups, each -> each.getUserID().equals(userID));
  }

  /// What the friend service is told next of `userID`.
  im.proto.relation.notificationUserInfoUpdateReq nextToFriends(String userID) throws Exception {
    return next("friends of " + userID, toFriends, each -> each.getUserID().equals(userID));
  }

  /// Those of other tests may come late and are passed over.
  private static <T> T next(String what, Queue<T> came, Predicate<T> isMeant) throws Exception {
    return Until.found(what, () -> came.stream().filter(isMeant).findFirst().filter(came::remove));
  }

  static RequestPagination page(int number, int size) {
    return RequestPagination.newBuilder().setPageNumber(number).setShowNumber(size).build();
  }

  private final class Messages extends msgGrpc.msgImplBase {
    @Override
    public void sendMsg(SendMsgReq req, StreamObserver<SendMsgResp> out) {
      messages.add(req.getMsgData());
      reply(out, SendMsgResp.getDefaultInstance());
    }
  }

  private final class Groups extends groupGrpc.groupImplBase {
    @Override
    public void notificationUserInfoUpdate(
        im.proto.group.notificationUserInfoUpdateReq req,
        StreamObserver<im.proto.group.notificationUserInfoUpdateResp> out) {
      if (groupsFail) {
        throw ErrorCode.DATA.because("groups: out of order (expected by the test)");
      }
      toGroups.add(req);
      reply(out, im.proto.group.notificationUserInfoUpdateResp.getDefaultInstance());
    }
  }

  private final class Friends extends friendGrpc.friendImplBase {
    @Override
    public void notificationUserInfoUpdate(
        im.proto.relation.notificationUserInfoUpdateReq req,
        StreamObserver<im.proto.relation.notificationUserInfoUpdateResp> out) {
      toFriends.add(req);
      reply(out, im.proto.relation.notificationUserInfoUpdateResp.getDefaultInstance());
    }
  }
}
