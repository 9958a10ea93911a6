package im.rpc.group.store;

import com.google.common.collect.Lists;
import com.google.common.collect.Streams;
import im.common.context.Together;
import im.common.message.GroupStatus;
import im.common.message.Role;
import im.common.sync.IncrementalSync;
import im.common.sync.Membership;
import im.common.sync.VersionHeader;
import im.common.sync.VersionLog;
import im.common.sync.VersionLog.Change;
import im.common.sync.VersionState;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.bson.Document;

/// Every change of a group: first the rows, then the version step that tells clients about them
/// (`reference/business-rules.md` 3.2), then the word to the caches of all processes. In this order
/// whoever hears of a change finds it.
public final class GroupChanges {
  // A thousand in one notification would be more than a message may hold.
  private static final int MEMBERS_PER_STEP = 50;

  private final GroupStore groups;
  private final MemberStore members;
  private final VersionLog memberLog;
  private final VersionLog joinLog;
  private final GroupCaches caches;

  /// Writes to the stores and logs given; `memberLog` is group → members, `joinLog` user → groups.
  public GroupChanges(
      GroupStore groups,
      MemberStore members,
      VersionLog memberLog,
      VersionLog joinLog,
      GroupCaches caches) {
    this.groups = groups;
    this.members = members;
    this.memberLog = memberLog;
    this.joinLog = joinLog;
    this.caches = caches;
  }

  /// What an addition brought about.
  ///
  /// @param added those who were not members before
  /// @param stamp the version step
  public record Addition(List<GroupMemberFullInfo> added, Stamp stamp) {}

