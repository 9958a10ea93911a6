package im.rpc.conversation.store;

import com.google.protobuf.Descriptors.FieldDescriptor;
import im.proto.conversation.Conversation;
import java.util.Objects;

/// A field of a conversation that can be changed, under its names on the wire and in the store.
public enum Setting {
  RECV_MSG_OPT("recvMsgOpt", ConversationDocuments.RECV_MSG_OPT),
  IS_PINNED("isPinned", ConversationDocuments.IS_PINNED),
  ATTACHED_INFO("attachedInfo", "attached_info"),
  IS_PRIVATE_CHAT("isPrivateChat", "is_private_chat"),
  EX("ex", "ex"),
  BURN_DURATION("burnDuration", "burn_duration"),
  MIN_SEQ("minSeq", "min_seq"),
  MAX_SEQ("maxSeq", ConversationDocuments.MAX_SEQ),
  GROUP_AT_TYPE("groupAtType", "group_at_type"),
  MSG_DESTRUCT_TIME("msgDestructTime", ConversationDocuments.MSG_DESTRUCT_TIME),
  IS_MSG_DESTRUCT("isMsgDestruct", ConversationDocuments.IS_MSG_DESTRUCT),
  /// ms since the epoch on the wire, a date in the store.
  LATEST_MSG_DESTRUCT_TIME("latestMsgDestructTime", ConversationDocuments.LATEST_MSG_DESTRUCT_TIME);

  private final String wireName;
  private final FieldDescriptor field;
  private final String storedName;

  Setting(String wireName, String storedName) {
    this.wireName = wireName;
    this.storedName = storedName;
    field =
        Objects.requireNonNull(
            Conversation.getDescriptor().findFieldByName(wireName), () -> "no field " + wireName);
  }

  /// The name clients use.
  public String wireName() {
    return wireName;
  }

  FieldDescriptor field() {
    return field;
  }

  String storedName() {
    return storedName;
  }
}
