package im.rpc.conversation;

import static im.common.rpc.Replies.reply;

import im.common.context.RequestContext;
import im.proto.group.GetGroupMembersInfoReq;
import im.proto.group.GetGroupMembersInfoResp;
import im.proto.group.GetGroupsInfoReq;
import im.proto.group.GetGroupsInfoResp;
import im.proto.group.groupGrpc.groupImplBase;
import im.proto.msg.ActiveConversation;
import im.proto.msg.GetActiveConversationReq;
import im.proto.msg.GetActiveConversationResp;
import im.proto.msg.GetConversationsHasReadAndMaxSeqReq;
import im.proto.msg.GetConversationsHasReadAndMaxSeqResp;
import im.proto.msg.GetLastMessageReq;
import im.proto.msg.GetLastMessageResp;
import im.proto.msg.GetLastMessageSeqByTimeReq;
import im.proto.msg.GetLastMessageSeqByTimeResp;
import im.proto.msg.SendMsgReq;
import im.proto.msg.SendMsgResp;
import im.proto.msg.Seqs;
import im.proto.msg.SetUserConversationMaxSeqReq;
import im.proto.msg.SetUserConversationMaxSeqResp;
import im.proto.msg.SetUserConversationMinSeqReq;
import im.proto.msg.SetUserConversationMinSeqResp;
import im.proto.msg.msgGrpc.msgImplBase;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.UserInfo;
import im.proto.user.getDesignateUsersReq;
import im.proto.user.getDesignateUsersResp;
import im.proto.user.userGrpc.userImplBase;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Stand-ins for rpc-msg, rpc-user and rpc-group that remember what they were told.
final class Peers {
  final Map<String, MsgData> lastMessages = new ConcurrentHashMap<>();
  final Map<String, Long> numberedAt = new ConcurrentHashMap<>();
  final Set<String> erased = ConcurrentHashMap.newKeySet();
  final AtomicInteger messagesRead = new AtomicInteger();
  volatile int messagesPerAnswer = Integer.MAX_VALUE;
  final Set<String> unreadable = ConcurrentHashMap.newKeySet();
  final Map<String, Long> readSeqs = new ConcurrentHashMap<>();
  final Map<String, Long> userMaxSeqs = new ConcurrentHashMap<>();
  final Map<String, Long> userMinSeqs = new ConcurrentHashMap<>();
  final Map<String, GroupInfo> groups = new ConcurrentHashMap<>();
  final Map<String, Set<String>> members = new ConcurrentHashMap<>();
  final BlockingQueue<MsgData> sent = new LinkedBlockingQueue<>();

