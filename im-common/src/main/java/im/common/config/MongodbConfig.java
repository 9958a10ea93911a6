package im.common.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// `mongodb.yml`; a `uri` replaces `address`, `username`, `password` and `authSource`, but never
/// `database`.
public record MongodbConfig(
    @Secret String uri,
    List<String> address,
    String database,
    String username,
    @Secret String password,
    String authSource,
    int maxPoolSize,
    int maxRetry,
    String mongoMode,
    ReplicaSet replicaSet,
    ReadPreference readPreference,
    WriteConcern writeConcern) {

  /// Checks the mode; numbers of 0 or less take the reference's fallback.
  public MongodbConfig {
    Check.that(!database.isEmpty(), "database", "", "a text that is not empty");
    mongoMode = Check.oneOf("mongoMode", mongoMode, List.of("standalone", "replicaSet"));
    authSource = authSource.isEmpty() ? database : authSource;
    maxPoolSize = maxPoolSize <= 0 ? 100 : maxPoolSize;
    maxRetry = maxRetry <= 0 ? 3 : maxRetry;
  }

  @Override
  public String toString() {
    return Redacted.toString(this);
  }

  /// Members of a replica set, used in mode `replicaSet`.
  public record ReplicaSet(
      String name, List<String> hosts, String readConcern, Duration maxStaleness) {
    /// Checks the level of read concern.
    public ReplicaSet {
      if (!readConcern.isEmpty()) {
        readConcern =
            Check.oneOf(
                "readConcern",
                readConcern,
                List.of("local", "available", "majority", "linearizable", "snapshot"));
      }
    }
  }

  /// Which members reads go to, in mode `replicaSet`; `tagSets` are in order of priority.
  public record ReadPreference(
      String mode, Duration maxStaleness, List<Map<String, String>> tagSets) {
    /// Checks the mode.
    public ReadPreference {
      mode =
          Check.oneOf(
              "mode",
              mode,
              List.of("primary", "primaryPreferred", "secondary", "secondaryPreferred", "nearest"));
    }
  }

  /// What a write waits for; `w` is a number, `majority` or a tag.
  public record WriteConcern(String w, boolean j, Duration wtimeout) {}
}
