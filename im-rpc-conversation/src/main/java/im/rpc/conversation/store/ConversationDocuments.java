package im.rpc.conversation.store;

import static im.common.mongo.DocumentFields.NEVER;
import static im.common.mongo.DocumentFields.flag;
import static im.common.mongo.DocumentFields.integer;
import static im.common.mongo.DocumentFields.number;
import static im.common.mongo.DocumentFields.text;

import im.proto.conversation.Conversation;
import java.util.Date;
import org.bson.Document;

/// The stored form of a conversation: names and types of `reference/mongo-collections.tsv`.
final class ConversationDocuments {
  static final String OWNER = "owner_user_id";
  static final String ID = "conversation_id";
  static final String PEER = "user_id";
  static final String RECV_MSG_OPT = "recv_msg_opt";
  static final String IS_PINNED = "is_pinned";
  static final String CREATE_TIME = "create_time";
  static final String MAX_SEQ = "max_seq";
  static final String IS_MSG_DESTRUCT = "is_msg_destruct";
  static final String MSG_DESTRUCT_TIME = "msg_destruct_time";
  static final String LATEST_MSG_DESTRUCT_TIME = "latest_msg_destruct_time";

  private ConversationDocuments() {}

  static Document write(Conversation value, Date createTime) {
    return key(value.getOwnerUserID(), value.getConversationID())
        .append("conversation_type", value.getConversationType())
        .append(PEER, value.getUserID())
        .append("group_id", value.getGroupID())
        .append(RECV_MSG_OPT, value.getRecvMsgOpt())
        .append(IS_PINNED, value.getIsPinned())
        .append("is_private_chat", value.getIsPrivateChat())
        .append("burn_duration", value.getBurnDuration())
        .append("group_at_type", value.getGroupAtType())
        .append("attached_info", value.getAttachedInfo())
        .append("ex", value.getEx())
        .append(MAX_SEQ, value.getMaxSeq())
        .append("min_seq", value.getMinSeq())
        .append(CREATE_TIME, createTime)
        .append(IS_MSG_DESTRUCT, value.getIsMsgDestruct())
        .append(MSG_DESTRUCT_TIME, value.getMsgDestructTime())
        .append(LATEST_MSG_DESTRUCT_TIME, new Date(value.getLatestMsgDestructTime()));
  }

  static StoredConversation read(Document row) {
    Conversation value =
        Conversation.newBuilder()
            .setOwnerUserID(text(row, OWNER))
            .setConversationID(text(row, ID))
            .setConversationType(integer(row, "conversation_type"))
            .setUserID(text(row, PEER))
            .setGroupID(text(row, "group_id"))
            .setRecvMsgOpt(integer(row, RECV_MSG_OPT))
            .setIsPinned(flag(row, IS_PINNED))
            .setIsPrivateChat(flag(row, "is_private_chat"))
            .setBurnDuration(integer(row, "burn_duration"))
            .setGroupAtType(integer(row, "group_at_type"))
            .setAttachedInfo(text(row, "attached_info"))
            .setEx(text(row, "ex"))
            .setMaxSeq(number(row, MAX_SEQ))
            .setMinSeq(number(row, "min_seq"))
            .setIsMsgDestruct(flag(row, IS_MSG_DESTRUCT))
            .setMsgDestructTime(number(row, MSG_DESTRUCT_TIME))
            .setLatestMsgDestructTime(time(row, LATEST_MSG_DESTRUCT_TIME))
            .build();
    return new StoredConversation(value, time(row, CREATE_TIME));
  }

  static ListedConversation listed(Document row) {
    return new ListedConversation(
        text(row, ID), flag(row, IS_PINNED), integer(row, RECV_MSG_OPT), time(row, CREATE_TIME));
  }

  /// Exactly the unique index, flat: every store answers it from there.
  static Document key(String ownerUserID, String conversationID) {
    return new Document(OWNER, ownerUserID).append(ID, conversationID);
  }

  private static long time(Document row, String field) {
    Date value = row.getDate(field);
    return value == null ? NEVER : value.getTime();
  }
}
