package im.rpc.msg;

import static im.common.rpc.Replies.reply;

import im.common.history.MessageRetention;
import im.proto.msg.ClearConversationsMsgReq;
import im.proto.msg.ClearConversationsMsgResp;
import im.proto.msg.ClearMsgReq;
import im.proto.msg.ClearMsgResp;
import im.proto.msg.DeleteMsgPhysicalBySeqReq;
import im.proto.msg.DeleteMsgPhysicalBySeqResp;
import im.proto.msg.DeleteMsgPhysicalReq;
import im.proto.msg.DeleteMsgPhysicalResp;
import im.proto.msg.DeleteMsgsReq;
import im.proto.msg.DeleteMsgsResp;
import im.proto.msg.DestructMsgsReq;
import im.proto.msg.DestructMsgsResp;
import im.proto.msg.GetActiveConversationReq;
import im.proto.msg.GetActiveConversationResp;
import im.proto.msg.GetActiveGroupReq;
import im.proto.msg.GetActiveGroupResp;
import im.proto.msg.GetActiveUserReq;
import im.proto.msg.GetActiveUserResp;
import im.proto.msg.GetConversationMaxSeqReq;
import im.proto.msg.GetConversationMaxSeqResp;
import im.proto.msg.GetConversationsHasReadAndMaxSeqReq;
import im.proto.msg.GetConversationsHasReadAndMaxSeqResp;
import im.proto.msg.GetHasReadSeqsReq;
import im.proto.msg.GetLastMessageReq;
import im.proto.msg.GetLastMessageResp;
import im.proto.msg.GetLastMessageSeqByTimeReq;
import im.proto.msg.GetLastMessageSeqByTimeResp;
import im.proto.msg.GetMaxSeqsReq;
import im.proto.msg.GetMsgByConversationIDsReq;
import im.proto.msg.GetMsgByConversationIDsResp;
import im.proto.msg.GetSendMsgStatusReq;
import im.proto.msg.GetSendMsgStatusResp;
import im.proto.msg.GetSeqMessageReq;
import im.proto.msg.GetSeqMessageResp;
import im.proto.msg.GetServerTimeReq;
import im.proto.msg.GetServerTimeResp;
import im.proto.msg.MarkConversationAsReadReq;
import im.proto.msg.MarkConversationAsReadResp;
import im.proto.msg.MarkMsgsAsReadReq;
import im.proto.msg.MarkMsgsAsReadResp;
import im.proto.msg.RevokeMsgReq;
import im.proto.msg.RevokeMsgResp;
import im.proto.msg.SearchMessageReq;
import im.proto.msg.SearchMessageResp;
import im.proto.msg.SendMsgReq;
import im.proto.msg.SendMsgResp;
import im.proto.msg.SendSimpleMsgReq;
import im.proto.msg.SendSimpleMsgResp;
import im.proto.msg.SeqsInfoResp;
import im.proto.msg.SetConversationHasReadSeqReq;
import im.proto.msg.SetConversationHasReadSeqResp;
import im.proto.msg.SetSendMsgStatusReq;
import im.proto.msg.SetSendMsgStatusResp;
import im.proto.msg.SetUserConversationMaxSeqReq;
import im.proto.msg.SetUserConversationMaxSeqResp;
import im.proto.msg.SetUserConversationMinSeqReq;
import im.proto.msg.SetUserConversationMinSeqResp;
import im.proto.msg.SetUserConversationsMinSeqReq;
import im.proto.msg.SetUserConversationsMinSeqResp;
import im.proto.msg.UserClearAllMsgReq;
import im.proto.msg.UserClearAllMsgResp;
import im.proto.msg.msgGrpc;
import im.proto.sdkws.GetMaxSeqReq;
import im.proto.sdkws.GetMaxSeqResp;
import im.proto.sdkws.PullMessageBySeqsReq;
import im.proto.sdkws.PullMessageBySeqsResp;
import im.rpc.msg.change.Clearing;
import im.rpc.msg.change.Deletion;
import im.rpc.msg.change.Erasure;
import im.rpc.msg.change.Revocation;
import im.rpc.msg.change.SelfDestruct;
import im.rpc.msg.mark.ReadMarks;
import im.rpc.msg.read.MessagePuller;
import im.rpc.msg.read.SequenceQueries;
import im.rpc.msg.read.Windows;
import im.rpc.msg.search.MessageSearch;
import im.rpc.msg.send.MessageSender;
import im.rpc.msg.send.SendStatus;
import im.rpc.msg.statistics.Activity;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.List;

/// The gRPC surface `openim.msg.msg`; each method hands over to the room that knows it.
final class MsgEndpoint extends msgGrpc.msgImplBase {
  private final Sending sending;
  private final Reading reading;
  private final ReadMarks marks;
  private final Changes changes;
  private final Windows windows;
  private final Activity activity;
  private final Clock clock;

