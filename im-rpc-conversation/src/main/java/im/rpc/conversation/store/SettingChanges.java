package im.rpc.conversation.store;

import com.google.common.collect.Sets;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import im.proto.conversation.Conversation;
import im.proto.conversation.ConversationReq;
import im.proto.conversation.UpdateConversationReq;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// New values of some settings; a setting that is not named stays as it is. Immutable.
public final class SettingChanges {
  private static final Set<Setting> OF_CLIENTS =
      Sets.immutableEnumSet(
          Setting.RECV_MSG_OPT,
          Setting.IS_PINNED,
          Setting.ATTACHED_INFO,
          Setting.EX,
          Setting.BURN_DURATION,
          Setting.GROUP_AT_TYPE,
          Setting.MSG_DESTRUCT_TIME,
          Setting.IS_MSG_DESTRUCT);

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
    return named(request, OF_CLIENTS);
  }

  /// What another service may set: every setting.
  public static SettingChanges of(UpdateConversationReq request) {
    return named(request, EnumSet.allOf(Setting.class));
  }

  /// Those of `allowed` for which `request` has a wrapped value under the setting's wire name.
  private static SettingChanges named(Message request, Set<Setting> allowed) {
    Map<Setting, Object> values = new EnumMap<>(Setting.class);
    for (Setting setting : allowed) {
      FieldDescriptor field = request.getDescriptorForType().findFieldByName(setting.wireName());
      if (request.hasField(field)) {
        Message wrapped = (Message) request.getField(field);
        values.put(
            setting, wrapped.getField(wrapped.getDescriptorForType().findFieldByName("value")));
      }
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
