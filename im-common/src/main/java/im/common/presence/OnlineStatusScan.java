package im.common.presence;

import im.common.error.ErrorCode;
import im.common.redis.Redis;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Walks over the keys of all users who are or were online, without state between the steps: the
/// cursor that callers hold says which node and where on it.
final class OnlineStatusScan {
  static final String PREFIX = "ONLINE:";
  private static final int COUNT = 1000;

  /// Bits of a cursor that number the node; a Redis Cluster has at most 1000 of them.
  private static final int NODE_BITS = 10;

  private final Redis redis;

  OnlineStatusScan(Redis redis) {
    this.redis = redis;
  }

  record Found(List<String> userIDs, long nextCursor) {}

  /// The step that begins at `cursor`. Throws 1001 when the cursor names a node that is not there.
  Found next(long cursor) {
    int node = (int) (cursor & ((1 << NODE_BITS) - 1));
    long position = cursor >>> NODE_BITS;
    List<String> masters = masters();
    if (node >= masters.size()) {
      throw ErrorCode.ARGS.because(
          "cursor: " + Long.toUnsignedString(cursor) + " (expected: 0 or the last nextCursor)");
    }
    KeyScanCursor<String> step =
        scan(masters.get(node), ScanCursor.of(Long.toUnsignedString(position)))
            .toCompletableFuture()
            .join();
    return new Found(
        step.getKeys().stream().map(key -> key.substring(PREFIX.length())).toList(),
        nextCursor(step, node, masters.size()));
  }

  private static long nextCursor(KeyScanCursor<String> step, int node, int nodes) {
    if (!step.isFinished()) {
      return Long.parseUnsignedLong(step.getCursor()) << NODE_BITS | node;
    }
    return node + 1 < nodes ? node + 1 : 0;
  }

  private CompletionStage<KeyScanCursor<String>> scan(String nodeID, ScanCursor position) {
    RedisClusterAsyncCommands<String, String> commands =
        redis.async() instanceof RedisAdvancedClusterAsyncCommands<String, String> cluster
            ? cluster.getConnection(nodeID)
            : redis.async();
    return commands.scan(position, ScanArgs.Builder.matches(PREFIX + "*").limit(COUNT));
  }

  /// Ids of the masters in a lasting order; one empty id when Redis is no cluster.
  private List<String> masters() {
    if (redis.async() instanceof RedisAdvancedClusterAsyncCommands<String, String> cluster) {
      return cluster.getStatefulConnection().getPartitions().stream()
          .filter(node -> node.getRole().isUpstream())
          .map(RedisClusterNode::getNodeId)
          .sorted()
          .toList();
    }
    return List.of("");
  }
}