  /// Stores a new group with its first members; empty when the id is taken.
  public Optional<Addition> found(GroupInfo group, List<GroupMemberFullInfo> firstMembers) {
    if (!groups.insert(group)) {
      return Optional.empty();
    }
    List<GroupMemberFullInfo> added = members.insert(firstMembers);
    return added.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Addition(added, logInOne(group.getGroupID(), VersionState.INSERT, userIDs(added))));
  }

  /// Adds members, with a version step for each 50 of them. Somebody who is one already stays as he
  /// is; nothing comes back when that goes for all.
  public List<Addition> add(String groupID, List<GroupMemberFullInfo> newMembers) {
    return addedAgain(groupID, members.insert(newMembers));
  }

  /// Makes the version steps of an addition and the word to the caches once more.
  public List<Addition> addedAgain(String groupID, List<GroupMemberFullInfo> added) {
    List<Stamp> stamps = log(groupID, VersionState.INSERT, userIDs(added), MEMBERS_PER_STEP);
    return Streams.zip(
            Lists.partition(added, MEMBERS_PER_STEP).stream(), stamps.stream(), Addition::new)
        .toList();
  }

  /// What a removal brought about.
  ///
  /// @param gone ids of those who are members no more
  /// @param stamp the version step
  public record Removal(List<String> gone, Stamp stamp) {}

  /// Removes members, but whoever has one of `sparedRoles` by now, with a version step for each 50
  /// of them; nothing comes back when nobody went. An owner has to be among the spared: he leaves
  /// with the group only.
  public List<Removal> remove(
      String groupID, List<String> userIDs, Collection<Integer> sparedRoles) {
    long went = members.delete(groupID, userIDs, sparedRoles);
    if (went == 0) {
      return List.of();
    }
    List<String> gone = userIDs;
    if (went < userIDs.size()) {
      Set<String> still = members.among(groupID, userIDs);
      gone = userIDs.stream().filter(Predicate.not(still::contains)).toList();
    }
    return removedAgain(groupID, gone);
  }

  /// Makes the version steps of a removal and the word to the caches once more.
  public List<Removal> removedAgain(String groupID, List<String> gone) {
    List<Stamp> stamps = log(groupID, VersionState.DELETE, gone, MEMBERS_PER_STEP);
    return Streams.zip(
            Lists.partition(gone, MEMBERS_PER_STEP).stream(), stamps.stream(), Removal::new)
        .toList();
  }

  /// Dismisses the group and keeps its members for now; empty when it was dismissed before.
  public Optional<Stamp> dismiss(String groupID) {
    return update(groupID, new Document("status", GroupStatus.DISMISSED));
  }

  /// Takes back an addition to a group that was dismissed meanwhile.
  public void takeBack(String groupID, List<String> userIDs) {
    members.delete(groupID, userIDs, List.of());
    var _ = logInOne(groupID, VersionState.DELETE, userIDs);
    if (members.some(groupID, 1).isEmpty()) {
      memberLog.drop(groupID);
    }
  }

  /// Begins the end of a group: it is dismissed, whatever its status.
  public void beginEnd(String groupID) {
    groups.dismiss(groupID);
    caches.publish(groupID, false, List.of());
  }

  /// Lets some members of a dismissed group go, the owner too.
  public void letGo(String groupID, List<String> userIDs) {
    members.delete(groupID, userIDs, List.of());
    joinLog.appendEach(userIDs, VersionState.DELETE, List.of(groupID));
    caches.publish(groupID, true, userIDs);
  }

  /// Ends a group that nobody is in any more: the log of its members goes.
  public void end(String groupID) {
    memberLog.drop(groupID);
    caches.publish(groupID, true, List.of());
  }

  /// What the log of the user's groups knows now; before a change, for [#hasLeft].
  public VersionHeader joins(String userID) {
    return joinLog.headIfThere(userID);
  }

  /// Whether the user left the group, and did not come back, after [#joins] gave `known`.
  public boolean hasLeft(String groupID, String userID, VersionHeader known) {
    return !joinLog.removedSince(userID, List.of(groupID), known).isEmpty();
  }

  /// Sets stored fields of the group; empty when it is dismissed.
  public Optional<Stamp> update(String groupID, Document fields) {
    return groups.update(groupID, fields) ? Optional.of(logAgain(groupID)) : Optional.empty();
  }

  /// Sets stored fields of one member while his role is `role`, as it was when the change was
  /// allowed; empty when it is another by now, or he is gone. `ordered` says that his role is among
  /// the fields.
  public Optional<Stamp> updateMember(
      String groupID, String userID, int role, Document fields, boolean ordered) {
    return members.update(groupID, userID, role, fields)
        ? Optional.of(logAgain(groupID, List.of(userID), ordered))
        : Optional.empty();
  }

  /// Begins the transfer `token` of a group: until [#transfer] or [#endTransfer] nobody else begins
  /// one. False when somebody else has begun.
  public boolean beginTransfer(String groupID, String token) {
    return groups.beginTransfer(groupID, token);
  }

  /// Whether the transfer `token` was begun and has not ended.
  public boolean isTransferring(String groupID, String token) {
    return groups.isTransferring(groupID, token);
  }

  /// Ends the transfer `token` without having made it.
  public void endTransfer(String groupID, String token) {
    groups.endTransfer(groupID, token);
  }

  /// Goes on with the transfer `token`, which was begun, and ends it: `newOwner`, whose role is
  /// `formerRole`, becomes the owner, and `oldOwner` gets that role. Empty, with nothing changed,
  /// when the one does not have that role any more or the other is not the owner. May be called
  /// again when it stopped anywhere.
  public Optional<Stamp> transfer(
      String groupID, String oldOwner, String newOwner, int formerRole, String token) {
    // The new owner first: a group with two owners for a moment is better than one with none.
    boolean made =
        members.isOwner(groupID, newOwner)
            || (members.isOwner(groupID, oldOwner)
                && members.update(groupID, newOwner, formerRole, role(Role.OWNER)));
    Optional<Stamp> stamp = Optional.empty();
    if (made) {
      members.update(groupID, oldOwner, Role.OWNER, role(formerRole));
      stamp = Optional.of(logAgain(groupID, List.of(oldOwner, newOwner), true));
    }
    groups.endTransfer(groupID, token);
    return stamp;
  }

  private static Document role(int roleLevel) {
    return new Document("role_level", roleLevel);
  }

  /// A member looks different because his profile changed; no row does.
  public Stamp profileChanged(String groupID, String userID) {
    return logAgain(groupID, List.of(userID), false);
  }

  /// Makes the version step and the word to the caches once more, for members who are something
  /// else by now. `ordered` says that their roles changed.
  public Stamp logAgain(String groupID, List<String> userIDs, boolean ordered) {
    Stamp stamp = step(groupID, userIDs, ordered);
    caches.publish(groupID, ordered, userIDs);
    return stamp;
  }

  /// As [#logAgain(String, List, boolean)], for a change of the group itself.
  public Stamp logAgain(String groupID) {
    Stamp stamp = step(groupID, List.of(IncrementalSync.OWNER), false);
    caches.publish(groupID, false, List.of());
    return stamp;
  }

  /// Completes a foundation of which at least the group was stored. Who has left since stays out.
  public Addition foundAgain(String groupID, List<GroupMemberFullInfo> firstMembers) {
    List<String> userIDs = new ArrayList<>(userIDs(firstMembers));
    Set<String> left = memberLog.removedSince(groupID, userIDs, VersionHeader.NONE);
    userIDs.removeAll(left);
    members.insert(
        firstMembers.stream().filter(member -> !left.contains(member.getUserID())).toList());
    return new Addition(firstMembers, logInOne(groupID, VersionState.INSERT, userIDs));
  }

  private Stamp logInOne(String groupID, VersionState state, List<String> userIDs) {
    return log(groupID, state, userIDs, userIDs.size()).getFirst();
  }

  /// The version steps of members who came or went, one for each `perStep` of them.
  private List<Stamp> log(String groupID, VersionState state, List<String> userIDs, int perStep) {
    if (userIDs.isEmpty()) {
      return List.of();
    }
    List<Change> steps =
        Lists.partition(userIDs, perStep).stream().map(some -> new Change(state, some)).toList();
    AtomicLong last = new AtomicLong();
    Together.run(
        () -> last.set(memberLog.appendSteps(groupID, steps)),
        () -> joinLog.appendEach(userIDs, state, List.of(groupID)));
    settle(groupID, userIDs, state);
    String versionID = memberLog.header(groupID).versionID();
    caches.publish(groupID, true, userIDs);
    return LongStream.rangeClosed(last.get() - steps.size() + 1, last.get())
        .mapToObj(version -> new Stamp(version, versionID, false))
        .toList();
  }

  /// The logs of whoever came or went since end with that.
  private void settle(String groupID, List<String> userIDs, VersionState logged) {
    Membership.settle(
        userIDs,
        logged == VersionState.INSERT,
        some -> members.among(groupID, some),
        (in, some) -> {
          VersionState state = in ? VersionState.INSERT : VersionState.DELETE;
          var _ = memberLog.append(groupID, state, some);
          joinLog.appendEach(some, state, List.of(groupID));
        });
  }

  private static List<String> userIDs(List<GroupMemberFullInfo> members) {
    return members.stream().map(GroupMemberFullInfo::getUserID).toList();
  }

  private Stamp step(String groupID, List<String> elementIDs, boolean ordered) {
    List<String> logged = elementIDs;
    if (ordered) {
      logged = new ArrayList<>(elementIDs.size() + 1);
      logged.add(IncrementalSync.ORDER);
      logged.addAll(elementIDs);
    }
    long version = memberLog.append(groupID, VersionState.UPDATE, logged);
    return new Stamp(version, memberLog.header(groupID).versionID(), ordered);
  }
}
