package im.rpc.conversation.store;

import im.common.cache.GoStruct;
import im.common.cache.ValueFormat;
import im.proto.conversation.Conversation;

/// A conversation under `CONVERSATION:<owner>:<conversationID>` in Redis, as the reference's
/// services write it.
final class ConversationFormat implements ValueFormat<StoredConversation> {
  @Override
  public String write(StoredConversation row) {
    Conversation value = row.value();
    return GoStruct.empty()
        .put("OwnerUserID", value.getOwnerUserID())
        .put("ConversationID", value.getConversationID())
        .put("ConversationType", value.getConversationType())
        .put("UserID", value.getUserID())
        .put("GroupID", value.getGroupID())
        .put("RecvMsgOpt", value.getRecvMsgOpt())
        .put("IsPinned", value.getIsPinned())
        .put("IsPrivateChat", value.getIsPrivateChat())
        .put("BurnDuration", value.getBurnDuration())
        .put("GroupAtType", value.getGroupAtType())
        .put("AttachedInfo", value.getAttachedInfo())
        .put("Ex", value.getEx())
        .put("MaxSeq", value.getMaxSeq())
        .put("MinSeq", value.getMinSeq())
        .put("CreateTime", GoStruct.time(row.createTime()))
        .put("IsMsgDestruct", value.getIsMsgDestruct())
        .put("MsgDestructTime", value.getMsgDestructTime())
        .put("LatestMsgDestructTime", GoStruct.time(value.getLatestMsgDestructTime()))
        .toString();
  }

  @Override
  public StoredConversation read(String text) {
    GoStruct row = GoStruct.parse(text, "ConversationID");
    return new StoredConversation(
        Conversation.newBuilder()
            .setOwnerUserID(row.text("OwnerUserID"))
            .setConversationID(row.text("ConversationID"))
            .setConversationType(row.number("ConversationType"))
            .setUserID(row.text("UserID"))
            .setGroupID(row.text("GroupID"))
            .setRecvMsgOpt(row.number("RecvMsgOpt"))
            .setIsPinned(row.flag("IsPinned"))
            .setIsPrivateChat(row.flag("IsPrivateChat"))
            .setBurnDuration(row.number("BurnDuration"))
            .setGroupAtType(row.number("GroupAtType"))
            .setAttachedInfo(row.text("AttachedInfo"))
            .setEx(row.text("Ex"))
            .setMaxSeq(row.longNumber("MaxSeq"))
            .setMinSeq(row.longNumber("MinSeq"))
            .setIsMsgDestruct(row.flag("IsMsgDestruct"))
            .setMsgDestructTime(row.longNumber("MsgDestructTime"))
            .setLatestMsgDestructTime(row.millis("LatestMsgDestructTime"))
            .build(),
        row.millis("CreateTime"));
  }
}
