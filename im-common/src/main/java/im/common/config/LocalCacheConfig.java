package im.common.config;

/// `local-cache.yml`: the in-process caches by kind of data.
public record LocalCacheConfig(
    Cache auth, Cache user, Cache group, Cache friend, Cache conversation) {

  /// One cache: `topic` is the Redis channel of its invalidation, the times are seconds.
  public record Cache(
      String topic, int slotNum, int slotSize, int successExpire, int failedExpire) {
    /// Checks that sizes and times are not negative.
    public Cache {
      Check.atLeast("slotNum", slotNum, 0);
      Check.atLeast("slotSize", slotSize, 0);
      Check.atLeast("successExpire", successExpire, 0);
      Check.atLeast("failedExpire", failedExpire, 0);
    }

    /// Whether the cache is used at all; otherwise every read goes to Redis.
    public boolean isOn() {
      return !topic.isEmpty() && slotNum > 0 && slotSize > 0;
    }

    /// Entries of all slots together.
    public int maxSize() {
      return (int) Math.min(Integer.MAX_VALUE, (long) slotNum * slotSize);
    }
  }
}
