package im.common.cache;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.cache.CacheInvalidation.Topic;
import im.common.testing.RedisExtension;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class CacheInvalidationTest {
  private static final int CHANGES = 2_000;

  @Test
  void whoHasChangedSomethingFindsNothingOlderInHisOwnProcess() {
    Set<String> dropped = ConcurrentHashMap.newKeySet();
    CacheInvalidation invalidation = RedisExtension.invalidation();
    invalidation.onInvalidate(Topic.GROUP, dropped::add);
    for (int i = 0; i < CHANGES; i++) {
      invalidation.publish(Topic.GROUP, List.of("GROUP_INFO:" + i));
      assertThat(dropped).contains("GROUP_INFO:" + i);
    }
  }
}
