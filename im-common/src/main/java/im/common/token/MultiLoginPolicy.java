package im.common.token;

import im.common.error.ErrorCode;
import im.common.message.Platform;
import im.common.message.Platform.TerminalClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Which of a user's tokens a new login ends (`reference/rest-api.md` 6.4, `share.yml` multiLogin).
/// A pure function of what is stored: where some token of several may stay it is always the newest.
public final class MultiLoginPolicy {
  private final int policy;
  private final int maxPerPlatform;

  /// `policy` is 0 (limit per platform), 1 (one per platform), 4 (one per class of terminal) or 5
  /// (PCs free, one of all others); `maxPerPlatform` counts for policy 0.
  public MultiLoginPolicy(int policy, int maxPerPlatform) {
    this.policy = policy;
    this.maxPerPlatform = maxPerPlatform;
  }

  /// What becomes of the `stored` tokens of a user when `newToken` is issued for `newPlatform`. The
  /// new token itself may be among them and is left alone. Throws 500 when the configured policy is
  /// none.
  public LoginPlan plan(Collection<StoredToken> stored, Platform newPlatform, String newToken) {
    List<StoredToken> removed = new ArrayList<>();
    List<StoredToken> admin = new ArrayList<>();
    List<StoredToken> live = new ArrayList<>();
    for (StoredToken token : stored) {
      if (token.token().equals(newToken)) {
        continue;
      }
      if (!token.isLive()) {
        removed.add(token);
      } else if (token.platform() == Platform.ADMIN) {
        admin.add(token);
      } else {
        live.add(token);
      }
    }
    return new LoginPlan(
        removed, kicked(live, newPlatform), newPlatform == Platform.ADMIN ? admin : List.of());
  }

  private List<StoredToken> kicked(List<StoredToken> live, Platform newPlatform) {
    return switch (policy) {
      case 0 -> surplus(live, Function.identity(), newPlatform, maxPerPlatform);
      case 1 -> surplus(live, Function.identity(), newPlatform, 1);
      case 4 -> surplus(live, Platform::terminalClass, newPlatform, 1);
      case 5 -> beyondOneBesidePCs(live, newPlatform);
      default ->
          throw ErrorCode.INTERNAL.because(
              "share.yml multiLogin.policy: " + policy + " (expected: 0, 1, 4 or 5)");
    };
  }

  private static <G> List<StoredToken> surplus(
      List<StoredToken> live, Function<Platform, G> groupOf, Platform newPlatform, int limit) {
    G newGroup = groupOf.apply(newPlatform);
    return live.stream()
        .collect(Collectors.groupingBy(token -> groupOf.apply(token.platform())))
        .entrySet()
        .stream()
        .flatMap(group -> {
          // The new token takes one place of its group.
          int places = Objects.equals(group.getKey(), newGroup) ? limit - 1 : limit;
          return group.getValue().stream()
              .sorted(StoredToken.NEWEST_FIRST)
              .skip(Math.max(0, places));
        })
        .toList();
  }

  private static List<StoredToken> beyondOneBesidePCs(
      List<StoredToken> live, Platform newPlatform) {
    Comparator<StoredToken> androidFirst =
        Comparator.comparing(token -> token.platform() != Platform.ANDROID);
    return live.stream()
        .filter(token -> token.platform().terminalClass() != TerminalClass.PC)
        .sorted(androidFirst.thenComparing(StoredToken.NEWEST_FIRST))
        .skip(newPlatform.terminalClass() == TerminalClass.PC ? 1 : 0)
        .toList();
  }
}
