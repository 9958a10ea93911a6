package im.common.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// `webhooks.yml`: the operator's HTTP server and the hooks it wants, by their key in the file.
public record WebhooksConfig(String url, @OtherKeys Map<String, WebhookEntry> hooks) {

  /// The hook of that key, for example `beforeSendSingleMsg`.
  ///
  /// @throws IllegalArgumentException if no hook is called so
  public WebhookEntry hook(String key) {
    WebhookEntry entry = hooks.get(key);
    if (entry == null) {
      throw new IllegalArgumentException(
          "webhook: %s (expected: one of %s)".formatted(key, hooks.keySet()));
    }
    return entry;
  }

  /// One hook: `timeout` in seconds; only ids of `attentionIds` (empty: all) and content types
  /// outside `deniedTypes` set it off, where the hook is about a message.
  public record WebhookEntry(
      boolean enable,
      int timeout,
      boolean failedContinue,
      List<String> attentionIds,
      List<Integer> deniedTypes) {
    /// Checks that the time is not negative.
    public WebhookEntry {
      Check.atLeast("timeout", timeout, 0);
    }

    /// How long an answer is waited for; unset means 5 seconds.
    public Duration patience() {
      return Duration.ofSeconds(timeout == 0 ? 5 : timeout);
    }
  }
}
