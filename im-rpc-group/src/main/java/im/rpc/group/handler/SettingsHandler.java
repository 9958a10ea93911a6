package im.rpc.group.handler;

import im.common.error.ErrorCode;
import im.common.notification.Outbox;
import im.proto.group.SetGroupInfoExReq;
import im.proto.group.SetGroupInfoExResp;
import im.proto.group.SetGroupInfoReq;
import im.proto.group.SetGroupInfoResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupInfoForSet;
import im.rpc.group.notice.Chats;
import im.rpc.group.notice.GroupNotices;
import im.rpc.group.notice.Operators;
import im.rpc.group.store.GroupData;
import im.rpc.group.store.GroupDirectory;
import im.rpc.group.store.Roster;
import im.rpc.group.store.Stamp;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;

/// What a group is called, says and allows (`reference/business-rules.md` 7.9). The two methods
/// differ in what "not given" means: an empty text, or an absent wrapper.
public final class SettingsHandler {
  private static final String SET = "group.set";
  private static final String NAME = "group_name";
  private static final String NOTIFICATION = "notification";
  private static final String INTRODUCTION = "introduction";
  private static final String FACE_URL = "face_url";
  private static final String EX = "ex";
  private static final String NEED_VERIFICATION = "need_verification";
  private static final String LOOK_MEMBER_INFO = "look_member_info";
  private static final String APPLY_MEMBER_FRIEND = "apply_member_friend";
  private static final String NOTIFICATION_TIME = "notification_update_time";
  private static final String NOTIFICATION_USER = "notification_user_id";

  private final GroupData data;
  private final GroupGuard guard;
  private final GroupNotices notices;
  private final Chats chats;
  private final Outbox outbox;
  private final Clock clock;

  /// Wires the handler.
  public SettingsHandler(
      GroupData data,
      GroupGuard guard,
      GroupNotices notices,
      Chats chats,
      Outbox outbox,
      Clock clock) {
    this.data = data;
    this.guard = guard;
    this.notices = notices;
    this.chats = chats;
    this.outbox = outbox;
    this.clock = clock;
  }

