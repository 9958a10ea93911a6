package im.bench.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import im.msggateway.codec.Response;
import im.proto.sdkws.GetMaxSeqReq;
import im.proto.sdkws.GetMaxSeqResp;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.PullMessageBySeqsReq;
import im.proto.sdkws.PullMessageBySeqsResp;
import im.proto.sdkws.PullMsgs;
import im.proto.sdkws.SeqRange;
import java.util.List;
import java.util.concurrent.CompletionException;

/// Reads what a user may see of his conversations. Every method fails with
/// [ConnectionLostException] when there is no good answer.
public final class HistoryReader {
  private final ChatConnection connection;

  /// Reads as the user of `connection`.
  public HistoryReader(ChatConnection connection) {
    this.connection = connection;
  }

  /// The newest number of a conversation, 0 when the user has no such.
  public long newestSeq(String conversationID) {
    GetMaxSeqReq request =
        GetMaxSeqReq.newBuilder().setUserID(connection.account().userID()).build();
    try {
      return GetMaxSeqResp.parseFrom(ask(ChatConnection.NEWEST_SEQ, request.toByteString()))
          .getMaxSeqsOrDefault(conversationID, 0);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("reply to 1001 is no GetMaxSeqResp", e);
    }
  }

  /// The messages under the numbers `begin` to `end`, both included.
  public List<MsgData> page(String conversationID, long begin, long end) {
    PullMessageBySeqsReq request =
        PullMessageBySeqsReq.newBuilder()
            .setUserID(connection.account().userID())
            .addSeqRanges(
                SeqRange.newBuilder()
                    .setConversationID(conversationID)
                    .setBegin(begin)
                    .setEnd(end)
                    .setNum(end - begin + 1))
            .build();
    try {
      return PullMessageBySeqsResp.parseFrom(
              ask(ChatConnection.PULL_BY_SEQ_RANGE, request.toByteString()))
          .getMsgsOrDefault(conversationID, PullMsgs.getDefaultInstance())
          .getMsgsList();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("reply to 1002 is no PullMessageBySeqsResp", e);
    }
  }

  private ByteString ask(int identifier, ByteString data) {
    Response reply;
    try {
      reply = connection.request(identifier, data).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new ConnectionLostException("request " + identifier + ": " + e.getCause());
    }
    if (reply.errCode() != 0) {
      throw new ConnectionLostException(
          "request " + identifier + ": " + reply.errCode() + " " + reply.errMsg());
    }
    return reply.data() == null ? ByteString.EMPTY : reply.data();
  }
}
