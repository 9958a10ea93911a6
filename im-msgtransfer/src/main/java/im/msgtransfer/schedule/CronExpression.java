package im.msgtransfer.schedule;

import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// When something is due: five fields, minute, hour, day of month, month and day of week (0 or 7 is
/// Sunday), each `*`, a number or name, a range `a-b`, a step `a-b/n`, or a list of these. When
/// both days are restricted, either will do, as cron has it.
final class CronExpression {
  private static final int YEARS = 5;
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
  private static final Map<String, String> NAMED =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *");

  private final String text;
  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet days;
  private final BitSet months;
  private final BitSet weekdays;
  private final boolean eitherDay;

  private CronExpression(String text, String[] fields) {
    this.text = text;
    minutes = field(fields[0], 0, 59, List.of());
    hours = field(fields[1], 0, 23, List.of());
    days = field(fields[2], 1, 31, List.of());
    months = field(fields[3], 1, 12, MONTHS);
    weekdays = field(fields[4], 0, 7, DAYS);
    if (weekdays.get(7)) {
      weekdays.set(0);
    }
    eitherDay = !isAny(fields[2]) && !isAny(fields[4]);
  }

  /// Reads an expression.
  ///
  /// @throws IllegalArgumentException naming what is wrong with it
  static CronExpression parse(String text) {
    String[] fields = NAMED.getOrDefault(text.strip(), text.strip()).split("\\s+");
    if (fields.length != 5) {
      throw new IllegalArgumentException(
          "'" + text + "' (expected: minute hour day month weekday)");
    }
    return new CronExpression(text, fields);
  }

  /// The last time at or before `now` at which it was due, in the zone of `now`.
  ///
  /// @throws IllegalStateException when it never was, as on a 30th of February
  ZonedDateTime lastUntil(ZonedDateTime now) {
    ZonedDateTime minute = now.truncatedTo(ChronoUnit.MINUTES);
    LocalDate oldest = minute.toLocalDate().minusYears(YEARS);
    for (LocalDate day = minute.toLocalDate(); day.isAfter(oldest); day = day.minusDays(1)) {
      if (!matches(day)) {
        continue;
      }
      for (int hour = hours.previousSetBit(23); hour >= 0; hour = hours.previousSetBit(hour - 1)) {
        for (int at = minutes.previousSetBit(59); at >= 0; at = minutes.previousSetBit(at - 1)) {
          ZonedDateTime due = day.atTime(hour, at).atZone(now.getZone());
          if (!due.isAfter(minute)) {
            return due;
          }
        }
      }
    }
    throw new IllegalStateException("'" + text + "' is never due");
  }

  private boolean matches(LocalDate day) {
    if (!months.get(day.getMonthValue())) {
      return false;
    }
    boolean ofMonth = days.get(day.getDayOfMonth());
    boolean ofWeek = weekdays.get(day.getDayOfWeek().getValue() % 7);
    return eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
  }

  private static boolean isAny(String field) {
    return field.startsWith("*") || field.startsWith("?");
  }

  private static BitSet field(String text, int lowest, int highest, List<String> names) {
    BitSet set = new BitSet();
    for (String part : text.split(",", -1)) {
      String[] step = part.split("/", -1);
      String[] range =
          isAny(step[0])
              ? new String[] {String.valueOf(lowest), String.valueOf(highest)}
              : step[0].split("-", -1);
      int first = number(range[0], lowest, highest, names);
      int last = number(range[range.length - 1], lowest, highest, names);
      if (step.length == 2 && range.length == 1) {
        last = highest;
      }
      int by = step.length == 2 ? number(step[1], 1, highest, List.of()) : 1;
      if (step.length > 2 || range.length > 2 || first > last) {
        throw new IllegalArgumentException("'" + part + "' (expected: *, a, a-b or a-b/n)");
      }
      for (int value = first; value <= last; value += by) {
        set.set(value);
      }
    }
    return set;
  }

  private static int number(String text, int lowest, int highest, List<String> names) {
    int named = names.indexOf(text.toUpperCase(Locale.ROOT));
    if (named >= 0) {
      return named + lowest;
    }
    int value = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
    if (value < lowest || value > highest) {
      throw new IllegalArgumentException(
          "'%s' (expected: %d to %d)".formatted(text, lowest, highest));
    }
    return value;
  }

  @Override
  public String toString() {
    return text;
  }
}
