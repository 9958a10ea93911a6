package im.common.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// The rows of `reference/config-keys.tsv` about files that services read.
final class ReferenceKeys {

  /// Rows for which no YAML key exists or that nothing has ever read.
  private static final List<String> NOT_KEYS =
      List.of("(Disable)", "groupCancelMuted.defaultTips.tips");

  private ReferenceKeys() {}

  /// One key of the reference.
  record Row(ConfigFile file, String key, String type, String shipped) {
    String name() {
      return file.fileName() + "/" + key;
    }

    List<String> path() {
      return Arrays.asList(key.split("\\."));
    }

    boolean hasDefault() {
      return !shipped.startsWith("(");
    }
  }

  static List<Row> rows() {
    try (InputStream in = ReferenceKeys.class.getResourceAsStream("config-keys.tsv")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .skip(1)
          .map(line -> line.split("\t", -1))
          .filter(cells -> !NOT_KEYS.contains(cells[1]))
          .map(cells -> new Row(ConfigFile.named(cells[0]), cells[1], cells[2], cells[3]))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
