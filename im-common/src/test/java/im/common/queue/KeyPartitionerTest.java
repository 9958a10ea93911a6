package im.common.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPartitionerTest {
  @ParameterizedTest
  @CsvSource({"u1_u2,3", "1001,7", "imAdmin_u1,3", "_u1,0"})
  void partitionsAreThoseOfPeers(String key, int partition) {
    assertThat(KeyPartitioner.partition(key.getBytes(UTF_8), 8)).isEqualTo(partition);
  }
}
