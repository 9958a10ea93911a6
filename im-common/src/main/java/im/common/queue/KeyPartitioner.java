package im.common.queue;

import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;

/// The partition of a key as peers of the reference compute it: FNV-1a over the bytes, as a signed
/// 32-bit number, modulo the partitions (`reference/pipeline-storage.md` 11, 16).
public final class KeyPartitioner implements Partitioner {
  private static final int OFFSET_BASIS = 0x811c9dc5;
  private static final int PRIME = 0x01000193;

  @Override
  public int partition(
      String topic, Object key, byte[] keyBytes, Object value, byte[] valueBytes, Cluster cluster) {
    return partition(keyBytes, cluster.partitionsForTopic(topic).size());
  }

  /// The partition of `key` among `partitions`.
  static int partition(byte[] key, int partitions) {
    int hash = OFFSET_BASIS;
    for (byte b : key) {
      hash ^= b & 0xff;
      hash *= PRIME;
    }
    return Math.abs(hash % partitions);
  }

  @Override
  public void close() {}

  @Override
  public void configure(Map<String, ?> configs) {}
}
