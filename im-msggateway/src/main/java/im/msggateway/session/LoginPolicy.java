package im.msggateway.session;

import im.common.message.Platform.TerminalClass;
import java.util.List;

/// Which connections of a user make room for a new one (`reference/ws-protocol.md` 6.2 and 6.3,
/// `share.yml` multiLogin.policy). A connection with the newcomer's own token always stays, so that
/// a reconnect does not throw itself out.
public enum LoginPolicy {
  /// 0: all stay.
  KEEP_ALL,
  /// 1: one token per platform.
  ONE_PER_PLATFORM,
  /// 4: one token per class of terminals.
  ONE_PER_CLASS,
  /// 5: PCs come and go freely, of everything else there is one.
  ONE_BESIDE_PC;

  /// What happens to tokens when the connections have been thrown out.
  public sealed interface TokenChange {
    /// Nothing.
    record None() implements TokenChange {}

    /// All tokens of the login's user and platform end but the login's own.
    record KeepOnly(Login login) implements TokenChange {}

    /// These tokens end.
    record End(String userID, List<String> tokens) implements TokenChange {}
  }

  /// The policy with `number`; an unknown one keeps all, as the reference does.
  public static LoginPolicy of(int number) {
    return switch (number) {
      case 1 -> ONE_PER_PLATFORM;
      case 4 -> ONE_PER_CLASS;
      case 5 -> ONE_BESIDE_PC;
      default -> KEEP_ALL;
    };
  }

  /// Those of `others`, connections of the newcomer's user, that make room for it.
  public List<Session> displaced(Login newcomer, List<Session> others) {
    return others.stream()
        .filter(other -> !other.login().token().equals(newcomer.token()))
        .filter(other -> excludes(newcomer, other.login()))
        .toList();
  }

  /// What happens to tokens after `displaced` made room; `others` are all there were.
  public TokenChange tokenChange(Login newcomer, List<Session> others, List<Session> displaced) {
    return switch (this) {
      case KEEP_ALL -> new TokenChange.None();
      case ONE_PER_PLATFORM ->
          others.stream().anyMatch(other -> other.login().platform() == newcomer.platform())
              ? new TokenChange.KeepOnly(newcomer)
              : new TokenChange.None();
      case ONE_PER_CLASS ->
          displaced.isEmpty()
              ? new TokenChange.None()
              : new TokenChange.End(
                  newcomer.userID(),
                  displaced.stream().map(each -> each.login().token()).distinct().toList());
      case ONE_BESIDE_PC ->
          isPC(newcomer) || others.isEmpty()
              ? new TokenChange.None()
              : new TokenChange.KeepOnly(newcomer);
    };
  }

  private boolean excludes(Login newcomer, Login other) {
    return switch (this) {
      case KEEP_ALL -> false;
      case ONE_PER_PLATFORM -> other.platform() == newcomer.platform();
      case ONE_PER_CLASS -> other.platform().terminalClass() == newcomer.platform().terminalClass();
      case ONE_BESIDE_PC -> !isPC(newcomer) && !isPC(other);
    };
  }

  private static boolean isPC(Login login) {
    return login.platform().terminalClass() == TerminalClass.PC;
  }
}
