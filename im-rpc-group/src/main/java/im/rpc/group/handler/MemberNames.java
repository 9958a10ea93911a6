package im.rpc.group.handler;

import com.google.common.collect.Lists;
import im.common.sync.IncrementalSync.Answer;
import im.common.sync.VersionLog;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.GroupDirectory;
import im.rpc.group.store.MemberStore;
import im.rpc.group.store.VersionedCache;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The names that members of groups are shown by: their own in the group, else that of their
/// profile. The latter is the user service's, so no query of ours could look for it; and no index
/// helps to find what is inside of names. The names of groups that are searched are therefore in
/// memory, and a search reads what has changed since the last one.
public final class MemberNames {
  private static final int MEMBERS_AT_ONCE = 2_000;
  // About 150 bytes each.
  private static final long MAX_NAMES = 500_000;

  private final GroupDirectory directory;
  private final VersionedCache<Map<String, String>> names;

  /// Names of `members` as `profiles` complete them; `memberLog` counts the changes of both.
  public MemberNames(
      GroupDirectory directory,
      MemberStore members,
      Profiles profiles,
      VersionLog memberLog,
      MeterRegistry meters) {
    this.directory = directory;
    names =
        new VersionedCache<>(
            "group_member_names",
            memberLog,
            new Source(directory, members, profiles),
            MAX_NAMES,
            byUserID -> byUserID.size() + 1,
            meters);
  }

  /// The members whose name has `text` in it, by role. The text is taken literally and case counts.
  List<String> containing(String groupID, String text) {
    Map<String, String> byUserID = names.get(groupID);
    return directory.roster(groupID).userIDs().stream()
        .filter(userID -> byUserID.getOrDefault(userID, "").contains(text))
        .toList();
  }

  private record Source(GroupDirectory directory, MemberStore members, Profiles profiles)
      implements VersionedCache.Source<Map<String, String>> {
    @Override
    public Map<String, Map<String, String>> load(Collection<String> groupIDs) {
      return groupIDs.stream()
          .collect(
              Collectors.toMap(
                  groupID -> groupID,
                  groupID -> read(groupID, directory.roster(groupID).userIDs())));
    }

    @Override
    public Map<String, String> after(String groupID, Map<String, String> known, Answer news) {
      List<String> named =
          Stream.concat(news.inserted().stream(), news.updated().stream()).toList();
      if (named.isEmpty() && news.deleted().isEmpty()) {
        return known;
      }
      Map<String, String> byUserID = new HashMap<>(known);
      news.deleted().forEach(byUserID::remove);
      byUserID.putAll(read(groupID, named));
      return byUserID;
    }

    private Map<String, String> read(String groupID, Collection<String> userIDs) {
      Map<String, String> byUserID = HashMap.newHashMap(userIDs.size());
      for (List<String> some : Lists.partition(List.copyOf(userIDs), MEMBERS_AT_ONCE)) {
        Map<String, String> own = members.nicknames(groupID, some);
        List<String> nameless =
            own.entrySet().stream()
                .filter(name -> name.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        byUserID.putAll(own);
        profiles.of(nameless).forEach((id, profile) -> byUserID.put(id, profile.getNickname()));
      }
      return byUserID;
    }
  }
}
