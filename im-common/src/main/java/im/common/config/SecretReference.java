package im.common.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A value written as `env:NAME` or `file:PATH` together with what it stands for.
///
/// It prints as the reference, so that an error about it does not show the secret.
record SecretReference(String reference, @Secret String text) {

  /// The text of a scalar of a tree, be it written there or referred to.
  static String text(Object scalar) {
    return scalar instanceof SecretReference secret ? secret.text : scalar.toString();
  }

  /// A copy of a tree in which every reference is resolved. Relative paths start at `directory`;
  /// one newline at the end of a file is not part of the value.
  static Map<String, Object> resolve(
      String file,
      Map<String, Object> tree,
      Map<String, String> environment,
      @Nullable Path directory) {
    return new Resolver(file, environment, directory).block(tree, "");
  }

  @Override
  public String toString() {
    return reference;
  }

  private record Resolver(String file, Map<String, String> environment, @Nullable Path directory) {

    Map<String, Object> block(Map<?, ?> block, String path) {
      Map<String, Object> resolved = new LinkedHashMap<>();
      block.forEach((key, value) -> resolved.put((String) key, value(value, path + "." + key)));
      return resolved;
    }

    private Object value(Object value, String path) {
      return switch (value) {
        case Map<?, ?> block -> block(block, path);
        case List<?> list -> {
          List<Object> resolved = new ArrayList<>();
          list.forEach(element -> resolved.add(value(element, path)));
          yield resolved;
        }
        case String text when text.startsWith("env:") ->
            new SecretReference(text, variable(text, path));
        case String text when text.startsWith("file:") ->
            new SecretReference(text, content(text, path));
        default -> value;
      };
    }

    private String variable(String reference, String path) {
      String name = reference.substring("env:".length());
      String value = environment.get(name);
      if (value == null) {
        throw wrong(path, reference, "that the environment variable %s is set".formatted(name));
      }
      return value;
    }

    private String content(String reference, String path) {
      Path target = Path.of(reference.substring("file:".length()));
      try {
        String text = Files.readString(directory == null ? target : directory.resolve(target));
        return text.endsWith("\n") ? text.substring(0, text.length() - 1).stripTrailing() : text;
      } catch (IOException _) {
        throw wrong(path, reference, "a file that can be read");
      }
    }

    private ConfigException wrong(String path, String reference, String expected) {
      return ConfigException.wrongValue(file, path.substring(1), reference, expected);
    }
  }
}
