package im.standalone.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import im.common.testing.Until;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The launcher as the program that a person starts, with two services.
@Tag("processes")
class LauncherMainTest {

  /// Longer than each process is given.
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir private Path data;

  private final List<Process> launchers = new ArrayList<>();

  @AfterEach
  void stop() {
    launchers.forEach(launcher -> {
      launcher.descendants().forEach(ProcessHandle::destroyForcibly);
      launcher.destroyForcibly();
    });
    ofThisTest().forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void aSignalDuringTheStartLeavesNoProcess() throws Exception {
    Process launcher = launch();
    Until.holds("a service was started", LIMIT, () -> !services().isEmpty());

    endsInOrder(launcher);
  }

  @Test
  void aStartThatFailsIsAnswered() throws Exception {
    Process launcher = launch();
    BufferedReader said = launcher.inputReader();
    awaitLine(said, "ready;");

    command(launcher, "kill auth 0");
    assertThat(awaitLine(said, "auth-0")).isEqualTo("done: kill auth-0");
    Files.writeString(data.resolve("config/openim-rpc-auth.yml"), "tokenPolicy: {expire: never}\n");
    command(launcher, "start auth 0");
    assertThat(awaitLine(said, "auth-0")).contains("ended while starting", "tokenPolicy.expire");
    Files.writeString(data.resolve("config/openim-rpc-auth.yml"), "rpc: {listenIP: 127.0.0.1}\n");
    command(launcher, "start auth 0");
    assertThat(awaitLine(said, "auth-0")).isEqualTo("done: start auth-0");

    endsInOrder(launcher);
  }

  @Test
  void theHelpNamesEveryCommandAndDescribesEveryOption() {
    CommandLine program = new CommandLine(new LauncherMain());
    String help = program.getUsageMessage();
    assertThat(help).contains("kill NAME INDEX", "stop NAME INDEX", "start NAME INDEX");
    assertThat(help)
        .contains(
            Arrays.stream(ServiceKind.values())
                .map(ServiceKind::label)
                .collect(Collectors.joining(" ")));
    assertThat(program.getCommandSpec().options())
        .allSatisfy(option -> assertThat(option.description()).isNotEmpty());
  }

  private void endsInOrder(Process launcher) throws InterruptedException {
    launcher.destroy();
    assertThat(launcher.waitFor(LIMIT)).as("ended").isTrue();
    assertThat(launcher.exitValue()).isZero();
    assertThat(ofThisTest()).isEmpty();
  }

  private Process launch() throws IOException {
    Process launcher =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LauncherMain.class.getName(),
                "--data",
                data.toString(),
                "--api-port",
                "0",
                "--ws-port",
                "0",
                "--instances",
                "user=0,friend=0,group=0,conversation=0,msg=0,msgtransfer=0,push=0,msggateway=0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    launchers.add(launcher);
    return launcher;
  }

  private static void command(Process launcher, String line) throws IOException {
    launcher.outputWriter().write(line + "\n");
    launcher.outputWriter().flush();
  }

  private static String awaitLine(BufferedReader said, String part) {
    return assertTimeoutPreemptively(LIMIT, () -> line(said, part), part);
  }

  private static String line(BufferedReader said, String part) throws IOException {
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.contains(part) && !line.startsWith("process")) {
        return line;
      }
    }
    throw new AssertionError("the launcher ended without a line with " + part);
  }

  private List<ProcessHandle> services() {
    return ofThisTest().stream()
        .filter(process -> process.info().commandLine().orElse("").contains("service.args"))
        .toList();
  }

  /// Processes that have our folder in their command line, whoever their parent is by now.
  private List<ProcessHandle> ofThisTest() {
    return ProcessHandle.allProcesses() // which tell the first page of it
        .filter(process -> process.info().commandLine().orElse("").contains(data.toString()))
        .toList();
  }
}
