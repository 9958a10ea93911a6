package im.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import im.common.config.Scalars.NotReadable;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarsTest {

  @ParameterizedTest
  @CsvSource({
    "3s, PT3S",
    "1h30m, PT1H30M",
    "1.5h, PT1H30M",
    "250ms, PT0.25S",
    ".5s, PT0.5S",
    "2us, PT0.000002S",
    "7ns, PT0.000000007S",
    "-2m, PT-2M",
    "0, PT0S",
    "20000000000, PT20S",
    "'', PT0S"
  })
  void durationsAreWrittenAsInGo(String text, Duration expected) throws NotReadable {
    assertThat(Scalars.duration(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s", "3 s", "3x", "3s4", "1h,30m", "PT3S", "--3s"})
  void otherTextsAreNoDurations(String text) throws NotReadable {
    assertThatExceptionOfType(NotReadable.class)
        .isThrownBy(() -> Scalars.duration(text))
        .withMessage("a time such as 3s or 1h30m");
  }

  @Test
  void numbersKeepTheirRange() throws NotReadable {
    assertThat(Scalars.integer("0123", 0, 1000)).isEqualTo(123);
    assertThat(Scalars.integer("-5", -5, 0)).isEqualTo(-5);
    assertThat(Scalars.integer("0x10", 0, 100)).isEqualTo(16);
    assertThat(Scalars.integer("true", 0, 1)).isEqualTo(1);
    assertThatExceptionOfType(NotReadable.class)
        .isThrownBy(() -> Scalars.integer("5", 0, 4))
        .withMessage("a whole number from 0 to 4");
    assertThatExceptionOfType(NotReadable.class)
        .isThrownBy(() -> Scalars.integer("1.5", 0, 4))
        .withMessage("a whole number");
  }

  @Test
  void truthHasSeveralSpellings() throws NotReadable {
    assertThat(Scalars.bool("T")).isTrue();
    assertThat(Scalars.bool("0")).isFalse();
    assertThat(Scalars.bool("")).isFalse();
    assertThatExceptionOfType(NotReadable.class).isThrownBy(() -> Scalars.bool("yes"));
  }
}
