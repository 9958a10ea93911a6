package im.rpc.user;

import static im.common.rpc.Replies.reply;

import im.common.paging.Page;
import im.common.paging.Paged;
import im.proto.sdkws.UserInfo;
import im.proto.user.accountCheckReq;
import im.proto.user.accountCheckResp;
import im.proto.user.addNotificationAccountReq;
import im.proto.user.addNotificationAccountResp;
import im.proto.user.delUserClientConfigReq;
import im.proto.user.delUserClientConfigResp;
import im.proto.user.getAllOnlineUsersReq;
import im.proto.user.getAllOnlineUsersResp;
import im.proto.user.getAllUserIDReq;
import im.proto.user.getAllUserIDResp;
import im.proto.user.getDesignateUsersReq;
import im.proto.user.getDesignateUsersResp;
import im.proto.user.getGlobalRecvMessageOptReq;
import im.proto.user.getGlobalRecvMessageOptResp;
import im.proto.user.getNotificationAccountReq;
import im.proto.user.getNotificationAccountResp;
import im.proto.user.getPaginationUsersReq;
import im.proto.user.getPaginationUsersResp;
import im.proto.user.getSubscribeUsersStatusReq;
import im.proto.user.getSubscribeUsersStatusResp;
import im.proto.user.getUserClientConfigReq;
import im.proto.user.getUserClientConfigResp;
import im.proto.user.getUserStatusReq;
import im.proto.user.getUserStatusResp;
import im.proto.user.pageUserClientConfigReq;
import im.proto.user.pageUserClientConfigResp;
import im.proto.user.processUserCommandAddReq;
import im.proto.user.processUserCommandAddResp;
import im.proto.user.processUserCommandDeleteReq;
import im.proto.user.processUserCommandDeleteResp;
import im.proto.user.processUserCommandGetAllReq;
import im.proto.user.processUserCommandGetAllResp;
import im.proto.user.processUserCommandGetReq;
import im.proto.user.processUserCommandGetResp;
import im.proto.user.processUserCommandUpdateReq;
import im.proto.user.processUserCommandUpdateResp;
import im.proto.user.searchNotificationAccountReq;
import im.proto.user.searchNotificationAccountResp;
import im.proto.user.setGlobalRecvMessageOptReq;
import im.proto.user.setGlobalRecvMessageOptResp;
import im.proto.user.setUserClientConfigReq;
import im.proto.user.setUserClientConfigResp;
import im.proto.user.setUserOnlineStatusReq;
import im.proto.user.setUserOnlineStatusResp;
import im.proto.user.setUserStatusReq;
import im.proto.user.setUserStatusResp;
import im.proto.user.sortQueryReq;
import im.proto.user.sortQueryResp;
import im.proto.user.subscribeOrCancelUsersStatusReq;
import im.proto.user.subscribeOrCancelUsersStatusResp;
import im.proto.user.updateNotificationAccountInfoReq;
import im.proto.user.updateNotificationAccountInfoResp;
import im.proto.user.updateUserInfoExReq;
import im.proto.user.updateUserInfoExResp;
import im.proto.user.updateUserInfoReq;
import im.proto.user.updateUserInfoResp;
import im.proto.user.userGrpc;
import im.proto.user.userRegisterCountReq;
import im.proto.user.userRegisterCountResp;
import im.proto.user.userRegisterReq;
import im.proto.user.userRegisterResp;
import im.rpc.user.account.NotificationAccounts;
import im.rpc.user.command.UserCommand;
import im.rpc.user.command.UserCommands;
import im.rpc.user.profile.ProfileChanges;
import im.rpc.user.profile.Registration;
import im.rpc.user.profile.User;
import im.rpc.user.profile.UserSearch;
import im.rpc.user.profile.UserStore;
import im.rpc.user.setting.ClientSettings;
import im.rpc.user.status.UserStatus;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Set;

/// The gRPC face of the user service. Who may call what stands in the access table, what a request
/// must look like in the validation table, both in front of these methods.
final class UserEndpoint extends userGrpc.userImplBase {
  private final UserStore store;
  private final Registration registration;
  private final ProfileChanges changes;
  private final UserSearch search;
  private final UserStatus status;
  private final UserCommands commands;
  private final NotificationAccounts accounts;
  private final ClientSettings settings;

  UserEndpoint(
      UserStore store,
      Registration registration,
      ProfileChanges changes,
      UserSearch search,
      UserStatus status,
      UserCommands commands,
      NotificationAccounts accounts,
      ClientSettings settings) {
    this.store = store;
    this.registration = registration;
    this.changes = changes;
    this.search = search;
    this.status = status;
    this.commands = commands;
    this.accounts = accounts;
    this.settings = settings;
  }

