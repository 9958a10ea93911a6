package im.common.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.common.config.KafkaConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/// [MessageQueue] on Kafka. A published record is acknowledged by all in-sync replicas, once, in
/// order; nothing waits to fill a batch: what comes while a request is under way travels in the
/// next one.
public final class KafkaQueue implements MessageQueue {
  /// As many consumers of a topic can share its work, as with the reference's broker.
  private static final int PARTITIONS = 8;

  private static final String DEAD_LETTER_SUFFIX = ".dead-letter";

  private final KafkaConfig config;
  private final MeterRegistry meters;
  private final List<KafkaSubscription> subscriptions = new CopyOnWriteArrayList<>();
  private @Nullable KafkaProducer<String, byte[]> producer;

  /// Connects on first use.
  public KafkaQueue(KafkaConfig config, MeterRegistry meters) {
    this.config = config;
    this.meters = meters;
  }

  @Override
  public CompletionStage<Void> publish(String topic, QueueRecord record) {
    return send(topic, record, RecordHeaders.of(record.context()));
  }

  @Override
  public Subscription subscribe(String topic, String group, BatchHandler handler) {
    createTopics(
        new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty()),
        // Nobody would create it when it is needed, on a broker that does not by itself.
        new NewTopic(topic + DEAD_LETTER_SUFFIX, Optional.of(1), Optional.empty()));
    KafkaSubscription subscription =
        new KafkaSubscription(
            topic,
            group,
            handler,
            new KafkaConsumer<>(consumerSettings(group)),
            this::putAside,
            meters);
    subscriptions.add(subscription);
    subscription.start();
    return subscription;
  }

  @Override
  public void awaitConsumed(String topic, String group, Duration limit) {
    try (Admin admin = Admin.create(connection())) {
      new Progress(admin, topic, group).await(limit);
    }
  }

  @Override
  public void close() {
    subscriptions.forEach(KafkaSubscription::close);
    synchronized (this) {
      if (producer != null) {
        producer.close();
      }
    }
  }

  /// Keeps a record that can never be handled, with its reason, for a person to look at.
  private CompletionStage<Void> putAside(String topic, QueueRecord record, String reason) {
    List<Header> headers = new ArrayList<>(RecordHeaders.of(record.context()));
    headers.add(new RecordHeader("reason", reason.getBytes(UTF_8)));
    return send(topic + DEAD_LETTER_SUFFIX, record, headers);
  }

  private CompletionStage<Void> send(String topic, QueueRecord record, List<Header> headers) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    producer()
        .send(
            new ProducerRecord<>(topic, null, record.key(), record.value(), headers),
            (_, failure) -> {
              if (failure == null) {
                result.complete(null);
              } else {
                result.completeExceptionally(failure);
              }
            });
    return result;
  }

  private synchronized KafkaProducer<String, byte[]> producer() {
    if (producer == null) {
      producer = new KafkaProducer<>(producerSettings());
    }
    return producer;
  }

  /// Creates those that are not there.
  private void createTopics(NewTopic... topics) {
    try (Admin admin = Admin.create(connection())) {
      for (var creation : admin.createTopics(List.of(topics)).values().entrySet()) {
        await(creation.getKey(), creation.getValue());
      }
    }
  }

  private void await(String topic, KafkaFuture<Void> creation) {
    try {
      creation.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (!(cause instanceof TopicExistsException)) {
        throw new IllegalStateException(
            "Kafka at %s: topic %s cannot be created: %s"
                .formatted(String.join(",", config.address()), topic, cause.getMessage()),
            cause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Object> producerSettings() {
    Map<String, Object> settings = connection();
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, KeyPartitioner.class);
    // An acknowledged message may never be lost or doubled, whatever producerAck in kafka.yml asks
    // for.
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 65_536);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    settings.put(
        ProducerConfig.COMPRESSION_TYPE_CONFIG,
        config.compressType().isEmpty() ? "none" : config.compressType());
    return settings;
  }

  private Map<String, Object> consumerSettings(String group) {
    Map<String, Object> settings = connection();
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500);
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        List.of(CooperativeStickyAssignor.class));
    return settings;
  }

  private Map<String, Object> connection() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, String.join(",", config.address()));
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    settings.put(
        CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, ""); // no JMX, it is all in /metrics
    boolean sasl = !config.username().isEmpty() || !config.password().isEmpty();
    boolean tls = config.tls().enableTLS();
    if (sasl) {
      settings.put(SaslConfigs.SASL_MECHANISM, "PLAIN");
      settings.put(
          SaslConfigs.SASL_JAAS_CONFIG,
          "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
              + escaped(config.username())
              + "\" password=\""
              + escaped(config.password())
              + "\";");
    }
    settings.put(
        CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
        (sasl ? "SASL_" : "") + (tls ? "SSL" : "PLAINTEXT"));
    if (tls) {
      settings.putAll(KafkaTls.settings(config.tls()));
    }
    return settings;
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
