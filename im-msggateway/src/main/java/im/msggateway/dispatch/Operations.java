package im.msggateway.dispatch;

import com.google.protobuf.ByteString;
import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.msggateway.codec.Request;
import im.msggateway.session.Session;
import im.proto.msg.GetConversationsHasReadAndMaxSeqReq;
import im.proto.msg.GetLastMessageReq;
import im.proto.msg.GetSeqMessageReq;
import im.proto.msg.SendMsgReq;
import im.proto.msg.msgGrpc;
import im.proto.push.DelUserPushTokenReq;
import im.proto.push.PushMsgServiceGrpc;
import im.proto.sdkws.GetMaxSeqReq;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.PullMessageBySeqsReq;
import im.proto.sdkws.SetAppBackgroundStatusReq;
import java.util.Map;

/// The table of request numbers (`reference/ws-protocol.md` 4).
public final class Operations {
  private final Access access;
  private final msgGrpc.msgBlockingStub msg;
  private final PushMsgServiceGrpc.PushMsgServiceBlockingStub push;
  private final OnlineSubscriber subscriber;

  /// Calls the other services through `rpc`.
  public Operations(RpcClients rpc, Access access, OnlineSubscriber subscriber) {
    this.access = access;
    this.subscriber = subscriber;
    msg = rpc.stub(ServiceName.MSG, msgGrpc::newBlockingStub);
    push = rpc.stub(ServiceName.PUSH, PushMsgServiceGrpc::newBlockingStub);
  }

  private ByteString send(Session session, Request request) {
    MsgData message = Operation.parse(MsgData.parser(), request);
    session.outbound().sending(message.getClientMsgID());
    return msg.sendMsg(SendMsgReq.newBuilder().setMsgData(message).build()).toByteString();
  }

  /// Every number a client may send, with what it means.
  Map<Integer, Operation> table() {
    return Map.of(
        1001,
        Operation.call(
            GetMaxSeqReq.parser(),
            request -> {
              access.requireSelf(request.getUserID());
              return msg.getMaxSeq(request);
            }),
        1002,
        Operation.call(
                PullMessageBySeqsReq.parser(),
                request -> {
                  access.requireSelf(request.getUserID());
                  return msg.pullMessageBySeqs(request);
                })
            .withWholeEnvelope(),
        1003,
        new Operation(false, false, this::send),
        // Signalling has left the protocol, its number has not.
        1004,
        new Operation(
            false,
            false,
            (_, _) -> {
              throw ErrorCode.ARGS.because("request 1004 (expected: 1003)");
            }),
        1005,
        Operation.call(
                GetSeqMessageReq.parser(),
                request -> {
                  access.requireSelf(request.getUserID());
                  return msg.getSeqMessage(request);
                })
            .withWholeEnvelope(),
        1006,
        Operation.call(
                GetConversationsHasReadAndMaxSeqReq.parser(),
                request -> {
                  access.requireSelf(request.getUserID());
                  return msg.getConversationsHasReadAndMaxSeq(request);
                })
            .withWholeEnvelope(),
        1007,
        Operation.call(
            GetLastMessageReq.parser(),
            request -> {
              access.requireSelf(request.getUserID());
              return msg.getLastMessage(request);
            }),
        2003,
        Operation.call(
                DelUserPushTokenReq.parser(),
                request -> {
                  access.requireSelf(request.getUserID());
                  return push.delUserPushToken(request);
                })
            .asLast(),
        2004,
        new Operation(
            true,
            false,
            (session, request) -> {
              session.background(
                  Operation.parse(SetAppBackgroundStatusReq.parser(), request).getIsBackground());
              return null;
            }),
        2005,
        new Operation(false, false, subscriber::handle));
  }
}
