package im.common.testing;

import im.common.mongo.Mongo;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;

/// What a process leaves in the outbox when it dies in the middle of a change, for the service that
/// is started after it. Written field by field: entries outlive the version that wrote them.
public final class LeftBehind {
  private static final String OUTBOX = "notification_outbox";

  private LeftBehind() {}

  /// An entry of `service` whose lease has ended, made for `userID`.
  public static void entry(
      Mongo mongo, String service, String kind, Document facts, String userID) {
    mongo
        .collection(OUTBOX)
        .insertOne(
            new Document("service", service)
                .append("kind", kind)
                .append("facts", facts)
                .append("operation_id", "op-of-the-dead")
                .append("op_user_id", userID)
                .append("platform", "Web")
                .append("conn_id", "")
                .append("admin", false)
                .append("owner", "dead:1")
                .append("life", "dead")
                .append("lease", Date.from(Instant.EPOCH))
                .append("attempts", 0)
                .append("create_time", Date.from(Instant.EPOCH)));
  }

  /// Waits until nothing of `service` is left.
  public static void isFinished(Mongo mongo, String service) throws Exception {
    Until.holds(
        "the outbox of " + service + " is empty",
        () -> mongo.collection(OUTBOX).countDocuments(new Document("service", service)) == 0);
  }
}