  /// The next notification to a user whose id begins with `prefix`; an error when none comes within
  /// a minute.
  MsgData nextNotification(String prefix) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      MsgData next = sent.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new AssertionError("no notification to " + prefix + " within a minute");
      }
      if (next.getRecvID().startsWith(prefix)) {
        return next;
      }
    }
  }

  /// Everybody exists whose id does not begin with `nobody`.
  final class User extends userImplBase {
    @Override
    public void getDesignateUsers(
        getDesignateUsersReq request, StreamObserver<getDesignateUsersResp> out) {
      getDesignateUsersResp.Builder users = getDesignateUsersResp.newBuilder();
      for (String id : request.getUserIDsList()) {
        if (!id.startsWith("nobody")) {
          users.addUsersInfo(
              UserInfo.newBuilder().setUserID(id).setNickname("name of " + id).setFaceURL("face"));
        }
      }
      reply(out, users.build());
    }
  }

  final class Group extends groupImplBase {
    @Override
    public void getGroupsInfo(GetGroupsInfoReq request, StreamObserver<GetGroupsInfoResp> out) {
      List<GroupInfo> found = new ArrayList<>();
      request.getGroupIDsList().stream()
          .filter(groups::containsKey)
          .forEach(id -> found.add(groups.get(id)));
      reply(out, GetGroupsInfoResp.newBuilder().addAllGroupInfos(found).build());
    }

    @Override
    public void getGroupMembersInfo(
        GetGroupMembersInfoReq request, StreamObserver<GetGroupMembersInfoResp> out) {
      GetGroupMembersInfoResp.Builder found = GetGroupMembersInfoResp.newBuilder();
      request.getUserIDsList().stream()
          .filter(members.getOrDefault(request.getGroupID(), Set.of())::contains)
          .forEach(id -> found.addMembers(GroupMemberFullInfo.newBuilder().setUserID(id)));
      reply(out, found.build());
    }
  }

  final class Msg extends msgImplBase {
    @Override
    public void sendMsg(SendMsgReq request, StreamObserver<SendMsgResp> out) {
      sent.add(request.getMsgData());
      reply(out, SendMsgResp.getDefaultInstance());
    }

    @Override
    public void setUserConversationMaxSeq(
        SetUserConversationMaxSeqReq request, StreamObserver<SetUserConversationMaxSeqResp> out) {
      requireServer();
      for (String owner : request.getOwnerUserIDList()) {
        userMaxSeqs.put(owner + " " + request.getConversationID(), request.getMaxSeq());
      }
      reply(out, SetUserConversationMaxSeqResp.getDefaultInstance());
    }

    @Override
    public void setUserConversationMinSeq(
        SetUserConversationMinSeqReq request, StreamObserver<SetUserConversationMinSeqResp> out) {
      requireServer();
      for (String owner : request.getOwnerUserIDList()) {
        userMinSeqs.put(owner + " " + request.getConversationID(), request.getMinSeq());
      }
      reply(out, SetUserConversationMinSeqResp.getDefaultInstance());
    }

    @Override
    public void getActiveConversation(
        GetActiveConversationReq request, StreamObserver<GetActiveConversationResp> out) {
      GetActiveConversationResp.Builder active = GetActiveConversationResp.newBuilder();
      for (String id : request.getConversationIDsList()) {
        MsgData last = lastMessages.get(id);
        if (last != null) {
          active.addConversations(
              ActiveConversation.newBuilder()
                  .setConversationID(id)
                  .setMaxSeq(last.getSeq())
                  .setLastTime(numberedAt.getOrDefault(id, last.getSendTime())));
        }
      }
      reply(out, active.build());
    }

    @Override
    public void getConversationsHasReadAndMaxSeq(
        GetConversationsHasReadAndMaxSeqReq request,
        StreamObserver<GetConversationsHasReadAndMaxSeqResp> out) {
      GetConversationsHasReadAndMaxSeqResp.Builder seqs =
          GetConversationsHasReadAndMaxSeqResp.newBuilder();
      for (String id : request.getConversationIDsList()) {
        MsgData last = lastMessages.get(id);
        seqs.putSeqs(
            id,
            Seqs.newBuilder()
                .setMaxSeq(last == null ? 0 : last.getSeq())
                .setHasReadSeq(readSeqs.getOrDefault(request.getUserID() + " " + id, 0L))
                .build());
      }
      reply(out, seqs.build());
    }

    @Override
    public void getLastMessage(GetLastMessageReq request, StreamObserver<GetLastMessageResp> out) {
      Map<String, MsgData> found = new HashMap<>();
      for (String id : request.getConversationIDsList()) {
        MsgData last = lastMessages.get(id);
        if (last != null && !erased.contains(id) && found.size() < messagesPerAnswer) {
          found.put(id, last);
        }
      }
      messagesRead.addAndGet(found.size());
      reply(out, GetLastMessageResp.newBuilder().putAllMsgs(found).build());
    }

    @Override
    public void getLastMessageSeqByTime(
        GetLastMessageSeqByTimeReq request, StreamObserver<GetLastMessageSeqByTimeResp> out) {
      if (unreadable.contains(request.getConversationID())) {
        throw new IllegalStateException("unreadable: " + request.getConversationID());
      }
      MsgData last = lastMessages.get(request.getConversationID());
      long seq = last != null && last.getSendTime() <= request.getTime() ? last.getSeq() : 0;
      reply(out, GetLastMessageSeqByTimeResp.newBuilder().setSeq(seq).build());
    }

    private void requireServer() {
      if (!RequestContext.current().temporaryAdmin()) {
        throw new AssertionError("called without the rights of the server");
      }
    }
  }
}
