package im.common.rpc.validation;

import im.common.resource.TextResource;
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
    return TextResource.rows(RuleTable.class, RESOURCE).stream().map(RuleTable::row).toList();
  }

  private static Row row(List<String> cells) {
    if (cells.size() < 3) {
      throw new IllegalStateException(
          "%s: %s (expected: message, field, rule)".formatted(RESOURCE, cells));
    }
    return new Row(cells.get(0), cells.get(1), cells.get(2));
  }
}
