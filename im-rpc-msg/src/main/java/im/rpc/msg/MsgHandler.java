package im.rpc.msg;

import static im.common.rpc.Replies.reply;

import im.common.sequence.UserSequences;
import im.proto.msg.GetActiveConversationReq;
import im.proto.msg.GetActiveConversationResp;
import im.proto.msg.GetConversationMaxSeqReq;
import im.proto.msg.GetConversationMaxSeqResp;
import im.proto.msg.GetConversationsHasReadAndMaxSeqReq;
import im.proto.msg.GetConversationsHasReadAndMaxSeqResp;
import im.proto.msg.GetHasReadSeqsReq;
import im.proto.msg.GetLastMessageReq;
import im.proto.msg.GetLastMessageResp;
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
import im.proto.msg.msgGrpc;
import im.proto.sdkws.GetMaxSeqReq;
import im.proto.sdkws.GetMaxSeqResp;
import im.proto.sdkws.PullMessageBySeqsReq;
import im.proto.sdkws.PullMessageBySeqsResp;
import im.rpc.msg.mark.ReadMarks;
import im.rpc.msg.read.MessagePuller;
import im.rpc.msg.read.SequenceQueries;
import im.rpc.msg.send.MessageSender;
import im.rpc.msg.send.SendStatus;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.List;

/// The gRPC surface `openim.msg.msg`; each method hands over to the room that knows it.
final class MsgHandler extends msgGrpc.msgImplBase {
  private final MessageSender sender;
  private final SendStatus status;
  private final MessagePuller puller;
  private final SequenceQueries sequences;
  private final ReadMarks marks;
  private final UserSequences users;
  private final Clock clock;

  MsgHandler(
      MessageSender sender,
      SendStatus status,
      MessagePuller puller,
      SequenceQueries sequences,
      ReadMarks marks,
      UserSequences users,
      Clock clock) {
    this.sender = sender;
    this.status = status;
    this.puller = puller;
    this.sequences = sequences;
    this.marks = marks;
    this.users = users;
    this.clock = clock;
  }

  @Override
  public void sendMsg(SendMsgReq request, StreamObserver<SendMsgResp> out) {
    reply(out, sender.send(request.getMsgData()));
  }

  @Override
  public void sendSimpleMsg(SendSimpleMsgReq request, StreamObserver<SendSimpleMsgResp> out) {
    SendMsgResp sent = sender.sendAsStored(request.getMsgData());
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
    status.set(request.getStatus());
    reply(out, SetSendMsgStatusResp.getDefaultInstance());
  }

  @Override
  public void getSendMsgStatus(
      GetSendMsgStatusReq request, StreamObserver<GetSendMsgStatusResp> out) {
    reply(out, GetSendMsgStatusResp.newBuilder().setStatus(status.get()).build());
  }

  @Override
  public void getMaxSeq(GetMaxSeqReq request, StreamObserver<GetMaxSeqResp> out) {
    reply(out, sequences.newest(request.getUserID()));
  }

  @Override
  public void getMaxSeqs(GetMaxSeqsReq request, StreamObserver<SeqsInfoResp> out) {
    reply(
        out,
        SeqsInfoResp.newBuilder()
            .putAllMaxSeqs(sequences.maxSeqs(request.getConversationIDsList()))
            .build());
  }

  @Override
  public void getConversationMaxSeq(
      GetConversationMaxSeqReq request, StreamObserver<GetConversationMaxSeqResp> out) {
    String id = request.getConversationID();
    reply(
        out,
        GetConversationMaxSeqResp.newBuilder()
            .setMaxSeq(sequences.maxSeqs(List.of(id)).getOrDefault(id, 0L))
            .build());
  }

  @Override
  public void getHasReadSeqs(GetHasReadSeqsReq request, StreamObserver<SeqsInfoResp> out) {
    reply(
        out,
        SeqsInfoResp.newBuilder()
            .putAllMaxSeqs(
                sequences.readSeqs(request.getUserID(), request.getConversationIDsList()))
            .build());
  }

  @Override
  public void getConversationsHasReadAndMaxSeq(
      GetConversationsHasReadAndMaxSeqReq request,
      StreamObserver<GetConversationsHasReadAndMaxSeqResp> out) {
    reply(out, sequences.readAndNewest(request));
  }

  @Override
  public void getActiveConversation(
      GetActiveConversationReq request, StreamObserver<GetActiveConversationResp> out) {
    reply(out, sequences.active(request));
  }

  @Override
  public void pullMessageBySeqs(
      PullMessageBySeqsReq request, StreamObserver<PullMessageBySeqsResp> out) {
    reply(out, puller.pull(request));
  }

  @Override
  public void getSeqMessage(GetSeqMessageReq request, StreamObserver<GetSeqMessageResp> out) {
    reply(out, puller.bySeqs(request));
  }

  @Override
  public void getLastMessage(GetLastMessageReq request, StreamObserver<GetLastMessageResp> out) {
    reply(out, puller.last(request));
  }

  @Override
  public void getMsgByConversationIDs(
      GetMsgByConversationIDsReq request, StreamObserver<GetMsgByConversationIDsResp> out) {
    reply(
        out,
        GetMsgByConversationIDsResp.newBuilder()
            .putAllMsgDatas(puller.at(request.getMaxSeqsMap()))
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
    users.setMax(request.getOwnerUserIDList(), request.getConversationID(), request.getMaxSeq());
    reply(out, SetUserConversationMaxSeqResp.getDefaultInstance());
  }

  @Override
  public void setUserConversationMinSeq(
      SetUserConversationMinSeqReq request, StreamObserver<SetUserConversationMinSeqResp> out) {
    users.setMin(request.getOwnerUserIDList(), request.getConversationID(), request.getMinSeq());
    reply(out, SetUserConversationMinSeqResp.getDefaultInstance());
  }

  @Override
  public void setUserConversationsMinSeq(
      SetUserConversationsMinSeqReq request, StreamObserver<SetUserConversationsMinSeqResp> out) {
    users.setMin(request.getUserIDsList(), request.getConversationID(), request.getSeq());
    reply(out, SetUserConversationsMinSeqResp.getDefaultInstance());
  }

  @Override
  public void getServerTime(GetServerTimeReq request, StreamObserver<GetServerTimeResp> out) {
    reply(out, GetServerTimeResp.newBuilder().setServerTime(clock.millis()).build());
  }
}
