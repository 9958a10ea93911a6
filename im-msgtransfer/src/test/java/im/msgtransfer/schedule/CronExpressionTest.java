package im.msgtransfer.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronExpressionTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  // The 24th of November 2026 is a Tuesday.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 2 * * *      | 2026-11-24T02:00",
        "0 13 * * *     | 2026-11-23T13:00",
        "30 12 * * *    | 2026-11-24T12:30",
        "31 12 * * *    | 2026-11-23T12:31",
        "* * * * *      | 2026-11-24T12:30",
        "*/20 * * * *   | 2026-11-24T12:20",
        "5/20 * * * *   | 2026-11-24T12:25",
        "0 8-11 * * *   | 2026-11-24T11:00",
        "0 1,7 * * *    | 2026-11-24T07:00",
        "0 2 1 * *      | 2026-11-01T02:00",
        "0 2 * * 0      | 2026-11-22T02:00",
        "0 2 * * 7      | 2026-11-22T02:00",
        "0 2 * * sun    | 2026-11-22T02:00",
        "0 2 * * MON-WED| 2026-11-24T02:00",
        "0 2 13 * FRI   | 2026-11-20T02:00",
        "0 2 23 * FRI   | 2026-11-23T02:00",
        "0 2 ? * ?      | 2026-11-24T02:00",
        "0 0 29 FEB *   | 2024-02-29T00:00",
        "@daily         | 2026-11-24T00:00",
        "@weekly        | 2026-11-22T00:00",
        "@hourly        | 2026-11-24T12:00",
      })
  void wasDueLast(String expression, LocalDateTime due) {
    LocalDateTime now = LocalDateTime.parse("2026-11-24T12:30:45");
    assertThat(CronExpression.parse(expression).lastUntil(now.atZone(ZONE)))
        .isEqualTo(due.atZone(ZONE));
  }

  @Test
  void anHourThatTheClocksLeaveOutIsMadeUpFor() {
    LocalDateTime now = LocalDateTime.parse("2026-03-29T12:00");
    assertThat(CronExpression.parse("30 2 * * *").lastUntil(now.atZone(ZONE)))
        .isEqualTo(LocalDateTime.parse("2026-03-29T03:30").atZone(ZONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0 2 * *",
        "0 0 2 * * *",
        "60 2 * * *",
        "0 24 * * *",
        "0 2 0 * *",
        "0 2 * 13 *",
        "0 2 * * 8",
        "0 2 * * FUN",
        "5-1 * * * *",
        "1-2-3 * * * *",
        "*/0 * * * *",
        "1, * * * *",
        "-1 * * * *",
        "@every 1h"
      })
  void isRefused(String expression) {
    assertThatIllegalArgumentException().isThrownBy(() -> CronExpression.parse(expression));
  }

  @Test
  void aDayThatNeverComesIsTold() {
    CronExpression never = CronExpression.parse("0 2 30 2 *");
    assertThatIllegalStateException()
        .isThrownBy(() -> never.lastUntil(LocalDateTime.parse("2026-11-24T12:00").atZone(ZONE)));
  }
}
