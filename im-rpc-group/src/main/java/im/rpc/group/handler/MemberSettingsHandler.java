package im.rpc.group.handler;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.message.ContentType;
import im.common.message.Role;
import im.common.notification.Facts;
import im.common.notification.Outbox;
import im.proto.group.SetGroupMemberInfo;
import im.proto.group.SetGroupMemberInfoReq;
import im.proto.group.SetGroupMemberInfoResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.rpc.group.notice.GroupNotices;
import im.rpc.group.notice.Operators;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.GroupData;
import im.rpc.group.store.Stamp;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// What members are called in a group, and which role they have (`reference/business-rules.md`
/// 7.9).
public final class MemberSettingsHandler {
  private static final String SET = "member.set";
  private static final String NICKNAME = "nickname";
  private static final String FACE_URL = "face_url";
  private static final String ROLE = "role_level";
  private static final String EX = "ex";

  private final GroupData data;
  private final GroupGuard guard;
  private final Profiles profiles;
  private final GroupNotices notices;
  private final Access access;
  private final Outbox outbox;

  /// Wires the handler.
  public MemberSettingsHandler(
      GroupData data,
      GroupGuard guard,
      Profiles profiles,
      GroupNotices notices,
      Access access,
      Outbox outbox) {
    this.data = data;
    this.guard = guard;
    this.profiles = profiles;
    this.notices = notices;
    this.access = access;
    this.outbox = outbox;
  }

