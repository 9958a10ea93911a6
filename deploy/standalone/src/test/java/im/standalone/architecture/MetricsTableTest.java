package im.standalone.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.metrics.MetricName;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every metric that the code registers under a name of its own has its row for operators, and
/// every row is of such a metric.
class MetricsTableTest {

  private static final Path ROOT = Path.of("../..");

  private static final Pattern REGISTERED =
      Pattern.compile(
          "(Counter|Timer|Gauge)\\.builder\\(\\s*\"([^\"]+)\""
              + "|\\.(counter|timer|gauge)\\(\\s*\"([^\"]+)\"");

  /// The reference's names that lack the ending of a counter.
  private static final Set<String> WITHOUT_TOTAL = Set.of("rpc_count", "api_count", "http_count");

  @Test
  void theTableHasWhatTheCodeRegisters() throws Exception {
    Set<String> registered = new TreeSet<>();
    for (Field constant : MetricName.class.getFields()) {
      registered.add((String) constant.get(null));
    }
    for (Path source : sources()) {
      REGISTERED
          .matcher(Files.readString(source))
          .results()
          .map(found ->
              found.group(1) == null
                  ? shown(found.group(3), found.group(4))
                  : shown(found.group(1), found.group(2)))
          .filter(name -> !name.startsWith("process_")) // every Linux process has them
          .forEach(registered::add);
    }
    assertThat(registered).contains("rpc_count", "im_outbox_pending", "im_cron_call_seconds");
    assertThat(MetricsTable.names()).isEqualTo(registered);
  }

  /// The name in a scrape.
  private static String shown(String type, String name) {
    String underscored = name.replace('.', '_');
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "counter" ->
          WITHOUT_TOTAL.contains(underscored) ? underscored : ending(underscored, "_total");
      case "timer" -> ending(underscored, "_seconds");
      default -> underscored;
    };
  }

  private static String ending(String name, String ending) {
    return name.endsWith(ending) ? name : name + ending;
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (DirectoryStream<Path> modules = Files.newDirectoryStream(ROOT, "im-*")) {
      for (Path module : modules) {
        try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    return sources;
  }
}