  /// How changes are finished that a process left half done.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(SET, this::resume);
  }

  /// Sets what is not empty. Errors in this order: 1004 caller not a member, 1002 not owner or
  /// admin, 1004 unknown group, 1204, 1004 no owner. Nothing to set is a success without effect.
  public SetGroupInfoResp set(SetGroupInfoReq request) {
    GroupInfoForSet wanted = request.getGroupInfoForSet();
    Document fields = new Document();
    putUnlessEmpty(fields, NAME, wanted.getGroupName());
    putUnlessEmpty(fields, NOTIFICATION, wanted.getNotification());
    putUnlessEmpty(fields, INTRODUCTION, wanted.getIntroduction());
    putUnlessEmpty(fields, FACE_URL, wanted.getFaceURL());
    if (wanted.hasEx()) {
      fields.append(EX, wanted.getEx().getValue());
    }
    if (wanted.hasNeedVerification()) {
      fields.append(NEED_VERIFICATION, wanted.getNeedVerification().getValue());
    }
    if (wanted.hasLookMemberInfo()) {
      fields.append(LOOK_MEMBER_INFO, wanted.getLookMemberInfo().getValue());
    }
    if (wanted.hasApplyMemberFriend()) {
      fields.append(APPLY_MEMBER_FRIEND, wanted.getApplyMemberFriend().getValue());
    }
    apply(wanted.getGroupID(), fields);
    return SetGroupInfoResp.getDefaultInstance();
  }

  /// Sets what is given, also to an empty text; a name of blanks is refused with 1001. Errors as
  /// [#set].
  public SetGroupInfoExResp setEx(SetGroupInfoExReq request) {
    Document fields = new Document();
    if (request.hasGroupName()) {
      if (request.getGroupName().getValue().isBlank()) {
        throw ErrorCode.ARGS.because("groupName: blank (expected: a name)");
      }
      fields.append(NAME, request.getGroupName().getValue());
    }
    if (request.hasNotification()) {
      fields.append(NOTIFICATION, request.getNotification().getValue().strip());
    }
    if (request.hasIntroduction()) {
      fields.append(INTRODUCTION, request.getIntroduction().getValue());
    }
    if (request.hasFaceURL()) {
      fields.append(FACE_URL, request.getFaceURL().getValue());
    }
    if (request.hasEx()) {
      fields.append(EX, request.getEx().getValue());
    }
    if (request.hasNeedVerification()) {
      fields.append(NEED_VERIFICATION, request.getNeedVerification().getValue());
    }
    if (request.hasLookMemberInfo()) {
      fields.append(LOOK_MEMBER_INFO, request.getLookMemberInfo().getValue());
    }
    if (request.hasApplyMemberFriend()) {
      fields.append(APPLY_MEMBER_FRIEND, request.getApplyMemberFriend().getValue());
    }
    apply(request.getGroupID(), fields);
    return SetGroupInfoExResp.getDefaultInstance();
  }

  private void apply(String groupID, Document wanted) {
    guard.requireManager(groupID);
    guard.requireAlive(groupID);
    Roster roster = data.directory().roster(groupID);
    if (roster.ownerID().isEmpty()) {
      throw ErrorCode.RECORD_NOT_FOUND.because(
          "groupID: " + groupID + " (expected: a group with an owner)");
    }
    if (wanted.isEmpty()) {
      return;
    }
    Document fields = new Document(wanted);
    if (wanted.containsKey(NOTIFICATION)) {
      fields
          .append(NOTIFICATION_TIME, Date.from(clock.instant()))
          .append(NOTIFICATION_USER, Operators.callerID());
    }
    boolean isSet =
        outbox.keep(
            SET,
            new Document("group", groupID).append("fields", fields).append("wanted", wanted),
            () -> {
              Optional<Stamp> made = data.changes().update(groupID, fields);
              made.ifPresent(stamp -> follow(groupID, wanted, roster, stamp));
              return made.isPresent();
            });
    if (!isSet) {
      throw GroupGuard.dismissed();
    }
  }

  private void follow(String groupID, Document wanted, Roster roster, Stamp stamp) {
    GroupInfo group = GroupDirectory.withRoster(data.groups().require(groupID), roster);
    Outbox.attempt("marking the chat of group " + groupID, () -> mark(wanted, group, roster));
    announce(wanted, group, stamp);
  }

  private boolean resume(Document facts) {
    String groupID = facts.getString("group");
    Document made = data.groups().inPlace(groupID, facts.get("fields", new Document()));
    // Each field alone: another change may have been made to some of them since.
    Document wanted = new Document(facts.get("wanted", new Document()));
    wanted.keySet().retainAll(made.keySet());
    if (!wanted.isEmpty()) {
      Roster roster = data.directory().roster(groupID);
      GroupInfo group = GroupDirectory.withRoster(data.groups().require(groupID), roster);
      mark(wanted, group, roster);
      announce(wanted, group, data.changes().logAgain(groupID));
    }
    return !wanted.isEmpty();
  }

  private void mark(Document wanted, GroupInfo group, Roster roster) {
    if (wanted.containsKey(NOTIFICATION) && !group.getNotification().isEmpty()) {
      chats.announce(group.getGroupID(), List.copyOf(roster.userIDs()));
    }
  }

  private void announce(Document wanted, GroupInfo group, Stamp stamp) {
    int others = wanted.size();
    if (wanted.containsKey(NOTIFICATION)) {
      others--;
      notices.announcementSet(group, stamp);
    }
    if (wanted.containsKey(NAME)) {
      others--;
      notices.nameSet(group, stamp);
    }
    if (others > 0) {
      notices.infoSet(group, stamp);
    }
  }

  private static void putUnlessEmpty(Document fields, String field, String value) {
    if (!value.isEmpty()) {
      fields.append(field, value);
    }
  }
}
