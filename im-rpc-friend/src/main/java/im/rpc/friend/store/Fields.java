package im.rpc.friend.store;

import java.util.Date;
import org.bson.Document;

/// Reads fields that may be missing, or of either number width, in rows of other writers.
final class Fields {
  private Fields() {}

  static String text(Document row, String field) {
    String value = row.getString(field);
    return value == null ? "" : value;
  }

  static int number(Document row, String field) {
    Number value = row.get(field, Number.class);
    return value == null ? 0 : value.intValue();
  }

  /// ms since the epoch, 0 when missing.
  static long time(Document row, String field) {
    Date value = row.getDate(field);
    return value == null ? 0 : value.getTime();
  }
}
