package im.common.mongo;

import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadConcernLevel;
import com.mongodb.ReadPreference;
import com.mongodb.Tag;
import com.mongodb.TagSet;
import com.mongodb.WriteConcern;
import im.common.config.MongodbConfig;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What reads and writes of a replica set wait for and where they go, as `mongodb.yml` says.
final class Concerns {
  private Concerns() {}

  static void apply(MongodbConfig config, MongoClientSettings.Builder settings) {
    settings.writeConcern(writeConcern(config.writeConcern()));
    settings.readPreference(readPreference(config.readPreference()));
    String level = config.replicaSet().readConcern();
    if (!level.isEmpty()) {
      settings.readConcern(new ReadConcern(ReadConcernLevel.fromString(level)));
    }
  }

  private static WriteConcern writeConcern(MongodbConfig.WriteConcern config) {
    WriteConcern concern =
        config.w().matches("\\d+")
            ? new WriteConcern(Integer.parseInt(config.w()))
            : new WriteConcern(config.w().isEmpty() ? "majority" : config.w());
    // w = 0 is no acknowledgement, which the journal and a timeout contradict.
    return config.w().equals("0")
        ? concern
        : concern
            .withJournal(config.j())
            .withWTimeout(config.wtimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private static ReadPreference readPreference(MongodbConfig.ReadPreference config) {
    if (config.mode().equals("primary")) {
      return ReadPreference.primary();
    }
    List<TagSet> tagSets =
        config.tagSets().stream()
            .map(tags ->
                new TagSet(
                    tags.entrySet().stream()
                        .map(tag -> new Tag(tag.getKey(), tag.getValue()))
                        .toList()))
            .toList();
    return ReadPreference.valueOf(
        config.mode(), tagSets, config.maxStaleness().toSeconds(), TimeUnit.SECONDS);
  }
}
