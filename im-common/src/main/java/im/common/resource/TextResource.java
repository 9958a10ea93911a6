package im.common.resource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Text in UTF-8 that ships with a program.
public final class TextResource {
  private TextResource() {}

  /// The file `name` beside the class `owner`.
  ///
  /// @throws IllegalStateException when there is none
  public static String read(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "no resource %s (expected: a file beside %s)".formatted(name, owner));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }

  /// The rows of such a file that is a table: cells between tabs. Blank lines and those that begin
  /// with `#` are none.
  ///
  /// @throws IllegalStateException when there is no such file
  public static List<List<String>> rows(Class<?> owner, String name) {
    return read(owner, name)
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> List.of(line.split("\t", -1)))
        .toList();
  }
}
