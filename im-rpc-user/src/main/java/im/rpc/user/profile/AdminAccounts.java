package im.rpc.user.profile;

import static im.common.mongo.DocumentFields.NEVER;

import im.common.config.ShareConfig.ImAdminUser;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.message.AppManagerLevel;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The accounts of the configured app admins, made at start (`reference/business-rules.md` 1.1).
public final class AdminAccounts {
  private static final Logger log = LoggerFactory.getLogger(AdminAccounts.class);

  private final UserStore store;
  private final ImAdminUser admins;

  /// `admins` is `share.yml` imAdminUser.
  public AdminAccounts(UserStore store, ImAdminUser admins) {
    this.store = store;
    this.admins = admins;
  }

  /// Makes the accounts that are missing, and gives the others the configured nickname.
  public void ensure() {
    for (int i = 0; i < admins.userIDs().size(); i++) {
      ensure(admins.userIDs().get(i), admins.nicknames().get(i));
    }
  }

  private void ensure(String userID, String nickname) {
    Optional<User> present = store.update(userID, ProfilePatch.NONE);
    if (present.isPresent()) {
      if (!present.get().nickname().equals(nickname)) {
        store.update(userID, ProfilePatch.filled(nickname, ""));
      }
      return;
    }
    try {
      // The reference gives admins no time of creation.
      store.insert(List.of(new User(userID, nickname, "", "", AppManagerLevel.ADMIN, 0, NEVER)));
    } catch (ImException e) {
      if (!e.is(ErrorCode.REGISTERED_ALREADY)) {
        throw e;
      }
      log.info("admin {} was made by another instance", userID);
    }
  }
}
