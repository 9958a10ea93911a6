package im.rpc.group.store;

import static im.common.mongo.DocumentFields.integer;
import static im.common.mongo.DocumentFields.text;
import static im.common.mongo.DocumentFields.time;

import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// Stored documents to messages and back, field by field as `reference/mongo-collections.tsv` lists
/// them.
final class Rows {
  private Rows() {}

  /// A group without owner and number of members: these are facts of its members.
  static GroupInfo group(Document row) {
    return GroupInfo.newBuilder()
        .setGroupID(text(row, "group_id"))
        .setGroupName(text(row, "group_name"))
        .setNotification(text(row, "notification"))
        .setIntroduction(text(row, "introduction"))
        .setFaceURL(text(row, "face_url"))
        .setCreateTime(millis(row, "create_time"))
        .setEx(text(row, "ex"))
        .setStatus(integer(row, "status"))
        .setCreatorUserID(text(row, "creator_user_id"))
        .setGroupType(integer(row, "group_type"))
        .setNeedVerification(integer(row, "need_verification"))
        .setLookMemberInfo(integer(row, "look_member_info"))
        .setApplyMemberFriend(integer(row, "apply_member_friend"))
        .setNotificationUpdateTime(millis(row, "notification_update_time"))
        .setNotificationUserID(text(row, "notification_user_id"))
        .build();
  }

  static Document row(GroupInfo group) {
    return new Document("group_id", group.getGroupID())
        .append("group_name", group.getGroupName())
        .append("notification", group.getNotification())
        .append("introduction", group.getIntroduction())
        .append("face_url", group.getFaceURL())
        .append("create_time", date(group.getCreateTime()))
        .append("ex", group.getEx())
        .append("status", group.getStatus())
        .append("creator_user_id", group.getCreatorUserID())
        .append("group_type", group.getGroupType())
        .append("need_verification", group.getNeedVerification())
        .append("look_member_info", group.getLookMemberInfo())
        .append("apply_member_friend", group.getApplyMemberFriend())
        .append("notification_update_time", date(group.getNotificationUpdateTime()))
        .append("notification_user_id", group.getNotificationUserID());
  }

  /// A member with his own nickname and face of this group only; empty where he has none.
  static GroupMemberFullInfo member(Document row) {
    return GroupMemberFullInfo.newBuilder()
        .setGroupID(text(row, "group_id"))
        .setUserID(text(row, "user_id"))
        .setNickname(text(row, "nickname"))
        .setFaceURL(text(row, "face_url"))
        .setRoleLevel(integer(row, "role_level"))
        .setJoinTime(millis(row, "join_time"))
        .setJoinSource(integer(row, "join_source"))
        .setInviterUserID(text(row, "inviter_user_id"))
        .setOperatorUserID(text(row, "operator_user_id"))
        .setMuteEndTime(millis(row, "mute_end_time"))
        .setEx(text(row, "ex"))
        .build();
  }

  static Document row(GroupMemberFullInfo member) {
    return new Document("group_id", member.getGroupID())
        .append("user_id", member.getUserID())
        .append("nickname", member.getNickname())
        .append("face_url", member.getFaceURL())
        .append("role_level", member.getRoleLevel())
        .append("join_time", date(member.getJoinTime()))
        .append("join_source", member.getJoinSource())
        .append("inviter_user_id", member.getInviterUserID())
        .append("operator_user_id", member.getOperatorUserID())
        .append("mute_end_time", date(member.getMuteEndTime()))
        .append("ex", member.getEx());
  }

  static Application application(Document row) {
    String answer = text(row, "handled_msg");
    return new Application(
        text(row, "group_id"),
        text(row, "user_id"),
        integer(row, "handle_result"),
        text(row, "req_msg"),
        // The reference reads one name and writes the other.
        answer.isEmpty() ? text(row, "handle_msg") : answer,
        millis(row, "req_time"),
        text(row, "handle_user_id"),
        millis(row, "handled_time"),
        integer(row, "join_source"),
        text(row, "inviter_user_id"),
        text(row, "ex"));
  }

  static Document row(Application application) {
    return new Document("user_id", application.userID())
        .append("group_id", application.groupID())
        .append("handle_result", application.handleResult())
        .append("req_msg", application.reqMsg())
        .append("handled_msg", application.handledMsg())
        .append("req_time", date(application.reqTime()))
        .append("handle_user_id", application.handleUserID())
        .append("handled_time", date(application.handledTime()))
        .append("join_source", application.joinSource())
        .append("inviter_user_id", application.inviterUserID())
        .append("ex", application.ex());
  }

  /// Those of `fields` that `row` has with the same values.
  static Document inPlace(@Nullable Document row, Document fields) {
    Document found = new Document(fields);
    found
        .entrySet()
        .removeIf(
            field -> row == null || !Objects.equals(row.get(field.getKey()), field.getValue()));
    return found;
  }

  /// A point in time as it is stored.
  static Date date(long millis) {
    return Date.from(Instant.ofEpochMilli(millis));
  }

  /// Other writers store "never" as the year 1; on the wire it is 0.
  private static long millis(Document row, String field) {
    return wireTime(time(row, field));
  }

  /// A stored time as it is on the wire.
  static long wireTime(long millis) {
    return Math.max(0, millis);
  }
}
