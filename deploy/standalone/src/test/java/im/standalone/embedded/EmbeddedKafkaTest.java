package im.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {

  @TempDir private Path folder;

  @Test
  void keepsAcknowledgedRecordsOverARestart() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
      Map<String, Object> settings = Map.of("bootstrap.servers", kafka.address(), "acks", "all");
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
        producer.send(new ProducerRecord<>("topic", "key", "kept")).get();
        assertThat(producer.partitionsFor("topic")).hasSize(8);
      }
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
      assertThat(firstValue(kafka.address())).isEqualTo("kept");
    }
  }

  private static String firstValue(String address) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", address, "group.id", "test", "auto.offset.reset", "earliest");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of("topic"));
      ConsumerRecords<String, String> records = ConsumerRecords.empty();
      for (int second = 0; second < 20 && records.isEmpty(); second++) {
        records = consumer.poll(Duration.ofSeconds(1));
      }
      return records.iterator().next().value();
    }
  }
}
