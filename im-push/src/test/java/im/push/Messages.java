package im.push;

import im.common.context.RequestContext;
import im.common.message.ConversationIDs;
import im.common.message.SessionType;
import im.common.queue.QueueRecord;
import im.proto.msg.PushMsgDataToMQ;
import im.proto.sdkws.MsgData;

/// Messages and records for the tests.
final class Messages {
  private Messages() {}

  static MsgData.Builder single(String clientMsgID, String from, String to) {
    return MsgData.newBuilder()
        .setClientMsgID(clientMsgID)
        .setSendID(from)
        .setRecvID(to)
        .setSessionType(SessionType.SINGLE)
        .setContentType(101)
        .setStatus(1)
        .setSendTime(TestPush.NOW_MS);
  }

  static MsgData.Builder group(String clientMsgID, String from, String groupID) {
    return MsgData.newBuilder()
        .setClientMsgID(clientMsgID)
        .setSendID(from)
        .setGroupID(groupID)
        .setSessionType(SessionType.GROUP)
        .setContentType(101)
        .setStatus(1)
        .setSendTime(TestPush.NOW_MS);
  }

  static QueueRecord record(MsgData.Builder message) {
    MsgData value = message.build();
    return new QueueRecord(
        ConversationIDs.queueKey(value),
        PushMsgDataToMQ.newBuilder()
            .setMsgData(value)
            .setConversationID(ConversationIDs.of(value))
            .build()
            .toByteArray(),
        RequestContext.of("op-" + value.getClientMsgID(), value.getSendID()));
  }
}