  /// How changes are finished that a process left half done.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(SET, this::resume);
  }

  /// Sets what is given for each member: 1517 or 1518 for a role, 1516 for anything else. All are
  /// checked before the first is changed. Everybody names himself; admins name plain members and
  /// may step down; only the owner and app admins give roles.
  ///
  /// Errors: 1001 none, somebody twice, not a member, unknown role, the owner's own role; 1002
  /// owner as role or not allowed; 1004 unknown group; 1204.
  public SetGroupMemberInfoResp set(SetGroupMemberInfoReq request) {
    if (request.getMembersCount() == 0) {
      throw ErrorCode.ARGS.because("members: empty (expected: at least one)");
    }
    if (Operators.callerID().isEmpty()) {
      throw GroupGuard.notAllowed("caller: nobody (expected: a user)");
    }
    request.getMembersList().forEach(MemberSettingsHandler::requireSettableRole);
    Map<String, Map<String, SetGroupMemberInfo>> byGroup = group(request.getMembersList());
    Map<String, GroupInfo> groups = new LinkedHashMap<>();
    Map<String, Map<String, GroupMemberFullInfo>> rows = new LinkedHashMap<>();
    byGroup.forEach((groupID, settings) -> {
      rows.put(groupID, requireAllowed(groupID, settings));
      groups.put(groupID, guard.requireAlive(groupID));
    });
    byGroup.forEach((groupID, settings) -> {
      GroupInfo group = groups.get(groupID);
      Map<String, GroupMemberFullInfo> members = rows.get(groupID);
      if (group != null && members != null) {
        outbox.keep(
            SET,
            new Document("group", groupID).append("settings", Facts.messages(settings.values())),
            () -> apply(group, settings, members));
      }
    });
    return SetGroupMemberInfoResp.getDefaultInstance();
  }

  private static void requireSettableRole(SetGroupMemberInfo setting) {
    if (!setting.hasRoleLevel()) {
      return;
    }
    int role = setting.getRoleLevel().getValue();
    if (role == Role.OWNER) {
      throw GroupGuard.notAllowed("roleLevel: 100 (expected: 60 or 20, a group is transferred)");
    }
    if (role != Role.ADMIN && role != Role.MEMBER) {
      throw ErrorCode.ARGS.because("roleLevel: " + role + " (expected: 60 or 20)");
    }
  }

  private static Map<String, Map<String, SetGroupMemberInfo>> group(
      List<SetGroupMemberInfo> settings) {
    Map<String, Map<String, SetGroupMemberInfo>> byGroup = new LinkedHashMap<>();
    for (SetGroupMemberInfo setting : settings) {
      Map<String, SetGroupMemberInfo> ofGroup =
          byGroup.computeIfAbsent(setting.getGroupID(), _ -> new LinkedHashMap<>());
      if (ofGroup.putIfAbsent(setting.getUserID(), setting) != null) {
        throw ErrorCode.ARGS.because(
            "members: group %s user %s twice (expected: once)"
                .formatted(setting.getGroupID(), setting.getUserID()));
      }
    }
    return byGroup;
  }

  /// The members concerned, by id, when the caller may change them as asked.
  private Map<String, GroupMemberFullInfo> requireAllowed(
      String groupID, Map<String, SetGroupMemberInfo> settings) {
    String callerID = Operators.callerID();
    Set<String> concerned = new LinkedHashSet<>(settings.keySet());
    concerned.add(callerID);
    Map<String, GroupMemberFullInfo> members =
        data.members().find(groupID, concerned).stream()
            .collect(Collectors.toMap(GroupMemberFullInfo::getUserID, Function.identity()));
    Optional<GroupMemberFullInfo> caller = Optional.ofNullable(members.get(callerID));
    if (caller.isEmpty() && !access.isAdmin() && members.size() == concerned.size() - 1) {
      throw GroupGuard.notAllowed("caller: " + callerID + " (expected: a member)");
    }
    for (SetGroupMemberInfo setting : settings.values()) {
      GroupMemberFullInfo member = members.get(setting.getUserID());
      if (member == null) {
        throw ErrorCode.ARGS.because(
            "userID: %s (expected: a member of %s)".formatted(setting.getUserID(), groupID));
      }
      if (!access.isAdmin()) {
        requireAllowed(caller.map(GroupMemberFullInfo::getRoleLevel).orElse(0), member, setting);
      } else if (member.getRoleLevel() == Role.OWNER && setting.hasRoleLevel()) {
        throw ownersRole();
      }
    }
    return members;
  }

  private static void requireAllowed(
      int callerRole, GroupMemberFullInfo member, SetGroupMemberInfo setting) {
    boolean self = member.getUserID().equals(Operators.callerID());
    boolean mayTouch =
        self
            || callerRole == Role.OWNER
            || (callerRole == Role.ADMIN && member.getRoleLevel() == Role.MEMBER);
    if (!mayTouch) {
      throw notAllowed(callerRole, member);
    }
    if (!setting.hasRoleLevel()) {
      return;
    }
    int wanted = setting.getRoleLevel().getValue();
    if (self && callerRole == Role.OWNER) {
      throw ownersRole();
    }
    if (member.getRoleLevel() == Role.OWNER) {
      // He is the heir of a caller whose group is being transferred.
      throw notAllowed(callerRole, member);
    }
    if (self ? wanted > callerRole : callerRole != Role.OWNER) {
      throw GroupGuard.notAllowed(
          "roleLevel: %d by roleLevel %d (expected: the owner)".formatted(wanted, callerRole));
    }
  }

  private static ImException notAllowed(int callerRole, GroupMemberFullInfo member) {
    return GroupGuard.notAllowed(
        "userID: %s with roleLevel %d (expected: a lower role than the caller's %d)"
            .formatted(member.getUserID(), member.getRoleLevel(), callerRole));
  }

  /// A group without owner could never be managed again.
  private static ImException ownersRole() {
    return ErrorCode.ARGS.because(
        "roleLevel of the owner (expected: unchanged, a group is transferred)");
  }

  private void apply(
      GroupInfo group,
      Map<String, SetGroupMemberInfo> settings,
      Map<String, GroupMemberFullInfo> members) {
    @Nullable Stamp last = null;
    for (SetGroupMemberInfo setting : settings.values()) {
      Document fields = fields(setting);
      if (!fields.isEmpty()) {
        last = apply(setting, fields, members);
      }
    }
    if (last != null) {
      announce(group, settings, last);
    }
  }

  /// Sets `fields` of a member while he has the role for which that was allowed; when he has
  /// another by now, it has to be allowed for that one.
  private Stamp apply(
      SetGroupMemberInfo setting, Document fields, Map<String, GroupMemberFullInfo> members) {
    String groupID = setting.getGroupID();
    String userID = setting.getUserID();
    GroupMemberFullInfo member = members.get(userID);
    while (true) {
      int role = member == null ? 0 : member.getRoleLevel();
      Optional<Stamp> made =
          data.changes().updateMember(groupID, userID, role, fields, setting.hasRoleLevel());
      if (made.isPresent()) {
        return made.get();
      }
      member = requireAllowed(groupID, Map.of(userID, setting)).get(userID);
    }
  }

  private boolean resume(Document facts) {
    String groupID = facts.getString("group");
    Map<String, SetGroupMemberInfo> made = new LinkedHashMap<>();
    for (SetGroupMemberInfo setting :
        Facts.messages(facts, "settings", SetGroupMemberInfo.parser())) {
      Document fields = data.members().inPlace(groupID, setting.getUserID(), fields(setting));
      if (!fields.isEmpty()) {
        made.put(setting.getUserID(), only(fields.keySet(), setting));
      }
    }
    if (made.isEmpty()) {
      return false;
    }
    boolean ordered = made.values().stream().anyMatch(SetGroupMemberInfo::hasRoleLevel);
    Stamp stamp = data.changes().logAgain(groupID, List.copyOf(made.keySet()), ordered);
    announce(data.groups().require(groupID), made, stamp);
    return true;
  }

  private void announce(GroupInfo group, Map<String, SetGroupMemberInfo> settings, Stamp last) {
    GroupInfo described = data.directory().describe(group);
    List<GroupMemberFullInfo> changed =
        profiles.fill(data.members().find(group.getGroupID(), settings.keySet()));
    for (GroupMemberFullInfo member : changed) {
      SetGroupMemberInfo setting = settings.get(member.getUserID());
      if (setting != null) {
        announce(described, member, setting, last);
      }
    }
  }

  private void announce(
      GroupInfo group, GroupMemberFullInfo member, SetGroupMemberInfo setting, Stamp stamp) {
    if (setting.hasRoleLevel()) {
      notices.memberSet(
          setting.getRoleLevel().getValue() == Role.ADMIN
              ? ContentType.GROUP_MEMBER_SET_TO_ADMIN
              : ContentType.GROUP_MEMBER_SET_TO_ORDINARY,
          group,
          member,
          stamp);
    }
    if (setting.hasNickname() || setting.hasFaceURL() || setting.hasEx()) {
      notices.memberSet(ContentType.GROUP_MEMBER_INFO_SET, group, member, stamp);
    }
  }

  /// The part of a setting that concerns the stored `fields`: another change may have been made to
  /// some of them since.
  private static SetGroupMemberInfo only(Set<String> fields, SetGroupMemberInfo setting) {
    SetGroupMemberInfo.Builder part = setting.toBuilder();
    if (!fields.contains(NICKNAME)) {
      part.clearNickname();
    }
    if (!fields.contains(FACE_URL)) {
      part.clearFaceURL();
    }
    if (!fields.contains(ROLE)) {
      part.clearRoleLevel();
    }
    if (!fields.contains(EX)) {
      part.clearEx();
    }
    return part.build();
  }

  private static Document fields(SetGroupMemberInfo setting) {
    Document fields = new Document();
    if (setting.hasNickname()) {
      fields.append(NICKNAME, setting.getNickname().getValue());
    }
    if (setting.hasFaceURL()) {
      fields.append(FACE_URL, setting.getFaceURL().getValue());
    }
    if (setting.hasRoleLevel()) {
      fields.append(ROLE, setting.getRoleLevel().getValue());
    }
    if (setting.hasEx()) {
      fields.append(EX, setting.getEx().getValue());
    }
    return fields;
  }
}