  /// How messages come in.
  record Sending(MessageSender sender, SendStatus status) {}

  /// How messages are read back.
  record Reading(MessagePuller puller, SequenceQueries sequences, MessageSearch search) {}

  /// What happens to messages after they were sent.
  record Changes(
      Revocation revocation,
      Deletion deletion,
      Erasure erasure,
      Clearing clearing,
      SelfDestruct selfDestruct,
      MessageRetention retention) {}

  MsgEndpoint(
      Sending sending,
      Reading reading,
      ReadMarks marks,
      Changes changes,
      Windows windows,
      Activity activity,
      Clock clock) {
    this.sending = sending;
    this.reading = reading;
    this.marks = marks;
    this.changes = changes;
    this.windows = windows;
    this.activity = activity;
    this.clock = clock;
  }

  @Override
  public void sendMsg(SendMsgReq request, StreamObserver<SendMsgResp> out) {
    reply(out, sending.sender().send(request.getMsgData()));
  }

  @Override
  public void sendSimpleMsg(SendSimpleMsgReq request, StreamObserver<SendSimpleMsgResp> out) {
    SendMsgResp sent = sending.sender().sendAsStored(request.getMsgData());
    reply(
        out,
        SendSimpleMsgResp.newBuilder()
            .setServerMsgID(sent.getServerMsgID())
            .setClientMsgID(sent.getClientMsgID())
            .setSendTime(sent.getSendTime())
            .build());
  }

  @Override
  public void setSendMsgStatus(
      SetSendMsgStatusReq request, StreamObserver<SetSendMsgStatusResp> out) {
    sending.status().set(request.getStatus());
    reply(out, SetSendMsgStatusResp.getDefaultInstance());
  }

  @Override
  public void getSendMsgStatus(
      GetSendMsgStatusReq request, StreamObserver<GetSendMsgStatusResp> out) {
    reply(out, GetSendMsgStatusResp.newBuilder().setStatus(sending.status().get()).build());
  }

  @Override
  public void getMaxSeq(GetMaxSeqReq request, StreamObserver<GetMaxSeqResp> out) {
    reply(out, reading.sequences().newest(request.getUserID()));
  }

  @Override
  public void getMaxSeqs(GetMaxSeqsReq request, StreamObserver<SeqsInfoResp> out) {
    reply(
        out,
        SeqsInfoResp.newBuilder()
            .putAllMaxSeqs(reading.sequences().maxSeqs(request.getConversationIDsList()))
            .build());
  }

  @Override
  public void getConversationMaxSeq(
      GetConversationMaxSeqReq request, StreamObserver<GetConversationMaxSeqResp> out) {
    String id = request.getConversationID();
    reply(
        out,
        GetConversationMaxSeqResp.newBuilder()
            .setMaxSeq(reading.sequences().maxSeqs(List.of(id)).getOrDefault(id, 0L))
            .build());
  }

  @Override
  public void getHasReadSeqs(GetHasReadSeqsReq request, StreamObserver<SeqsInfoResp> out) {
    reply(
        out,
        SeqsInfoResp.newBuilder()
            .putAllMaxSeqs(
                reading.sequences().readSeqs(request.getUserID(), request.getConversationIDsList()))
            .build());
  }

  @Override
  public void getConversationsHasReadAndMaxSeq(
      GetConversationsHasReadAndMaxSeqReq request,
      StreamObserver<GetConversationsHasReadAndMaxSeqResp> out) {
    reply(out, reading.sequences().readAndNewest(request));
  }

  @Override
  public void getActiveConversation(
      GetActiveConversationReq request, StreamObserver<GetActiveConversationResp> out) {
    reply(out, reading.sequences().active(request));
  }

  @Override
  public void pullMessageBySeqs(
      PullMessageBySeqsReq request, StreamObserver<PullMessageBySeqsResp> out) {
    reply(out, reading.puller().pull(request));
  }

  @Override
  public void getSeqMessage(GetSeqMessageReq request, StreamObserver<GetSeqMessageResp> out) {
    reply(out, reading.puller().bySeqs(request));
  }

  @Override
  public void getLastMessage(GetLastMessageReq request, StreamObserver<GetLastMessageResp> out) {
    reply(out, reading.puller().last(request));
  }

  @Override
  public void getMsgByConversationIDs(
      GetMsgByConversationIDsReq request, StreamObserver<GetMsgByConversationIDsResp> out) {
    reply(
        out,
        GetMsgByConversationIDsResp.newBuilder()
            .putAllMsgDatas(reading.puller().at(request.getMaxSeqsMap()))
            .build());
  }

  @Override
  public void setConversationHasReadSeq(
      SetConversationHasReadSeqReq request, StreamObserver<SetConversationHasReadSeqResp> out) {
    marks.setPosition(request);
    reply(out, SetConversationHasReadSeqResp.getDefaultInstance());
  }

