package im.standalone.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The metrics that `docs/operations.md` explains.
public final class MetricsTable {

  private static final Path PAGE = Path.of("../../docs/operations.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z_]+)(?:\\{[^}]*})?`( \\*)? \\|");

  private MetricsTable() {}

  /// The names, as a scrape shows them.
  public static Set<String> names() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf("| metric |");
    String table = page.substring(begin, page.indexOf("\n\n", begin));
    return ROW.matcher(table)
        .results()
        .map((MatchResult row) -> row.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
