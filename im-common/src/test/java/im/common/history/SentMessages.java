package im.common.history;

import com.google.protobuf.ByteString;
import im.proto.sdkws.MsgData;

/// Texts from `a` to `b` as the pipeline numbers them.
final class SentMessages {
  private SentMessages() {}

  /// The message under `seq`, sent a millisecond after the one before.
  static MsgData message(long seq) {
    return message(seq, 1_700_000_000_000L + seq);
  }

  /// The message under `seq`, sent at `sendTime` ms.
  static MsgData message(long seq, long sendTime) {
    return MsgData.newBuilder()
        .setSendID("a")
        .setRecvID("b")
        .setClientMsgID("c" + seq)
        .setSessionType(1)
        .setContentType(101)
        .setContent(ByteString.copyFromUtf8("{\"content\":\"hi\"}"))
        .setSeq(seq)
        .setSendTime(sendTime)
        .setStatus(2)
        .build();
  }
}