  @Override
  public void getDesignateUsers(
      getDesignateUsersReq req, StreamObserver<getDesignateUsersResp> out) {
    reply(
        out,
        getDesignateUsersResp
            .newBuilder()
            .addAllUsersInfo(infos(store.findAll(req.getUserIDsList())))
            .build());
  }

  @Override
  public void updateUserInfo(updateUserInfoReq req, StreamObserver<updateUserInfoResp> out) {
    changes.fillIn(req.getUserInfo());
    reply(out, updateUserInfoResp.getDefaultInstance());
  }

  @Override
  public void updateUserInfoEx(updateUserInfoExReq req, StreamObserver<updateUserInfoExResp> out) {
    changes.set(req.getUserInfo());
    reply(out, updateUserInfoExResp.getDefaultInstance());
  }

  @Override
  public void setGlobalRecvMessageOpt(
      setGlobalRecvMessageOptReq req, StreamObserver<setGlobalRecvMessageOptResp> out) {
    changes.setRecvOpt(req.getUserID(), req.getGlobalRecvMsgOpt());
    reply(out, setGlobalRecvMessageOptResp.getDefaultInstance());
  }

  @Override
  public void getGlobalRecvMessageOpt(
      getGlobalRecvMessageOptReq req, StreamObserver<getGlobalRecvMessageOptResp> out) {
    int opt = store.require(req.getUserID()).globalRecvMsgOpt();
    reply(out, getGlobalRecvMessageOptResp.newBuilder().setGlobalRecvMsgOpt(opt).build());
  }

  @Override
  public void accountCheck(accountCheckReq req, StreamObserver<accountCheckResp> out) {
    Set<String> registered = registration.registered(req.getCheckUserIDsList());
    accountCheckResp.Builder answer = accountCheckResp.newBuilder();
    for (String userID : req.getCheckUserIDsList()) {
      answer
          .addResultsBuilder()
          .setUserID(userID)
          .setAccountStatus(registered.contains(userID) ? 1 : 0);
    }
    reply(out, answer.build());
  }

  @Override
  public void getPaginationUsers(
      getPaginationUsersReq req, StreamObserver<getPaginationUsersResp> out) {
    Paged<User> found =
        search.ordinary(req.getUserID(), req.getNickName(), Page.of(req.getPagination()));
    reply(
        out,
        getPaginationUsersResp
            .newBuilder()
            .setTotal(Math.toIntExact(found.total()))
            .addAllUsers(infos(found.shown()))
            .build());
  }

  @Override
  public void userRegister(userRegisterReq req, StreamObserver<userRegisterResp> out) {
    registration.register(req.getUsersList());
    reply(out, userRegisterResp.getDefaultInstance());
  }

  @Override
  public void getAllUserID(getAllUserIDReq req, StreamObserver<getAllUserIDResp> out) {
    Paged<String> found = search.allIDs(Page.of(req.getPagination()));
    reply(
        out,
        getAllUserIDResp
            .newBuilder()
            .setTotal(Math.toIntExact(found.total()))
            .addAllUserIDs(found.shown())
            .build());
  }

  @Override
  public void userRegisterCount(
      userRegisterCountReq req, StreamObserver<userRegisterCountResp> out) {
    UserSearch.Registrations found = search.registrations(req.getStart(), req.getEnd());
    reply(
        out,
        userRegisterCountResp
            .newBuilder()
            .setTotal(found.total())
            .setBefore(found.before())
            .putAllCount(found.perDay())
            .build());
  }

  @Override
  public void subscribeOrCancelUsersStatus(
      subscribeOrCancelUsersStatusReq req, StreamObserver<subscribeOrCancelUsersStatusResp> out) {
    // Subscriptions live at the gateway (2005); clients of old still ask here.
    reply(out, subscribeOrCancelUsersStatusResp.getDefaultInstance());
  }

  @Override
  public void getSubscribeUsersStatus(
      getSubscribeUsersStatusReq req, StreamObserver<getSubscribeUsersStatusResp> out) {
    reply(out, getSubscribeUsersStatusResp.getDefaultInstance());
  }

  @Override
  public void getUserStatus(getUserStatusReq req, StreamObserver<getUserStatusResp> out) {
    reply(
        out,
        getUserStatusResp.newBuilder().addAllStatusList(status.of(req.getUserIDsList())).build());
  }

  @Override
  public void setUserStatus(setUserStatusReq req, StreamObserver<setUserStatusResp> out) {
    status.set(req);
    reply(out, setUserStatusResp.getDefaultInstance());
  }

  @Override
  public void processUserCommandAdd(
      processUserCommandAddReq req, StreamObserver<processUserCommandAddResp> out) {
    commands.add(req);
    reply(out, processUserCommandAddResp.getDefaultInstance());
  }

