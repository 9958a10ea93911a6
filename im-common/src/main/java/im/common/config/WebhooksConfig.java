package im.common.config;

import java.util.List;
import java.util.Map;

/// `webhooks.yml`: the operator's HTTP server and the hooks it wants, by their key in the file.
public record WebhooksConfig(String url, @OtherKeys Map<String, WebhookEntry> hooks) {

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
  }
}
