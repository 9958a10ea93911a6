package im.common.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import im.common.config.ConfigLoader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Settings of a replica set reach the driver.
class ConcernsTest {
  @Test
  void theDefaultsWaitForTheJournalsOfTheMajority() {
    MongoClientSettings settings = settings(Map.of());
    assertThat(settings.getWriteConcern())
        .isEqualTo(WriteConcern.MAJORITY.withJournal(true).withWTimeout(30, TimeUnit.SECONDS));
    assertThat(settings.getReadConcern()).isEqualTo(ReadConcern.MAJORITY);
    assertThat(settings.getReadPreference()).isEqualTo(ReadPreference.primary());
  }

  @Test
  void everyOneCanBeSet() {
    MongoClientSettings settings =
        settings(
            Map.of(
                "mongodb.yml/writeConcern.w", "2",
                "mongodb.yml/writeConcern.j", "false",
                "mongodb.yml/writeConcern.wtimeout", "5s",
                "mongodb.yml/replicaSet.readConcern", "local",
                "mongodb.yml/readPreference.mode", "nearest",
                "mongodb.yml/readPreference.tagSets", List.of(Map.of("rack", "1"))));
    assertThat(settings.getWriteConcern())
        .isEqualTo(new WriteConcern(2).withJournal(false).withWTimeout(5, TimeUnit.SECONDS));
    assertThat(settings.getReadConcern()).isEqualTo(ReadConcern.LOCAL);
    assertThat(settings.getReadPreference().getName()).isEqualTo("nearest");
    assertThat(settings.getReadPreference().toString()).contains("rack");
  }

  private static MongoClientSettings settings(Map<String, Object> overrides) {
    MongoClientSettings.Builder settings = MongoClientSettings.builder();
    Concerns.apply(ConfigLoader.defaults(overrides).mongodb(), settings);
    return settings.build();
  }
}
