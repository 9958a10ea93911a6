package im.common.access;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import java.util.Collection;
import java.util.Set;

/// Checks of who is calling (`reference/rest-api.md` 6.5). App admins are the configured ids; an
/// internal call may carry their rights.
public final class Access {
  private final Set<String> adminUserIDs;

  /// `adminUserIDs` are the ids of `share.yml` imAdminUser.
  public Access(Collection<String> adminUserIDs) {
    this.adminUserIDs = Set.copyOf(adminUserIDs);
  }

  /// True when the caller has the rights of an app admin.
  public boolean isAdmin() {
    RequestContext context = RequestContext.current();
    return context.temporaryAdmin() || adminUserIDs.contains(context.opUserID());
  }

  /// True when `userID` is an app admin's id, whoever asks.
  public boolean isAdminID(String userID) {
    return adminUserIDs.contains(userID);
  }

  /// Refuses with 1002 unless the caller is an app admin.
  public void requireAdmin() {
    if (!isAdmin()) {
      throw ErrorCode.NO_PERMISSION.because(
          "caller: " + RequestContext.current().opUserID() + " (expected: an app admin)");
    }
  }

  /// Refuses with 1002 unless the caller is `userID` or an app admin.
  public void requireSelf(String userID) {
    String caller = RequestContext.current().opUserID();
    if (!caller.equals(userID) && !isAdmin()) {
      throw ErrorCode.NO_PERMISSION.because(
          "caller: " + caller + " (expected: " + userID + " or an app admin)");
    }
  }

  /// Refuses with 1002 unless the caller is one of `userIDs` or an app admin.
  public void requireAnyOf(Collection<String> userIDs) {
    String caller = RequestContext.current().opUserID();
    if (!userIDs.contains(caller) && !isAdmin()) {
      throw ErrorCode.NO_PERMISSION.because(
          "caller: " + caller + " (expected: one of the users concerned or an app admin)");
    }
  }
}
