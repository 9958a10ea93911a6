package im.rpc.conversation.store;

import im.proto.conversation.Conversation;
import im.proto.conversation.ConversationReq;
import im.proto.conversation.UpdateConversationReq;
import java.util.Date;
import java.util.EnumMap;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// New values of some settings; a setting that is not named stays as it is. Immutable.
public final class SettingChanges {
  private final Map<Setting, Object> values;

  private SettingChanges(Map<Setting, Object> values) {
    this.values = values;
  }

  /// One new value, of the type that the wire has for the setting.
  public static SettingChanges of(Setting setting, Object value) {
    return new SettingChanges(new EnumMap<>(Map.of(setting, value)));
  }

  /// What a client may set: neither seq limits nor, here, privacy, which concerns two rows.
  public static SettingChanges of(ConversationReq request) {
    Map<Setting, Object> values = new EnumMap<>(Setting.class);
    if (request.hasRecvMsgOpt()) {
      values.put(Setting.RECV_MSG_OPT, request.getRecvMsgOpt().getValue());
    }
    if (request.hasAttachedInfo()) {
      values.put(Setting.ATTACHED_INFO, request.getAttachedInfo().getValue());
    }
    if (request.hasEx()) {
      values.put(Setting.EX, request.getEx().getValue());
    }
    if (request.hasIsPinned()) {
      values.put(Setting.IS_PINNED, request.getIsPinned().getValue());
    }
    if (request.hasGroupAtType()) {
      values.put(Setting.GROUP_AT_TYPE, request.getGroupAtType().getValue());
    }
    if (request.hasMsgDestructTime()) {
      values.put(Setting.MSG_DESTRUCT_TIME, request.getMsgDestructTime().getValue());
    }
    if (request.hasIsMsgDestruct()) {
      values.put(Setting.IS_MSG_DESTRUCT, request.getIsMsgDestruct().getValue());
    }
    if (request.hasBurnDuration()) {
      values.put(Setting.BURN_DURATION, request.getBurnDuration().getValue());
    }
    return new SettingChanges(values);
  }

  /// What another service may set: every setting.
  public static SettingChanges of(UpdateConversationReq request) {
    Map<Setting, Object> values = new EnumMap<>(Setting.class);
    if (request.hasRecvMsgOpt()) {
      values.put(Setting.RECV_MSG_OPT, request.getRecvMsgOpt().getValue());
    }
    if (request.hasAttachedInfo()) {
      values.put(Setting.ATTACHED_INFO, request.getAttachedInfo().getValue());
    }
    if (request.hasEx()) {
      values.put(Setting.EX, request.getEx().getValue());
    }
    if (request.hasIsPinned()) {
      values.put(Setting.IS_PINNED, request.getIsPinned().getValue());
    }
    if (request.hasIsPrivateChat()) {
      values.put(Setting.IS_PRIVATE_CHAT, request.getIsPrivateChat().getValue());
    }
    if (request.hasGroupAtType()) {
      values.put(Setting.GROUP_AT_TYPE, request.getGroupAtType().getValue());
    }
    if (request.hasMsgDestructTime()) {
      values.put(Setting.MSG_DESTRUCT_TIME, request.getMsgDestructTime().getValue());
    }
    if (request.hasIsMsgDestruct()) {
      values.put(Setting.IS_MSG_DESTRUCT, request.getIsMsgDestruct().getValue());
    }
    if (request.hasBurnDuration()) {
      values.put(Setting.BURN_DURATION, request.getBurnDuration().getValue());
    }
    if (request.hasMinSeq()) {
      values.put(Setting.MIN_SEQ, request.getMinSeq().getValue());
    }
    if (request.hasMaxSeq()) {
      values.put(Setting.MAX_SEQ, request.getMaxSeq().getValue());
    }
    if (request.hasLatestMsgDestructTime()) {
      values.put(Setting.LATEST_MSG_DESTRUCT_TIME, request.getLatestMsgDestructTime().getValue());
    }
    return new SettingChanges(values);
  }

  /// These changes and one more.
  public SettingChanges and(Setting setting, Object value) {
    Map<Setting, Object> more = new EnumMap<>(Setting.class);
    more.putAll(values);
    more.put(setting, value);
    return new SettingChanges(more);
  }

  /// Whether nothing is to change.
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /// Whether `setting` is among them.
  public boolean has(Setting setting) {
    return values.containsKey(setting);
  }

  /// The new value of a whole-number setting, or null when it stays as it is.
  public @Nullable Long number(Setting setting) {
    return values.get(setting) instanceof Number value ? (Long) value.longValue() : null;
  }

  /// Whether a conversation would look different afterwards.
  public boolean wouldChange(Conversation conversation) {
    return values.entrySet().stream()
        .anyMatch(
            change -> !conversation.getField(change.getKey().field()).equals(change.getValue()));
  }

  /// The conversation with the changes made.
  public Conversation applyTo(Conversation conversation) {
    Conversation.Builder changed = conversation.toBuilder();
    values.forEach((setting, value) -> changed.setField(setting.field(), value));
    return changed.build();
  }

  Document toSet() {
    Document set = new Document();
    values.forEach((setting, value) ->
        set.append(
            setting.storedName(),
            setting == Setting.LATEST_MSG_DESTRUCT_TIME ? new Date((Long) value) : value));
    return set;
  }
}
