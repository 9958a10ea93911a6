package im.rpc.msg.third;

import static im.common.mongo.DocumentFields.text;
import static im.common.mongo.DocumentFields.time;

import java.time.Instant;
import java.util.Date;
import org.bson.Document;

/// A log file that a client uploaded, as a row of collection `log`.
///
/// @param platform name of the platform, empty when it has none
/// @param systemType always empty; kept for readers of the collection
record ClientLog(
    String logID,
    String platform,
    String userID,
    Instant createTime,
    String url,
    String fileName,
    String systemType,
    String appFramework,
    String version,
    String ex) {
  static ClientLog of(Document row) {
    return new ClientLog(
        text(row, "log_id"),
        text(row, "platform"),
        text(row, "user_id"),
        Instant.ofEpochMilli(time(row, "create_time")),
        text(row, "url"),
        text(row, "file_name"),
        text(row, "system_type"),
        text(row, "app_framework"),
        text(row, "version"),
        text(row, "ex"));
  }

  Document document() {
    return new Document("log_id", logID)
        .append("platform", platform)
        .append("user_id", userID)
        .append("create_time", Date.from(createTime))
        .append("url", url)
        .append("file_name", fileName)
        .append("system_type", systemType)
        .append("app_framework", appFramework)
        .append("version", version)
        .append("ex", ex);
  }
}
