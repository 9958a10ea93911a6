package im.rpc.auth;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.message.AppManagerLevel;
import im.common.message.Platform;
import im.common.profile.UserProfiles;
import im.proto.sdkws.UserInfo;
import io.micrometer.core.instrument.Counter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;

/// Decides who gets a token (`reference/business-rules.md` 4.3).
final class Logins {
  private final TokenIssuer issuer;
  private final UserProfiles users;
  private final Access access;
  private final byte[] secret;
  private final Counter adminLogins;

  Logins(
      TokenIssuer issuer, UserProfiles users, Access access, String secret, Counter adminLogins) {
    this.issuer = issuer;
    this.users = users;
    this.access = access;
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
    this.adminLogins = adminLogins;
  }

  /// A token and how long it is good.
  record Granted(String token, Duration lifetime) {}

  /// A token for the app admin `userID`. Throws 1002 when `givenSecret` is wrong, 1001 when the id
  /// is no admin's, 1004 when the admin has no account.
  Granted admin(String givenSecret, String userID) {
    if (!MessageDigest.isEqual(secret, givenSecret.getBytes(StandardCharsets.UTF_8))) {
      throw ErrorCode.NO_PERMISSION.because("secret: wrong (expected: share.yml secret)");
    }
    if (!access.isAdminID(userID)) {
      throw ErrorCode.ARGS.because(
          "userID: " + userID + " (expected: one of share.yml imAdminUser.userIDs)");
    }
    var _ = users.require(userID, ErrorCode.RECORD_NOT_FOUND);
    Granted granted = new Granted(issuer.issue(userID, Platform.ADMIN), issuer.lifetime());
    adminLogins.increment();
    return granted;
  }

  /// A token for `userID` on the platform; who may ask is the access table's matter. Throws 1002
  /// for platform 10 and for admin ids, 1001 for a platform that does not exist and for
  /// notification accounts, 1004 when there is no such user.
  Granted user(String userID, int platformID) {
    if (platformID == Platform.ADMIN.id()) {
      throw ErrorCode.NO_PERMISSION.because(
          "platformID: " + platformID + " (expected: a platform of users)");
    }
    if (access.isAdminID(userID)) {
      throw ErrorCode.NO_PERMISSION.because(
          "userID: " + userID + " (expected: no admin; those have get_admin_token)");
    }
    Platform platform = Platform.of(platformID);
    if (platform == null) {
      throw ErrorCode.ARGS.because("platformID: " + platformID + " (expected: 1..12)");
    }
    UserInfo account = users.require(userID, ErrorCode.RECORD_NOT_FOUND);
    if (account.getAppMangerLevel() >= AppManagerLevel.NOTIFICATION_ACCOUNT) {
      throw ErrorCode.ARGS.because(
          "userID: " + userID + " is a notification account (expected: one that logs in)");
    }
    return new Granted(issuer.issue(userID, platform), issuer.lifetime());
  }
}
