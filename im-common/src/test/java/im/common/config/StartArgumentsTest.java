package im.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartArgumentsTest {

  @Test
  void nothingGivenMeansBuiltInDefaultsAndTheFirstInstance() {
    assertThat(parse(Map.of())).isEqualTo(new StartArguments(null, 0));
  }

  @Test
  void bothSpellingsOfBothFlags() {
    StartArguments expected = new StartArguments(Path.of("/etc/im"), 2);

    assertThat(parse(Map.of(), "-c", "/etc/im", "-i", "2")).isEqualTo(expected);
    assertThat(parse(Map.of(), "--config_folder_path=/etc/im", "--index=2")).isEqualTo(expected);
  }

  @Test
  void theVariableStandsInForTheFlag() {
    Map<String, String> environment = Map.of("CONFIG_PATH", "/config");

    assertThat(parse(environment).configDirectory()).isEqualTo(Path.of("/config"));
    assertThat(parse(environment, "-c", "/other").configDirectory()).isEqualTo(Path.of("/other"));
  }

  @Test
  void anythingElseIsRefused() {
    refused("argument: -p (expected: -c DIRECTORY, -i INDEX)", "-p", "10000");
    refused("argument: -c (expected: -c DIRECTORY, -i INDEX)", "-c");
    refused("argument: -i two (expected: a number from 0)", "-i", "two");
  }

  private static void refused(String message, String... arguments) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> parse(Map.of(), arguments))
        .withMessage(message);
  }

  private static StartArguments parse(Map<String, String> environment, String... arguments) {
    return StartArguments.parse(arguments, environment);
  }
}
