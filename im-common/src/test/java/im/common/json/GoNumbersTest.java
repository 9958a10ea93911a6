package im.common.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoNumbersTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "-0.0,-0",
    "1,1",
    "1.5,1.5",
    "-2.50,-2.5",
    "100,100",
    "9007199254740993,9007199254740992",
    "0.000001,0.000001",
    "0.0000009,9e-7",
    "1e-10,1e-10",
    "1.25e-7,1.25e-7",
    "1e20,100000000000000000000",
    "1e21,1e+21",
    "-1.5e300,-1.5e+300"
  })
  void areWrittenAsGoWritesThem(double value, String json) {
    assertThat(GoNumbers.json(value)).isEqualTo(json);
  }
}
