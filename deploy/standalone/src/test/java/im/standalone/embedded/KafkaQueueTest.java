package im.standalone.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.common.config.ConfigLoader;
import im.common.config.KafkaConfig;
import im.common.context.RequestContext;
import im.common.queue.KafkaQueue;
import im.common.queue.PoisonRecordException;
import im.common.queue.QueueRecord;
import im.common.testing.Until;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The queue on a real broker.
class KafkaQueueTest {
  @TempDir private Path folder;

  @Test
  void whatCanNeverBeHandledIsPutAsideAndTheRestGoesOn() throws Exception {
    List<String> handled = new CopyOnWriteArrayList<>();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0);
        KafkaQueue queue = new KafkaQueue(config(kafka.address()), new SimpleMeterRegistry());
        var _ =
            queue.subscribe(
                "work",
                "workers",
                (_, batch) -> {
                  for (QueueRecord record : batch) {
                    if (record.key().equals("bad")) {
                      throw new PoisonRecordException(record, "it is bad");
                    }
                  }
                  batch.forEach(record -> handled.add(new String(record.value(), UTF_8)));
                })) {
      assertThat(partitions(kafka.address(), "work", "work.dead-letter"))
          .isEqualTo(Map.of("work", 8, "work.dead-letter", 1));

      for (String key : List.of("good", "bad", "good")) {
        queue.publish("work", record(key, key + handled.size())).toCompletableFuture().join();
      }
      Until.holds("both good ones are handled", () -> handled.size() == 2);

      ConsumerRecord<String, String> aside = first(kafka.address(), "work.dead-letter");
      assertThat(aside.key()).isEqualTo("bad");
      assertThat(new String(aside.headers().lastHeader("reason").value(), UTF_8))
          .isEqualTo("it is bad");
    }
  }

  @Test
  void itShowsHowManyRecordsWait() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    CountDownLatch goOn = new CountDownLatch(1);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0);
        KafkaQueue queue = new KafkaQueue(config(kafka.address()), meters);
        var _ = queue.subscribe("work", "workers", (_, _) -> goOn.await())) {
      for (int i = 0; i < 5; i++) {
        queue.publish("work", record("k" + i, "v")).toCompletableFuture().join();
      }
      Gauge waiting = meters.get("queue.waiting").tag("topic", "work").gauge();
      Until.holds("all five wait", () -> waiting.value() == 5);
      goOn.countDown();
      Until.holds("nothing waits", () -> waiting.value() == 0);
    }
  }

  @Test
  void aSecondMemberFindsTheTopics() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0);
        KafkaQueue queue = new KafkaQueue(config(kafka.address()), new SimpleMeterRegistry());
        var _ = queue.subscribe("work", "workers", (_, _) -> {});
        var _ = queue.subscribe("work", "workers", (_, _) -> {})) {
      assertThat(partitions(kafka.address(), "work")).containsEntry("work", 8);
    }
  }

  @Test
  void whoCannotCreateATopicSaysWhereAndWhy() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0);
        KafkaQueue queue = new KafkaQueue(config(kafka.address()), new SimpleMeterRegistry())) {
      assertThatThrownBy(() -> queue.subscribe("no topic", "workers", (_, _) -> {}))
          .hasMessageStartingWith(
              "Kafka at " + kafka.address() + ": topic no topic cannot be created: ");
    }
  }

  private static KafkaConfig config(String address) {
    return ConfigLoader.defaults(Map.of("kafka.yml/address", List.of(address))).kafka();
  }

  private static QueueRecord record(String key, String value) {
    return new QueueRecord(key, value.getBytes(UTF_8), RequestContext.of("op", "ann"));
  }

  private static Map<String, Integer> partitions(String address, String... topics)
      throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      Map<String, TopicDescription> found =
          Until.found("the topics are known", () -> described(admin, List.of(topics)));
      Map<String, Integer> partitions = new HashMap<>();
      found.forEach((topic, description) -> partitions.put(topic, description.partitions().size()));
      return partitions;
    }
  }

  /// Nothing while the broker does not know a topic yet that was made just now.
  private static Optional<Map<String, TopicDescription>> described(Admin admin, List<String> topics)
      throws Exception {
    try {
      return Optional.of(admin.describeTopics(topics).allTopicNames().get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static ConsumerRecord<String, String> first(String address, String topic)
      throws Exception {
    List<ConsumerRecord<String, String>> records = new CopyOnWriteArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", address, "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      Until.holds(
          "something is in " + topic,
          () -> {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            return !records.isEmpty();
          });
    }
    return records.getFirst();
  }
}
