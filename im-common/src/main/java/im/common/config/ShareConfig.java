package im.common.config;

import java.util.List;

/// `share.yml`: what every process of one deployment must agree on.
///
/// `secret` signs user tokens; `queue` (ours) is `kafka`.
public record ShareConfig(
    @Secret String secret,
    ImAdminUser imAdminUser,
    MultiLogin multiLogin,
    RpcMaxBodySize rpcMaxBodySize,
    String queue) {

  /// Checks that there is a secret, for without one anybody could sign tokens.
  public ShareConfig {
    Check.that(!secret.isEmpty(), "secret", "", "a text that is not empty");
    queue = Check.oneOf("queue", queue, List.of("kafka"));
  }

  @Override
  public String toString() {
    return Redacted.toString(this);
  }

  /// The built-in administrators; `nicknames` has an entry for each of `userIDs`.
  public record ImAdminUser(List<String> userIDs, List<String> nicknames) {
    /// Checks that every administrator has a nickname.
    public ImAdminUser {
      Check.notEmpty("userIDs", userIDs);
      Check.that(
          nicknames.size() >= userIDs.size(),
          "nicknames",
          nicknames,
          "one for each of userIDs " + userIDs);
    }
  }

  /// Which logins a new one drives out (`reference/ws-protocol.md` section 6.2); `maxNumOneEnd` is
  /// the number of tokens a platform keeps under policy 0.
  public record MultiLogin(int policy, int maxNumOneEnd) {
    /// Checks the policy number.
    public MultiLogin {
      Check.that(List.of(0, 1, 4, 5).contains(policy), "policy", policy, "0, 1, 4 or 5");
      Check.atLeast("maxNumOneEnd", maxNumOneEnd, 1);
    }
  }

  /// Largest gRPC messages in bytes; 0 or less leaves the library's default.
  public record RpcMaxBodySize(int requestMaxBodySize, int responseMaxBodySize) {}
}
