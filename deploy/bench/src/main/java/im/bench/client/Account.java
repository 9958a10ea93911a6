package im.bench.client;

/// A registered user with a token for [#PLATFORM].
public record Account(String userID, String token) {
  /// Web: the server keeps such connections alive by its own pings.
  public static final int PLATFORM = 5;
}
