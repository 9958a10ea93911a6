package im.common.mongo;

import java.util.Date;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// Reads fields of rows that several writers wrote over the years: a missing or null field is the
/// zero value, a number may have any width (`reference/pipeline-storage.md` 8.3).
public final class DocumentFields {
  /// The time of what never happened, in ms since the epoch: the year 1, Go's zero time.
  public static final long NEVER = -62_135_596_800_000L;

  private DocumentFields() {}

  /// A text, empty when absent.
  public static String text(@Nullable Document row, String field) {
    return row != null && row.get(field) instanceof String text ? text : "";
  }

  /// A number, 0 when absent.
  public static long number(@Nullable Document row, String field) {
    return row != null && row.get(field) instanceof Number number ? number.longValue() : 0;
  }

  /// A number that fits an int, 0 when absent.
  public static int integer(@Nullable Document row, String field) {
    return (int) number(row, field);
  }

  /// A flag, false when absent.
  public static boolean flag(@Nullable Document row, String field) {
    return row != null && Boolean.TRUE.equals(row.get(field));
  }

  /// A time in ms since the epoch, 0 when absent.
  public static long time(@Nullable Document row, String field) {
    return row != null && row.get(field) instanceof Date time ? time.getTime() : 0;
  }
}
