package im.common.queue;

import im.common.context.Pause;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// How far a group is in a topic.
final class Progress {
  private static final long PAUSE_MS = 20;

  private final Admin admin;
  private final String topic;
  private final String group;

  Progress(Admin admin, String topic, String group) {
    this.admin = admin;
    this.topic = topic;
    this.group = group;
  }

  /// Returns when the group has committed what the topic has now.
  ///
  /// @throws IllegalStateException when that takes longer than `limit`
  void await(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    Map<TopicPartition, Long> unfinished = ends(partitions());
    while (true) {
      Map<TopicPartition, OffsetAndMetadata> committed = committed();
      unfinished
          .entrySet()
          .removeIf(
              end -> end.getValue() == 0 || offset(committed.get(end.getKey())) >= end.getValue());
      if (unfinished.isEmpty()) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s has not finished %s of %s (expected: within %s)"
                .formatted(group, unfinished, topic, limit));
      }
      Pause.of(PAUSE_MS);
    }
  }

  private Collection<TopicPartition> partitions() {
    return of(admin.describeTopics(List.of(topic)).allTopicNames()).values().stream()
        .flatMap(description -> description.partitions().stream())
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .toList();
  }

  private Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetSpec> newest =
        partitions.stream()
            .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    of(admin.listOffsets(newest).all())
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  private Map<TopicPartition, OffsetAndMetadata> committed() {
    return of(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
  }

  private static long offset(@Nullable OffsetAndMetadata committed) {
    return committed == null ? 0 : committed.offset();
  }

  private static <T> T of(KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker does not tell offsets", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