  @Override
  public void markMsgsAsRead(MarkMsgsAsReadReq request, StreamObserver<MarkMsgsAsReadResp> out) {
    marks.markMessages(request);
    reply(out, MarkMsgsAsReadResp.getDefaultInstance());
  }

  @Override
  public void markConversationAsRead(
      MarkConversationAsReadReq request, StreamObserver<MarkConversationAsReadResp> out) {
    marks.markConversation(request);
    reply(out, MarkConversationAsReadResp.getDefaultInstance());
  }

  @Override
  public void setUserConversationMaxSeq(
      SetUserConversationMaxSeqReq request, StreamObserver<SetUserConversationMaxSeqResp> out) {
    windows.end(request.getOwnerUserIDList(), request.getConversationID(), request.getMaxSeq());
    reply(out, SetUserConversationMaxSeqResp.getDefaultInstance());
  }

  @Override
  public void setUserConversationMinSeq(
      SetUserConversationMinSeqReq request, StreamObserver<SetUserConversationMinSeqResp> out) {
    windows.begin(request.getOwnerUserIDList(), request.getConversationID(), request.getMinSeq());
    reply(out, SetUserConversationMinSeqResp.getDefaultInstance());
  }

  @Override
  public void setUserConversationsMinSeq(
      SetUserConversationsMinSeqReq request, StreamObserver<SetUserConversationsMinSeqResp> out) {
    windows.begin(request.getUserIDsList(), request.getConversationID(), request.getSeq());
    reply(out, SetUserConversationsMinSeqResp.getDefaultInstance());
  }

  @Override
  public void revokeMsg(RevokeMsgReq request, StreamObserver<RevokeMsgResp> out) {
    changes.revocation().revoke(request);
    reply(out, RevokeMsgResp.getDefaultInstance());
  }

  @Override
  public void deleteMsgs(DeleteMsgsReq request, StreamObserver<DeleteMsgsResp> out) {
    changes.deletion().delete(request);
    reply(out, DeleteMsgsResp.getDefaultInstance());
  }

  @Override
  public void deleteMsgPhysicalBySeq(
      DeleteMsgPhysicalBySeqReq request, StreamObserver<DeleteMsgPhysicalBySeqResp> out) {
    changes.erasure().eraseBySeq(request);
    reply(out, DeleteMsgPhysicalBySeqResp.getDefaultInstance());
  }

  @Override
  public void deleteMsgPhysical(
      DeleteMsgPhysicalReq request, StreamObserver<DeleteMsgPhysicalResp> out) {
    changes.erasure().eraseOld(request);
    reply(out, DeleteMsgPhysicalResp.getDefaultInstance());
  }

  @Override
  public void clearConversationsMsg(
      ClearConversationsMsgReq request, StreamObserver<ClearConversationsMsgResp> out) {
    changes.clearing().clear(request);
    reply(out, ClearConversationsMsgResp.getDefaultInstance());
  }

  @Override
  public void userClearAllMsg(UserClearAllMsgReq request, StreamObserver<UserClearAllMsgResp> out) {
    changes.clearing().clearAll(request);
    reply(out, UserClearAllMsgResp.getDefaultInstance());
  }

  @Override
  public void clearMsg(ClearMsgReq request, StreamObserver<ClearMsgResp> out) {
    changes.selfDestruct().clear(request);
    reply(out, ClearMsgResp.getDefaultInstance());
  }

  @Override
  public void getLastMessageSeqByTime(
      GetLastMessageSeqByTimeReq request, StreamObserver<GetLastMessageSeqByTimeResp> out) {
    long seq = changes.selfDestruct().lastUntil(request.getConversationID(), request.getTime());
    reply(out, GetLastMessageSeqByTimeResp.newBuilder().setSeq(seq).build());
  }

  @Override
  public void destructMsgs(DestructMsgsReq request, StreamObserver<DestructMsgsResp> out) {
    int removed = changes.retention().removeOld(request.getTimestamp(), request.getLimit());
    reply(out, DestructMsgsResp.newBuilder().setCount(removed).build());
  }

  @Override
  public void searchMessage(SearchMessageReq request, StreamObserver<SearchMessageResp> out) {
    reply(out, reading.search().search(request));
  }

  @Override
  public void getServerTime(GetServerTimeReq request, StreamObserver<GetServerTimeResp> out) {
    reply(out, GetServerTimeResp.newBuilder().setServerTime(clock.millis()).build());
  }

  @Override
  public void getActiveUser(GetActiveUserReq request, StreamObserver<GetActiveUserResp> out) {
    reply(out, activity.users(request));
  }

  @Override
  public void getActiveGroup(GetActiveGroupReq request, StreamObserver<GetActiveGroupResp> out) {
    reply(out, activity.groups(request));
  }
}
