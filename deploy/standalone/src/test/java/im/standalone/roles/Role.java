package im.standalone.roles;

import java.util.Locale;

/// Who calls, seen from the member of a group whose data is asked for.
enum Role {
  /// A registered user who has nothing to do with anybody.
  STRANGER,
  /// The member's friend.
  PEER,
  MEMBER,
  GROUPADMIN,
  OWNER,
  /// An app admin.
  ADMIN;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
