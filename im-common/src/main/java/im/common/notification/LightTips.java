package im.common.notification;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import im.common.message.MessageSize;
import im.proto.sdkws.GroupCreatedTips;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupInfoSetAnnouncementTips;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.PublicUserInfo;
import java.util.List;

/// Tips without what may be long and is not what they tell. A notification that is too large for a
/// message would reach nobody; clients read groups and members by their versions anyway.
final class LightTips {
  private static final int AROUND_BYTES = 30_000;

  /// The content of a message that carries more than this needs light tips: rpc-msg counts what is
  /// around it too.
  static final int MOST_BYTES = MessageSize.MAX_BYTES - AROUND_BYTES;

  private static final int MOST_FOUNDERS = 50;

  private LightTips() {}

  /// `tips` without long texts, and at most the first 50 members of a new group.
  static Message of(Message tips) {
    Message.Builder light = tips.toBuilder();
    lighten(light, tips instanceof GroupInfoSetAnnouncementTips);
    if (light instanceof GroupCreatedTips.Builder created
        && created.getMemberListCount() > MOST_FOUNDERS) {
      List<GroupMemberFullInfo> first =
          List.copyOf(created.getMemberListList().subList(0, MOST_FOUNDERS));
      created.clearMemberList().addAllMemberList(first);
    }
    return light.build();
  }

  private static void lighten(Message.Builder part, boolean announces) {
    switch (part) {
      case GroupInfo.Builder group -> {
        group.clearIntroduction().clearFaceURL().clearEx();
        if (!announces) {
          group.clearNotification();
        }
      }
      case GroupMemberFullInfo.Builder member -> member.clearFaceURL().clearEx();
      case PublicUserInfo.Builder user -> user.clearFaceURL().clearEx();
      default -> {
        for (FieldDescriptor field : part.getAllFields().keySet()) {
          if (field.getJavaType() == JavaType.MESSAGE) {
            lightenField(part, field, announces);
          }
        }
      }
    }
  }

  private static void lightenField(
      Message.Builder owner, FieldDescriptor field, boolean announces) {
    if (!field.isRepeated()) {
      lighten(owner.getFieldBuilder(field), announces);
      return;
    }
    for (int i = 0; i < owner.getRepeatedFieldCount(field); i++) {
      lighten(owner.getRepeatedFieldBuilder(field, i), announces);
    }
  }
}
