package im.bench;

import im.bench.client.Api;
import im.bench.scale.ScaleRun;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Builds large groups and lists on a running server and prints how long questions about them take.
/// Exit code 0 when every question was answered.
@Command(
    name = "scale",
    description = "Builds large groups and lists and prints how long questions about them take.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
public final class Scale implements Callable<Integer> {
  @Mixin private final Main.Server server = new Main.Server();

  @Option(
      names = "--members",
      split = ",",
      description = "sizes of groups",
      defaultValue = "1000,10000")
  private List<Integer> members = List.of();

  @Option(
      names = "--conversations",
      split = ",",
      description = "conversations of one user",
      defaultValue = "1000,10000")
  private List<Integer> conversations = List.of();

  @Option(
      names = "--groups",
      split = ",",
      description = "groups of one user",
      defaultValue = "1000,10000")
  private List<Integer> groups = List.of();

  private Scale() {}

  @Override
  public Integer call() throws Exception {
    try (Api api = server.api()) {
      ScaleRun run = new ScaleRun(api, System.out);
      for (int size : members) {
        run.group(size);
      }
      for (int size : conversations) {
        run.conversations(size);
      }
      for (int size : groups) {
        run.groups(size);
      }
      return 0;
    }
  }
}
