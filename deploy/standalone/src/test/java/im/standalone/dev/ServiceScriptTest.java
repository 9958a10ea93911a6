package im.standalone.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `bin/im-service`, as far as it goes without a build.
class ServiceScriptTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "nobody", "--help"})
  void whoNamesNoServiceIsToldTheNames(String argument) throws Exception {
    List<String> command =
        Stream.of("sh", "src/main/bin/im-service", argument).filter(s -> !s.isEmpty()).toList();
    Process script = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(script.waitFor()).isEqualTo(2);
    String names =
        Arrays.stream(ServiceKind.values())
            .map(ServiceKind::label)
            .collect(Collectors.joining(" "));
    assertThat(said)
        .isEqualTo("usage: im-service NAME [-c DIR] [-i INDEX], NAME being one of " + names + "\n");
  }
}
