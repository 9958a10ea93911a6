import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The formatter check of the build: `--check ROOT` names the source files that are not in the house
/// layout and exits 1 when there is one; `--replace ROOT` rewrites them.
void main(String[] args) throws IOException {
  boolean replace = args[0].equals("--replace");
  Path root = Path.of(args[1]);
  AtomicInteger wrong = new AtomicInteger();
  sources(root).parallelStream().forEach(file -> visit(root, file, replace, wrong));
  if (wrong.get() > 0 && !replace) {
    System.err.println(wrong + " file(s) are not in the house layout; `mvn -Pformat validate` rewrites them");
    System.exit(1);
  }
}

List<Path> sources(Path root) throws IOException {
  Set<String> skipped = Set.of("target", "node_modules", ".git");
  try (Stream<Path> all = Files.walk(root)) {
    return all.filter(file -> file.toString().endsWith(".java"))
        .filter(file -> Stream.of(root.relativize(file).toString().split("/")).noneMatch(skipped::contains))
        .filter(file -> file.toString().contains("/src/"))
        .toList();
  }
}

void visit(Path root, Path file, boolean replace, AtomicInteger wrong) {
  try {
    String source = Files.readString(file);
    String formatted = formatter().formatSourceAndFixImports(source);
    if (formatted.equals(source)) {
      return;
    }
    wrong.incrementAndGet();
    if (replace) {
      Files.writeString(file, formatted);
    } else {
      System.err.println("not formatted: " + root.relativize(file));
    }
  } catch (FormatterException e) {
    wrong.incrementAndGet();
    System.err.println(root.relativize(file) + ": " + e.getMessage());
  } catch (IOException e) {
    throw new UncheckedIOException(e);
  }
}

Formatter formatter() {
  return new Formatter(JavaFormatterOptions.defaultOptions());
}
