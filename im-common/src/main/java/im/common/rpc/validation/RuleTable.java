package im.common.rpc.validation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Reads `validation.tsv`, whose head explains its columns.
final class RuleTable {

  private static final String RESOURCE = "validation.tsv";

  private RuleTable() {}

  /// One rule: the full name of the message, the path of the field in it, the rule's text.
  record Row(String message, String field, String rule) {
    @Override
    public String toString() {
      return message + " " + field + " " + rule;
    }
  }

  static List<Row> rows() {
    try (InputStream in = RuleTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + RESOURCE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(RuleTable::row)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RESOURCE, e);
    }
  }

  private static Row row(String line) {
    String[] cells = line.split("\t", -1);
    if (cells.length < 3) {
      throw new IllegalStateException(
          "%s: %s (expected: message, field, rule)".formatted(RESOURCE, line));
    }
    return new Row(cells[0], cells[1], cells[2]);
  }
}
