package im.rpc.group;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.rpc.Replies;
import im.proto.conversation.CreateGroupChatConversationsReq;
import im.proto.conversation.CreateGroupChatConversationsResp;
import im.proto.conversation.SetConversationMaxSeqReq;
import im.proto.conversation.SetConversationMaxSeqResp;
import im.proto.conversation.SetConversationsReq;
import im.proto.conversation.SetConversationsResp;
import im.proto.conversation.conversationGrpc;
import im.proto.msg.GetConversationMaxSeqReq;
import im.proto.msg.GetConversationMaxSeqResp;
import im.proto.msg.GetLastMessageSeqByTimeReq;
import im.proto.msg.GetLastMessageSeqByTimeResp;
import im.proto.msg.SendMsgReq;
import im.proto.msg.SendMsgResp;
import im.proto.msg.msgGrpc;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.UserInfo;
import im.proto.user.getDesignateUsersReq;
import im.proto.user.getDesignateUsersResp;
import im.proto.user.userGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// The services that the group service talks to, remembering what it said.
final class Neighbours {
  static final String ADMIN = "imAdmin";
  static final long GROUP_MAX_SEQ = 41;

  private Neighbours() {}

  /// Everybody is a user, except whose id begins with "nobody".
  static final class Users extends userGrpc.userImplBase {
    final AtomicInteger calls = new AtomicInteger();
    final Map<String, String> renamed = new ConcurrentHashMap<>();

    @Override
    public void getDesignateUsers(
        getDesignateUsersReq request, StreamObserver<getDesignateUsersResp> out) {
      calls.incrementAndGet();
      getDesignateUsersResp.Builder response = getDesignateUsersResp.newBuilder();
      for (String userID : request.getUserIDsList()) {
        if (!userID.isEmpty() && !userID.startsWith("nobody")) {
          response.addUsersInfo(
              UserInfo.newBuilder()
                  .setUserID(userID)
                  .setNickname(renamed.getOrDefault(userID, "nick of " + userID))
                  .setFaceURL("face of " + userID)
                  .setAppMangerLevel(userID.equals(ADMIN) ? 2 : 0));
        }
      }
      Replies.reply(out, response.build());
    }
  }

  /// What rpc-msg was asked to send, and whether it was asked with the rights of the server.
  record Sent(MsgData message, boolean asServer) {}

  static final class Messages extends msgGrpc.msgImplBase {
    final List<Sent> sent = new CopyOnWriteArrayList<>();

    @Override
    public void sendMsg(SendMsgReq request, StreamObserver<SendMsgResp> out) {
      sent.add(new Sent(request.getMsgData(), RequestContext.current().temporaryAdmin()));
      Replies.reply(out, SendMsgResp.getDefaultInstance());
    }

    /// The newest number at a time is the time's last three digits.
    @Override
    public void getLastMessageSeqByTime(
        GetLastMessageSeqByTimeReq request, StreamObserver<GetLastMessageSeqByTimeResp> out) {
      Replies.reply(
          out, GetLastMessageSeqByTimeResp.newBuilder().setSeq(request.getTime() % 1000).build());
    }

    @Override
    public void getConversationMaxSeq(
        GetConversationMaxSeqReq request, StreamObserver<GetConversationMaxSeqResp> out) {
      Replies.reply(out, GetConversationMaxSeqResp.newBuilder().setMaxSeq(GROUP_MAX_SEQ).build());
    }
  }

  static final class Conversations extends conversationGrpc.conversationImplBase {
    final List<CreateGroupChatConversationsReq> opened = new CopyOnWriteArrayList<>();
    final List<SetConversationMaxSeqReq> limits = new CopyOnWriteArrayList<>();
    final List<SetConversationsReq> marked = new CopyOnWriteArrayList<>();
    private final Map<String, Long> maxSeqs = new ConcurrentHashMap<>();
    private final AtomicReference<Runnable> beforeOpening = new AtomicReference<>(() -> {});
    private final AtomicReference<Runnable> beforeLimit = new AtomicReference<>(() -> {});
    private final AtomicInteger refusals = new AtomicInteger();

    /// Does this once, when it is asked to open a chat and before it does.
    void beforeOpening(Runnable action) {
      beforeOpening.set(action);
    }

    /// Does this once, when it is asked to limit a chat, or to lift a limit, and before it does.
    void beforeLimit(Runnable action) {
      beforeLimit.set(action);
    }

    /// The last number of the group's chat that the user sees; 0 when that has no limit.
    long maxSeq(String groupID, String userID) {
      return maxSeqs.getOrDefault("sg_" + groupID + " " + userID, 0L);
    }

    /// Is away for the next `calls`.
    void awayFor(int calls) {
      refusals.set(calls);
    }

    private void beThere() {
      if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw ErrorCode.INTERNAL.because("away");
      }
    }

    @Override
    public void createGroupChatConversations(
        CreateGroupChatConversationsReq request,
        StreamObserver<CreateGroupChatConversationsResp> out) {
      beThere();
      beforeOpening.getAndSet(() -> {}).run();
      opened.add(request);
      request
          .getUserIDsList()
          .forEach(userID -> maxSeqs.put("sg_" + request.getGroupID() + " " + userID, 0L));
      Replies.reply(out, CreateGroupChatConversationsResp.getDefaultInstance());
    }

    @Override
    public void setConversationMaxSeq(
        SetConversationMaxSeqReq request, StreamObserver<SetConversationMaxSeqResp> out) {
      beThere();
      beforeLimit.getAndSet(() -> {}).run();
      limits.add(request);
      request
          .getOwnerUserIDList()
          .forEach(userID ->
              maxSeqs.put(request.getConversationID() + " " + userID, request.getMaxSeq()));
      Replies.reply(out, SetConversationMaxSeqResp.getDefaultInstance());
    }

    @Override
    public void setConversations(
        SetConversationsReq request, StreamObserver<SetConversationsResp> out) {
      beThere();
      marked.add(request);
      Replies.reply(out, SetConversationsResp.getDefaultInstance());
    }
  }
}
