package im.msggateway.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/// Who was kicked a short time ago, for connections that were in their handshake then.
final class RecentKicks {
  /// Longer than a handshake takes: the check of a token ends after 10 s.
  static final Duration KEPT = Duration.ofSeconds(30);

  private static final int MAX_PLACES = 100_000;

  private record Place(String userID, int platformID) {}

  private final Cache<Place, Long> kicks =
      Caffeine.newBuilder().maximumSize(MAX_PLACES).expireAfterWrite(KEPT).build();

  /// `userID` is kicked from the platform with number `platformID` now.
  void note(String userID, int platformID) {
    kicks.put(new Place(userID, platformID), System.nanoTime());
  }

  /// True when whoever has `login` was kicked after `moment`, as of [System#nanoTime].
  boolean isAfter(long moment, Login login) {
    Long kickedAt = kicks.getIfPresent(new Place(login.userID(), login.platform().id()));
    return kickedAt != null && kickedAt - moment >= 0;
  }
}