  @Override
  public void processUserCommandUpdate(
      processUserCommandUpdateReq req, StreamObserver<processUserCommandUpdateResp> out) {
    commands.update(req);
    reply(out, processUserCommandUpdateResp.getDefaultInstance());
  }

  @Override
  public void processUserCommandDelete(
      processUserCommandDeleteReq req, StreamObserver<processUserCommandDeleteResp> out) {
    commands.delete(req);
    reply(out, processUserCommandDeleteResp.getDefaultInstance());
  }

  @Override
  public void processUserCommandGet(
      processUserCommandGetReq req, StreamObserver<processUserCommandGetResp> out) {
    processUserCommandGetResp.Builder answer = processUserCommandGetResp.newBuilder();
    for (UserCommand command : commands.ofType(req.getUserID(), req.getType())) {
      answer
          .addCommandRespBuilder()
          .setType(command.type())
          .setCreateTime(command.createTime())
          .setUuid(command.uuid())
          .setValue(command.value())
          .setEx(command.ex());
    }
    reply(out, answer.build());
  }

  @Override
  public void processUserCommandGetAll(
      processUserCommandGetAllReq req, StreamObserver<processUserCommandGetAllResp> out) {
    processUserCommandGetAllResp.Builder answer = processUserCommandGetAllResp.newBuilder();
    for (UserCommand command : commands.all(req.getUserID())) {
      answer
          .addCommandRespBuilder()
          .setType(command.type())
          .setCreateTime(command.createTime())
          .setUuid(command.uuid())
          .setValue(command.value())
          .setEx(command.ex());
    }
    reply(out, answer.build());
  }

  @Override
  public void addNotificationAccount(
      addNotificationAccountReq req, StreamObserver<addNotificationAccountResp> out) {
    User account = accounts.add(req);
    reply(
        out,
        addNotificationAccountResp
            .newBuilder()
            .setUserID(account.userID())
            .setNickName(account.nickname())
            .setFaceURL(account.faceURL())
            .setAppMangerLevel(account.appMangerLevel())
            .build());
  }

  @Override
  public void updateNotificationAccountInfo(
      updateNotificationAccountInfoReq req, StreamObserver<updateNotificationAccountInfoResp> out) {
    accounts.update(req);
    reply(out, updateNotificationAccountInfoResp.getDefaultInstance());
  }

  @Override
  public void searchNotificationAccount(
      searchNotificationAccountReq req, StreamObserver<searchNotificationAccountResp> out) {
    reply(out, accounts.search(req));
  }

  @Override
  public void getNotificationAccount(
      getNotificationAccountReq req, StreamObserver<getNotificationAccountResp> out) {
    reply(
        out,
        getNotificationAccountResp
            .newBuilder()
            .setAccount(accounts.require(req.getUserID()))
            .build());
  }

  @Override
  public void sortQuery(sortQueryReq req, StreamObserver<sortQueryResp> out) {
    reply(
        out,
        sortQueryResp
            .newBuilder()
            .addAllUsers(infos(search.sorted(req.getUserIDNameMap(), req.getAsc())))
            .build());
  }

  @Override
  public void setUserOnlineStatus(
      setUserOnlineStatusReq req, StreamObserver<setUserOnlineStatusResp> out) {
    status.report(req.getStatusList());
    reply(out, setUserOnlineStatusResp.getDefaultInstance());
  }

  @Override
  public void getAllOnlineUsers(
      getAllOnlineUsersReq req, StreamObserver<getAllOnlineUsersResp> out) {
    reply(out, status.page(req.getCursor()));
  }

  @Override
  public void getUserClientConfig(
      getUserClientConfigReq req, StreamObserver<getUserClientConfigResp> out) {
    reply(
        out,
        getUserClientConfigResp.newBuilder().putAllConfigs(settings.of(req.getUserID())).build());
  }

  @Override
  public void setUserClientConfig(
      setUserClientConfigReq req, StreamObserver<setUserClientConfigResp> out) {
    settings.set(req.getUserID(), req.getConfigsMap());
    reply(out, setUserClientConfigResp.getDefaultInstance());
  }

  @Override
  public void delUserClientConfig(
      delUserClientConfigReq req, StreamObserver<delUserClientConfigResp> out) {
    settings.delete(req.getUserID(), req.getKeysList());
    reply(out, delUserClientConfigResp.getDefaultInstance());
  }

  @Override
  public void pageUserClientConfig(
      pageUserClientConfigReq req, StreamObserver<pageUserClientConfigResp> out) {
    reply(out, settings.page(req));
  }

  private static List<UserInfo> infos(List<User> users) {
    return users.stream().map(User::toInfo).toList();
  }
}
