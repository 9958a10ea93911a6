package im.rpc.group.store;

import im.common.message.Role;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who is in a group and as what, owner first, then admins, then the others, each in the order they
/// came (`reference/business-rules.md` 3.4).
public final class Roster {
  private final Map<String, Integer> roles;

  private Roster(Map<String, Integer> roles) {
    this.roles = roles;
  }

  /// Number of members.
  public int size() {
    return roles.size();
  }

  /// Ids of all members in order.
  public Set<String> userIDs() {
    return Collections.unmodifiableSet(roles.keySet());
  }

  /// Whether the user is a member.
  public boolean contains(String userID) {
    return roles.containsKey(userID);
  }

  /// The user's role; 0 when he is not a member.
  public int role(String userID) {
    return roles.getOrDefault(userID, 0);
  }

  /// The owner's id; empty in a group whose members were removed.
  public String ownerID() {
    List<String> owners = withRoles(Set.of(Role.OWNER));
    return owners.isEmpty() ? "" : owners.getFirst();
  }

  /// Ids of owner and admins.
  public List<String> managerIDs() {
    return withRoles(Set.of(Role.OWNER, Role.ADMIN));
  }

  /// Ids of the members with one of these roles.
  public List<String> withRoles(Set<Integer> roleLevels) {
    return roles.entrySet().stream()
        .filter(entry -> roleLevels.contains(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// The roster with more plain members, who come last.
  Roster with(Collection<String> userIDs) {
    Map<String, Integer> more = new LinkedHashMap<>(roles);
    userIDs.forEach(userID -> more.putIfAbsent(userID, Role.MEMBER));
    return new Roster(more);
  }

  /// The roster without these members.
  Roster without(Collection<String> userIDs) {
    Map<String, Integer> fewer = new LinkedHashMap<>(roles);
    userIDs.forEach(fewer::remove);
    return new Roster(fewer);
  }

  /// Collects the members in order.
  static final class Builder {
    private final Map<String, Integer> roles = new LinkedHashMap<>();

    void add(String userID, int roleLevel) {
      roles.put(userID, roleLevel);
    }

    Roster build() {
      return new Roster(roles);
    }
  }
}
